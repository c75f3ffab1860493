-- Who comes to a meeting, and who was there: a row for each who said so, or of whom it was noted at the door.
-- presences.answer: coming, late, cannot; '' where they said nothing. state: present, late, excused, substitute, none.
-- marked_by: who noted the state, the person or whoever led the meeting; NULL before.

CREATE TABLE presences (
    group_id INTEGER NOT NULL REFERENCES groups,
    meeting_id INTEGER NOT NULL REFERENCES meetings,
    user_id INTEGER NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    answered_at INTEGER,
    state TEXT NOT NULL DEFAULT 'none',
    marked_at INTEGER,
    marked_by INTEGER,
    PRIMARY KEY (group_id, meeting_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX presences_by_meeting ON presences (meeting_id);
CREATE INDEX presences_by_person ON presences (group_id, user_id, meeting_id);
CREATE INDEX presences_by_marker ON presences (group_id, marked_by) WHERE marked_by IS NOT NULL;
