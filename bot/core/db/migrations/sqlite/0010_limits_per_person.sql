-- How often one person may do something; whose messages a member does not want; and what is left of an applicant who deleted their data.
-- allowances.full_at: when the whole allowance of that act is back (bot/core/limit.py); group_id is 0 in direct messages.
-- past_decisions.person: a keyed hash (HMAC-SHA-256 with the key whose id is key_id) of the person's id; decision: applied, declined or
-- removed.

CREATE TABLE allowances (
    group_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    act TEXT NOT NULL,
    full_at INTEGER NOT NULL,
    PRIMARY KEY (group_id, user_id, act)
) STRICT, WITHOUT ROWID;

CREATE INDEX allowances_by_time ON allowances (group_id, full_at);

CREATE TABLE muted_senders (
    group_id INTEGER NOT NULL REFERENCES groups,
    user_id INTEGER NOT NULL,
    sender_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (group_id, user_id, sender_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX muted_senders_by_sender ON muted_senders (group_id, sender_id);

CREATE TABLE past_decisions (
    group_id INTEGER NOT NULL REFERENCES groups,
    person BLOB NOT NULL,
    key_id BLOB NOT NULL,
    decision TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (group_id, person, decision, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX past_decisions_by_time ON past_decisions (group_id, decision, at);
