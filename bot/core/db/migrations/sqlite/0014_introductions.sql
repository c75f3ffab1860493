-- Introductions of two members by a third.
-- introductions.one_said, two_said: 0 nothing yet, 1 yes, 2 no; a no is told to nobody, so it changes no other column.
-- introductions.counts: 1 where both entries of the ledger were written. until: when it ends unanswered.
-- members.dm_needs, dm_introductions: switches of messages; tells_introductions: their introductions may be told in public.

CREATE TABLE introductions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    number INTEGER NOT NULL,
    connector_id INTEGER NOT NULL,
    one_id INTEGER NOT NULL,
    two_id INTEGER NOT NULL,
    why TEXT NOT NULL,
    note_one TEXT NOT NULL,
    note_two TEXT NOT NULL,
    one_said INTEGER NOT NULL DEFAULT 0,
    two_said INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    counts INTEGER NOT NULL DEFAULT 0,
    proposed_at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE UNIQUE INDEX introductions_by_number ON introductions (group_id, number);
CREATE INDEX introductions_by_connector ON introductions (group_id, connector_id, state);
CREATE INDEX introductions_by_pair ON introductions (group_id, one_id, two_id, proposed_at);
CREATE INDEX introductions_by_second ON introductions (group_id, two_id);
CREATE INDEX introductions_open ON introductions (group_id, until) WHERE state = 'proposed';
CREATE INDEX introductions_made ON introductions (group_id, ended_at) WHERE state = 'made';

ALTER TABLE groups ADD COLUMN last_introduction INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN dm_needs INTEGER NOT NULL DEFAULT 1;
ALTER TABLE members ADD COLUMN dm_introductions INTEGER NOT NULL DEFAULT 1;
ALTER TABLE members ADD COLUMN tells_introductions INTEGER NOT NULL DEFAULT 1;
