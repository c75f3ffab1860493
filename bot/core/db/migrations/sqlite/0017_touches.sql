-- Contacts of two members, and what the morning list named besides referrals.
-- touches: low_id < high_id. low_noted_at, high_noted_at: when each of the two noted it; NULL where they did not. day: as 2026-11-28.
-- morning_items: each record once a person and kind, so that nobody is asked twice; at: the time of the message that named it.
-- introductions.followed_at: when the connector was told that a referral between the two followed; NULL before.

CREATE TABLE touches (
    group_id INTEGER NOT NULL REFERENCES groups,
    low_id INTEGER NOT NULL,
    high_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    low_noted_at INTEGER,
    high_noted_at INTEGER,
    PRIMARY KEY (group_id, low_id, high_id, day)
) STRICT, WITHOUT ROWID;

CREATE INDEX touches_by_high ON touches (group_id, high_id);

CREATE TABLE morning_items (
    group_id INTEGER NOT NULL REFERENCES groups,
    user_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (group_id, user_id, kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX morning_items_by_time ON morning_items (group_id, at);

ALTER TABLE introductions ADD COLUMN followed_at INTEGER;
