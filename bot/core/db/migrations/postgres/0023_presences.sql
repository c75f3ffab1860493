-- Who comes to a meeting, and who was there: a row for each who said so, or of whom it was noted at the door.
-- presences.answer: coming, late, cannot; '' where they said nothing. state: present, late, excused, substitute, none.
-- marked_by: who noted the state, the person or whoever led the meeting; NULL before.

CREATE TABLE presences (
    group_id BIGINT NOT NULL REFERENCES groups,
    meeting_id BIGINT NOT NULL REFERENCES meetings,
    user_id BIGINT NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    answered_at BIGINT,
    state TEXT NOT NULL DEFAULT 'none',
    marked_at BIGINT,
    marked_by BIGINT,
    PRIMARY KEY (group_id, meeting_id, user_id)
);

CREATE INDEX presences_by_meeting ON presences (meeting_id);
CREATE INDEX presences_by_person ON presences (group_id, user_id, meeting_id);
CREATE INDEX presences_by_marker ON presences (group_id, marked_by) WHERE marked_by IS NOT NULL;
