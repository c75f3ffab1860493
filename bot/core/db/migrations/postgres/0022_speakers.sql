-- Speakers of meetings, who would like to speak, and what moderators announce at a meeting.
-- speakers.meeting_id: NULL for somebody who would like to (state wished). wished_at: NULL where a moderator chose them unasked.
-- planned_at: when they got the meeting; NULL before. The indexes named by one column serve the foreign keys.

CREATE TABLE speakers (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL REFERENCES groups,
    meeting_id BIGINT REFERENCES meetings,
    user_id BIGINT NOT NULL,
    topic TEXT NOT NULL,
    state TEXT NOT NULL,
    wished_at BIGINT,
    planned_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);

CREATE UNIQUE INDEX speakers_of_meeting ON speakers (group_id, meeting_id, user_id);
CREATE UNIQUE INDEX speakers_wished ON speakers (group_id, user_id) WHERE state = 'wished';
CREATE INDEX speakers_by_person ON speakers (group_id, user_id);
CREATE INDEX speakers_by_meeting ON speakers (meeting_id);

CREATE TABLE announcements (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL REFERENCES groups,
    meeting_id BIGINT NOT NULL REFERENCES meetings,
    author_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE INDEX announcements_of_meeting ON announcements (group_id, meeting_id);
CREATE INDEX announcements_by_age ON announcements (group_id, at);
CREATE INDEX announcements_by_author ON announcements (group_id, author_id);
CREATE INDEX announcements_by_meeting ON announcements (meeting_id);
