-- Membership and profiles, whole: leave, people who left the server, people expected from a spreadsheet (their user_id is below
-- zero until they are recognised), stories, switches, questions to applicants, and whoever waits for a trade or for somebody's return.
-- status_at: since when the status is what it is. returns_to: the status that one who left the server gets back. away_by: who
-- began the leave, they themselves or a moderator. partner_of: whose business they share in an exclusive trade, so that the two
-- count as one member helped. welcomed_at: when they were walked through the first steps.

ALTER TABLE members ADD COLUMN goals TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN wins TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN interests TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN circles TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN skills TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN shares_contact TEXT NOT NULL DEFAULT 'members';
ALTER TABLE members ADD COLUMN dm_referrals INTEGER NOT NULL DEFAULT 1;
ALTER TABLE members ADD COLUMN dm_steps INTEGER NOT NULL DEFAULT 1;
ALTER TABLE members ADD COLUMN dm_thanks INTEGER NOT NULL DEFAULT 1;
ALTER TABLE members ADD COLUMN dm_reminders INTEGER NOT NULL DEFAULT 1;
ALTER TABLE members ADD COLUMN dm_digest INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN chosen_language TEXT;
ALTER TABLE members ADD COLUMN status_at INTEGER;
ALTER TABLE members ADD COLUMN returns_to TEXT;
ALTER TABLE members ADD COLUMN away_until INTEGER;
ALTER TABLE members ADD COLUMN away_note TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN away_by INTEGER;
ALTER TABLE members ADD COLUMN partner_of INTEGER;
ALTER TABLE members ADD COLUMN welcomed_at INTEGER;

ALTER TABLE groups ADD COLUMN about TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN meets TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN last_expected INTEGER NOT NULL DEFAULT 0;

CREATE INDEX log_by_member ON log (group_id, member_id, id);

-- What moderators asked an applicant, and what they answered.
CREATE TABLE application_notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    applicant_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX application_notes_in_order ON application_notes (group_id, applicant_id, id);

-- Who wants to be told when an exclusive trade opens, first come, first told.
CREATE TABLE seat_waits (
    group_id INTEGER NOT NULL REFERENCES groups,
    seat_key TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    seat TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (group_id, seat_key, user_id)
) STRICT, WITHOUT ROWID;

-- Trades that the group looks for.
CREATE TABLE wanted_seats (
    group_id INTEGER NOT NULL REFERENCES groups,
    seat_key TEXT NOT NULL,
    seat TEXT NOT NULL,
    added_by INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (group_id, seat_key)
) STRICT, WITHOUT ROWID;

-- Givers who want to be told when a member is back from leave.
CREATE TABLE return_waits (
    group_id INTEGER NOT NULL REFERENCES groups,
    member_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (group_id, member_id, user_id)
) STRICT, WITHOUT ROWID;

-- Who says that they are somebody whom the group expects, and what a moderator said to it (accepted: 1 yes, 0 no). Both names are
-- kept as they were: the expected row is gone once it was recognised.
CREATE TABLE claims (
    group_id INTEGER NOT NULL REFERENCES groups,
    user_id INTEGER NOT NULL,
    expected_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    expected_name TEXT NOT NULL,
    language TEXT NOT NULL,
    at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by INTEGER,
    accepted INTEGER,
    PRIMARY KEY (group_id, user_id, expected_id)
) STRICT, WITHOUT ROWID;

-- Who left their group's server: learned as a whole by each process that starts.
CREATE INDEX members_gone ON members (group_id, user_id) WHERE status = 'left';

-- Every group is looked at by night, also one that was set up before; what is that late only finds its next night.
INSERT INTO jobs (group_id, kind, key, due_at, not_before)
SELECT group_id, 'presence', 'presence:' || group_id, 0, 0 FROM groups WHERE set_up_at IS NOT NULL;
