-- The whole loop: a group, its members, their referrals and thanks, what they count for, and what must be said of it.
-- Every key and index starts with group_id; times are UTC in microseconds; BLOBs are sealed (engine/vault.py).

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
    group_id INTEGER PRIMARY KEY,
    set_up_at INTEGER,
    set_up_by INTEGER,
    time_zone TEXT NOT NULL,
    language TEXT NOT NULL,
    currency TEXT NOT NULL,
    week_starts INTEGER NOT NULL,
    seats TEXT NOT NULL,
    amounts INTEGER NOT NULL,
    referrals_channel_id INTEGER,
    digest_channel_id INTEGER,
    moderators_channel_id INTEGER,
    member_role_id INTEGER,
    moderator_role_id INTEGER,
    digest_day INTEGER NOT NULL,
    digest_time TEXT NOT NULL,
    digest_on INTEGER NOT NULL,
    digest_until INTEGER,                 -- the end of the period that the last scheduled digest told of
    last_referral INTEGER NOT NULL DEFAULT 0,
    last_thanks INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE members (
    group_id INTEGER NOT NULL REFERENCES groups,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    seat TEXT NOT NULL,
    business TEXT NOT NULL,
    offer TEXT NOT NULL,
    ideal_referral TEXT NOT NULL,
    contact TEXT NOT NULL,
    links TEXT NOT NULL,
    sponsor_id INTEGER,
    language TEXT,
    on_boards INTEGER NOT NULL DEFAULT 1,
    applied_at INTEGER,
    joined_at INTEGER,
    left_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    messages_closed_at INTEGER,           -- when Discord last said that they take no direct messages from us
    PRIMARY KEY (group_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX members_by_joining ON members (group_id, status, joined_at);

CREATE TABLE referrals (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- unique over all groups: it stands in custom ids, also where there is no group
    group_id INTEGER NOT NULL REFERENCES groups,
    number INTEGER NOT NULL,
    giver_id INTEGER NOT NULL,
    receiver_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    warmth INTEGER NOT NULL,
    state TEXT NOT NULL,
    waits INTEGER NOT NULL,               -- 1 while the receiver has something to do
    prospect BLOB,
    contact BLOB,
    need BLOB,
    contact_hash BLOB,
    given_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE UNIQUE INDEX referrals_by_number ON referrals (group_id, number);
CREATE INDEX referrals_by_receiver ON referrals (group_id, receiver_id, waits, given_at);
CREATE INDEX referrals_by_giver ON referrals (group_id, giver_id, waits, given_at);

CREATE TABLE referral_moves (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    referral_id INTEGER NOT NULL REFERENCES referrals,
    verb TEXT NOT NULL,
    actor_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reason BLOB
) STRICT;

CREATE INDEX referral_moves_in_order ON referral_moves (group_id, referral_id, id);
CREATE INDEX referral_moves_by_time ON referral_moves (group_id, verb, at, referral_id);

CREATE TABLE thanks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    number INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    thanked_id INTEGER NOT NULL,
    referral_id INTEGER REFERENCES referrals,
    message TEXT NOT NULL,
    amount_minor INTEGER,
    currency TEXT,
    business TEXT NOT NULL,
    at INTEGER NOT NULL,
    undone_at INTEGER,
    pleasure_at INTEGER
) STRICT;

CREATE UNIQUE INDEX thanks_by_number ON thanks (group_id, number);
CREATE INDEX thanks_by_time ON thanks (group_id, at);
CREATE INDEX thanks_by_author ON thanks (group_id, author_id, undone_at, currency, amount_minor);

-- A ledger: what counts is an entry, what is taken back its mirror image with the same `at`.
-- `week` is the local date on which the group's week of `at` began, in days since 1970: the boards' cap for a pair is by week.
CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    member_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    sign INTEGER NOT NULL CHECK (sign IN (-1, 1)),
    counterpart_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    week INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    source TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX entries_once ON entries (group_id, source, kind, sign);
CREATE INDEX entries_of_board ON entries (group_id, kind, at, member_id, counterpart_id, week, sign);
CREATE INDEX entries_of_member ON entries (group_id, member_id, kind, counterpart_id, sign);
CREATE INDEX entries_of_counterpart ON entries (group_id, counterpart_id, kind, member_id, sign);

CREATE TABLE log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    at INTEGER NOT NULL,
    actor_id INTEGER NOT NULL,
    member_id INTEGER,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE INDEX log_by_time ON log (group_id, at);

-- What a person caused once is done once: the second delivery of the same thing finds the first one's result.
CREATE TABLE actions (
    group_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    result_id INTEGER,
    at INTEGER NOT NULL,
    PRIMARY KEY (group_id, key)
) STRICT, WITHOUT ROWID;

-- What was typed into a form that was refused, for fifteen minutes.
CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    group_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    form TEXT NOT NULL,
    typed BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX drafts_by_expiry ON drafts (expires_at);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    nonce TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    destination TEXT NOT NULL,
    channel_id INTEGER,
    user_id INTEGER,
    language TEXT NOT NULL,
    detail TEXT NOT NULL,
    subject TEXT,
    only_edit INTEGER NOT NULL,
    after_key TEXT,
    facts TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    first_sent_at INTEGER,
    not_before INTEGER NOT NULL,         -- while a worker has it in hand, when that is over at the latest
    settled_at INTEGER,
    message_id INTEGER,
    problem TEXT
) STRICT;

CREATE INDEX outbox_due ON outbox (not_before, id) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_in_order ON outbox (destination, id) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_of_group ON outbox (group_id, subject, id) WHERE state IN ('pending', 'sending');

-- Messages of ours that later changes edit.
CREATE TABLE posted (
    group_id INTEGER NOT NULL,
    subject TEXT NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (group_id, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    due_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,          -- later than due_at after a failure
    done_at INTEGER
) STRICT;

CREATE INDEX jobs_due ON jobs (not_before) WHERE done_at IS NULL;
CREATE INDEX jobs_of_group ON jobs (group_id, kind) WHERE done_at IS NULL;
