-- Who belonged no more before this version may still have messages that name a client: the job `belonging` edits them, once for each person.
-- Clients whom a moderator had forgotten are erased by a job, so that the answer takes the same work whether there is one or not.
-- What is kept of somebody who deleted their data is found by its age.

INSERT INTO jobs (group_id, kind, key, due_at, not_before)
SELECT m.group_id, 'belonging', 'belonging:' || m.group_id || ':' || m.user_id || ':' || m.version, 0, 0 FROM members AS m
WHERE m.status IN ('left', 'former') AND (
    EXISTS (SELECT 1 FROM referrals AS r WHERE r.group_id = m.group_id AND r.giver_id = m.user_id AND r.wiped_at IS NULL)
    OR EXISTS (SELECT 1 FROM referrals AS r WHERE r.group_id = m.group_id AND r.receiver_id = m.user_id AND r.wiped_at IS NULL)
);

CREATE TABLE forget_requests (
    group_id INTEGER NOT NULL REFERENCES groups,
    token TEXT NOT NULL,
    contact BLOB NOT NULL,
    PRIMARY KEY (group_id, token)
) STRICT, WITHOUT ROWID;

CREATE INDEX past_decisions_by_age ON past_decisions (group_id, at);
