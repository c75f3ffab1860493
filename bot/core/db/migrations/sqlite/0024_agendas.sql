-- groups.agenda_seconds: how long each has in the round that an agenda reads aloud.
-- shared_agendas: the meetings whose agenda was posted, so that its message is edited when somebody who stands in it is erased. version: how
-- often it was posted or edited, by which the messages of the outbox differ.

ALTER TABLE groups ADD COLUMN agenda_seconds INTEGER NOT NULL DEFAULT 60;

CREATE TABLE shared_agendas (
    group_id INTEGER NOT NULL REFERENCES groups,
    meeting_id INTEGER NOT NULL REFERENCES meetings,
    shared_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (group_id, meeting_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX shared_agendas_by_meeting ON shared_agendas (meeting_id);
