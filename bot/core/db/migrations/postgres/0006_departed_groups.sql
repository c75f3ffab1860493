-- Servers that took the bot out, whose group is deleted after a term. at: since when, NULL until the clock is known to be right.
-- deleting: it has begun, and is not called off any more. Groups whose jobs rest were out when this was written: their term begins now.
-- The indexes serve the foreign keys: a referral or an import that is deleted is looked for in each table that may name it.

CREATE TABLE departed_groups (
    group_id BIGINT PRIMARY KEY,
    at BIGINT,
    deleting BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX departed_groups_by_time ON departed_groups (at);

INSERT INTO departed_groups (group_id)
SELECT DISTINCT group_id FROM jobs WHERE done_at IS NULL AND not_before = 253370764800000000;

CREATE INDEX referral_moves_by_referral ON referral_moves (referral_id);
CREATE INDEX thanks_by_referral ON thanks (referral_id);
CREATE INDEX contact_prints_by_referral ON contact_prints (referral_id);
CREATE INDEX reminders_by_referral ON reminders (referral_id);
CREATE INDEX past_referrals_by_import ON past_referrals (import_id);
