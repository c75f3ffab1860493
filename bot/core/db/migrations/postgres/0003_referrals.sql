-- Referrals and thanks, whole: reopening and lapsing, a private label that outlives the client's data, forgetting a client by any
-- way in which they can be reached, reminders, thanks for the act itself, and what moderators make void.
-- A contact may hold a phone and an e-mail: each leaves a print of its own, a keyed hash (engine/vault.py).
-- forgotten: clients who asked for it, so that a restored backup forgets them again; user_id is whose referrals that was about, 0 for
-- all of the group's. It refers to nothing: in a backup that is older than its group it stands all the same.
-- reminders: which referrals a message named to whom, so that it is written anew when their client is forgotten.

ALTER TABLE groups ADD COLUMN pair_cap BIGINT NOT NULL DEFAULT 3;
ALTER TABLE groups ADD COLUMN remind_unopened BIGINT NOT NULL DEFAULT 3;
ALTER TABLE groups ADD COLUMN remind_quiet BIGINT NOT NULL DEFAULT 10;
ALTER TABLE groups ADD COLUMN keep_clients BIGINT NOT NULL DEFAULT 90;

ALTER TABLE referrals ADD COLUMN label BYTEA;
ALTER TABLE referrals ADD COLUMN same_as BIGINT;
ALTER TABLE referrals ADD COLUMN reminded_at BIGINT;
ALTER TABLE referrals ADD COLUMN giver_reminded_at BIGINT;
ALTER TABLE referrals ADD COLUMN wiped_at BIGINT;

CREATE INDEX referrals_by_change ON referrals (group_id, waits, changed_at) WHERE wiped_at IS NULL;

CREATE TABLE contact_prints (
    group_id BIGINT NOT NULL REFERENCES groups,
    print BYTEA NOT NULL,
    referral_id BIGINT NOT NULL REFERENCES referrals,
    PRIMARY KEY (group_id, print, referral_id)
);

CREATE INDEX contact_prints_of_referral ON contact_prints (group_id, referral_id);

INSERT INTO contact_prints (group_id, print, referral_id)
SELECT group_id, contact_hash, id FROM referrals WHERE contact_hash IS NOT NULL;

ALTER TABLE referrals DROP COLUMN contact_hash;

CREATE TABLE forgotten (
    group_id BIGINT NOT NULL,
    print BYTEA NOT NULL,
    user_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (group_id, print, user_id)
);

CREATE TABLE reminders (
    group_id BIGINT NOT NULL REFERENCES groups,
    user_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    referral_id BIGINT NOT NULL REFERENCES referrals,
    PRIMARY KEY (group_id, user_id, at, referral_id)
);

CREATE INDEX reminders_of_referral ON reminders (group_id, referral_id);

-- Groups of before are taken care of too, from the first start on.
INSERT INTO jobs (group_id, kind, key, due_at, not_before)
SELECT group_id, 'care', 'care:' || group_id, 0, 0 FROM groups WHERE set_up_at IS NOT NULL;

ALTER TABLE thanks ADD COLUMN for_act BIGINT NOT NULL DEFAULT 0;
ALTER TABLE thanks ADD COLUMN voided BIGINT NOT NULL DEFAULT 0;

CREATE INDEX thanks_of_referral ON thanks (group_id, referral_id, undone_at);

-- What is reopened counts again, as another round of the same source: nothing of the ledger is ever deleted.
ALTER TABLE entries ADD COLUMN round BIGINT NOT NULL DEFAULT 1;
DROP INDEX entries_once;
CREATE UNIQUE INDEX entries_once ON entries (group_id, source, kind, sign, round);

-- What was said or done long ago is swept out.
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX jobs_done ON jobs (done_at) WHERE done_at IS NOT NULL;

-- What was told of a closed week's business, or kept back for want of contributors: counted once, so that no two totals differ by
-- what a few members entered.
CREATE TABLE business_totals (
    group_id BIGINT NOT NULL REFERENCES groups,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    minor BIGINT,
    currency TEXT NOT NULL,
    PRIMARY KEY (group_id, starts_at)
);
