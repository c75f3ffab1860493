-- The whole loop: a group, its members, their referrals and thanks, what they count for, and what must be said of it.
-- Every key and index starts with group_id; times are UTC in microseconds; BYTEAs are sealed (engine/vault.py).

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE groups (
    group_id BIGINT PRIMARY KEY,
    set_up_at BIGINT,
    set_up_by BIGINT,
    time_zone TEXT NOT NULL,
    language TEXT NOT NULL,
    currency TEXT NOT NULL,
    week_starts BIGINT NOT NULL,
    seats TEXT NOT NULL,
    amounts BIGINT NOT NULL,
    referrals_channel_id BIGINT,
    digest_channel_id BIGINT,
    moderators_channel_id BIGINT,
    member_role_id BIGINT,
    moderator_role_id BIGINT,
    digest_day BIGINT NOT NULL,
    digest_time TEXT NOT NULL,
    digest_on BIGINT NOT NULL,
    digest_until BIGINT,                 -- the end of the period that the last scheduled digest told of
    last_referral BIGINT NOT NULL DEFAULT 0,
    last_thanks BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE members (
    group_id BIGINT NOT NULL REFERENCES groups,
    user_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    seat TEXT NOT NULL,
    business TEXT NOT NULL,
    offer TEXT NOT NULL,
    ideal_referral TEXT NOT NULL,
    contact TEXT NOT NULL,
    links TEXT NOT NULL,
    sponsor_id BIGINT,
    language TEXT,
    on_boards BIGINT NOT NULL DEFAULT 1,
    applied_at BIGINT,
    joined_at BIGINT,
    left_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1,
    messages_closed_at BIGINT,           -- when Discord last said that they take no direct messages from us
    PRIMARY KEY (group_id, user_id)
);

CREATE INDEX members_by_joining ON members (group_id, status, joined_at);

CREATE TABLE referrals (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- unique over all groups: it stands in custom ids, also where there is no group
    group_id BIGINT NOT NULL REFERENCES groups,
    number BIGINT NOT NULL,
    giver_id BIGINT NOT NULL,
    receiver_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    warmth BIGINT NOT NULL,
    state TEXT NOT NULL,
    waits BIGINT NOT NULL,               -- 1 while the receiver has something to do
    prospect BYTEA,
    contact BYTEA,
    need BYTEA,
    contact_hash BYTEA,
    given_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

CREATE UNIQUE INDEX referrals_by_number ON referrals (group_id, number);
CREATE INDEX referrals_by_receiver ON referrals (group_id, receiver_id, waits, given_at);
CREATE INDEX referrals_by_giver ON referrals (group_id, giver_id, waits, given_at);

CREATE TABLE referral_moves (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL REFERENCES groups,
    referral_id BIGINT NOT NULL REFERENCES referrals,
    verb TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reason BYTEA
);

CREATE INDEX referral_moves_in_order ON referral_moves (group_id, referral_id, id);
CREATE INDEX referral_moves_by_time ON referral_moves (group_id, verb, at, referral_id);

CREATE TABLE thanks (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL REFERENCES groups,
    number BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    thanked_id BIGINT NOT NULL,
    referral_id BIGINT REFERENCES referrals,
    message TEXT NOT NULL,
    amount_minor BIGINT,
    currency TEXT,
    business TEXT NOT NULL,
    at BIGINT NOT NULL,
    undone_at BIGINT,
    pleasure_at BIGINT
);

CREATE UNIQUE INDEX thanks_by_number ON thanks (group_id, number);
CREATE INDEX thanks_by_time ON thanks (group_id, at);
CREATE INDEX thanks_by_author ON thanks (group_id, author_id, undone_at, currency, amount_minor);

-- A ledger: what counts is an entry, what is taken back its mirror image with the same `at`.
-- `week` is the local date on which the group's week of `at` began, in days since 1970: the boards' cap for a pair is by week.
CREATE TABLE entries (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL REFERENCES groups,
    member_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    sign BIGINT NOT NULL CHECK (sign IN (-1, 1)),
    counterpart_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    week BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    source TEXT NOT NULL
);

CREATE UNIQUE INDEX entries_once ON entries (group_id, source, kind, sign);
CREATE INDEX entries_of_board ON entries (group_id, kind, at, member_id, counterpart_id, week, sign);
CREATE INDEX entries_of_member ON entries (group_id, member_id, kind, counterpart_id, sign);
CREATE INDEX entries_of_counterpart ON entries (group_id, counterpart_id, kind, member_id, sign);

CREATE TABLE log (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL REFERENCES groups,
    at BIGINT NOT NULL,
    actor_id BIGINT NOT NULL,
    member_id BIGINT,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE INDEX log_by_time ON log (group_id, at);

-- What a person caused once is done once: the second delivery of the same thing finds the first one's result.
CREATE TABLE actions (
    group_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    result_id BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (group_id, key)
);

-- What was typed into a form that was refused, for fifteen minutes.
CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    group_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    form TEXT NOT NULL,
    typed BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX drafts_by_expiry ON drafts (expires_at);

CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    nonce TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    destination TEXT NOT NULL,
    channel_id BIGINT,
    user_id BIGINT,
    language TEXT NOT NULL,
    detail TEXT NOT NULL,
    subject TEXT,
    only_edit BIGINT NOT NULL,
    after_key TEXT,
    facts TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    first_sent_at BIGINT,
    not_before BIGINT NOT NULL,          -- while a worker has it in hand, when that is over at the latest
    settled_at BIGINT,
    message_id BIGINT,
    problem TEXT
);

CREATE INDEX outbox_due ON outbox (not_before, id) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_in_order ON outbox (destination, id) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_of_group ON outbox (group_id, subject, id) WHERE state IN ('pending', 'sending');

-- Messages of ours that later changes edit.
CREATE TABLE posted (
    group_id BIGINT NOT NULL,
    subject TEXT NOT NULL,
    channel_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    PRIMARY KEY (group_id, subject)
);

CREATE TABLE jobs (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    due_at BIGINT NOT NULL,
    not_before BIGINT NOT NULL,          -- later than due_at after a failure
    done_at BIGINT
);

CREATE INDEX jobs_due ON jobs (not_before) WHERE done_at IS NULL;
CREATE INDEX jobs_of_group ON jobs (group_id, kind) WHERE done_at IS NULL;
