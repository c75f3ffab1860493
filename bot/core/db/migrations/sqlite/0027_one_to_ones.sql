-- What two members do to know one another: contacts of more kinds, questions whether they talk, and when they will.
-- touches: has an id, for a button names one; one row a pair, day and kind, so that a talk stands beside a call of that day.
-- touches.low_topics, high_topics: what each of the two noted that they talked about, sealed by id; nobody else reads it, nor the other.
-- touches.confirm_until: until when the other, who was asked, may confirm it; NULL where nobody was asked, or both noted it.
-- talk_requests: the last time that one member asked another whether they talk; answer: 0 nothing yet, 1 yes, 2 another time, which is not told.
-- talk_plans: when and where the two talk; version: how often it was planned anew, for their calendars.
-- members.dm_talks: a switch of messages.

CREATE TABLE numbered_touches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    low_id INTEGER NOT NULL,
    high_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    low_noted_at INTEGER,
    high_noted_at INTEGER,
    low_topics TEXT NOT NULL DEFAULT '',
    high_topics TEXT NOT NULL DEFAULT '',
    confirm_until INTEGER
) STRICT;

INSERT INTO numbered_touches (group_id, low_id, high_id, day, kind, low_noted_at, high_noted_at)
SELECT group_id, low_id, high_id, day, kind, low_noted_at, high_noted_at FROM touches ORDER BY group_id, low_id, high_id, day;

DROP TABLE touches;

ALTER TABLE numbered_touches RENAME TO touches;

CREATE UNIQUE INDEX touches_by_pair ON touches (group_id, low_id, high_id, day, kind);
CREATE INDEX touches_by_high ON touches (group_id, high_id);
CREATE INDEX touches_unconfirmed ON touches (group_id, confirm_until) WHERE confirm_until IS NOT NULL;

CREATE TABLE talk_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    asker_id INTEGER NOT NULL,
    asked_id INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    answer INTEGER NOT NULL DEFAULT 0,
    answered_at INTEGER
) STRICT;

CREATE UNIQUE INDEX talk_requests_by_pair ON talk_requests (group_id, asker_id, asked_id);
CREATE INDEX talk_requests_by_asked ON talk_requests (group_id, asked_id);

CREATE TABLE talk_plans (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    low_id INTEGER NOT NULL,
    high_id INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    place TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX talk_plans_by_pair ON talk_plans (group_id, low_id, high_id, starts_at);
CREATE INDEX talk_plans_by_high ON talk_plans (group_id, high_id);
CREATE INDEX talk_plans_by_time ON talk_plans (group_id, starts_at);

ALTER TABLE members ADD COLUMN dm_talks INTEGER NOT NULL DEFAULT 1;
