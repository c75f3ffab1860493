-- Introductions of two members by a third.
-- introductions.one_said, two_said: 0 nothing yet, 1 yes, 2 no; a no is told to nobody, so it changes no other column.
-- introductions.counts: 1 where both entries of the ledger were written. until: when it ends unanswered.
-- members.dm_needs, dm_introductions: switches of messages; tells_introductions: their introductions may be told in public.

CREATE TABLE introductions (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL REFERENCES groups,
    number BIGINT NOT NULL,
    connector_id BIGINT NOT NULL,
    one_id BIGINT NOT NULL,
    two_id BIGINT NOT NULL,
    why TEXT NOT NULL,
    note_one TEXT NOT NULL,
    note_two TEXT NOT NULL,
    one_said BIGINT NOT NULL DEFAULT 0,
    two_said BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    counts BIGINT NOT NULL DEFAULT 0,
    proposed_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    ended_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);

CREATE UNIQUE INDEX introductions_by_number ON introductions (group_id, number);
CREATE INDEX introductions_by_connector ON introductions (group_id, connector_id, state);
CREATE INDEX introductions_by_pair ON introductions (group_id, one_id, two_id, proposed_at);
CREATE INDEX introductions_by_second ON introductions (group_id, two_id);
CREATE INDEX introductions_open ON introductions (group_id, until) WHERE state = 'proposed';
CREATE INDEX introductions_made ON introductions (group_id, ended_at) WHERE state = 'made';

ALTER TABLE groups ADD COLUMN last_introduction BIGINT NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN dm_needs BIGINT NOT NULL DEFAULT 1;
ALTER TABLE members ADD COLUMN dm_introductions BIGINT NOT NULL DEFAULT 1;
ALTER TABLE members ADD COLUMN tells_introductions BIGINT NOT NULL DEFAULT 1;
