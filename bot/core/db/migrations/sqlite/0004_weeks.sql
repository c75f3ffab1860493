-- Weeks: what somebody just did is told before what the clock brings to everybody, so each waiting message has its urgency.

ALTER TABLE outbox ADD COLUMN urgency INTEGER NOT NULL DEFAULT 0;

DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (urgency, not_before, id) WHERE state IN ('pending', 'sending');

-- What lists, counts and times of one member's referrals ask for stands in the index: the rows of a group lie far apart after a year.

DROP INDEX referrals_by_receiver;
CREATE INDEX referrals_by_receiver ON referrals (group_id, receiver_id, waits, given_at, id, state);
DROP INDEX referrals_by_giver;
CREATE INDEX referrals_by_giver ON referrals (group_id, giver_id, waits, given_at, id, state);
DROP INDEX referral_moves_in_order;
CREATE INDEX referral_moves_in_order ON referral_moves (group_id, referral_id, id, verb, at);

-- Referrals of the time before the group used Goodword, from a moderator's spreadsheet: no client, no amount, nothing of what became of
-- them. They stand in each member's own numbers alone, so they are no entries of the ledger. `day` is a date such as 2025-03-14; `ordinal`
-- tells apart what is the same in all else, so that the same file adds nothing twice. An import is undone as a whole.

CREATE TABLE past_imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    moderator_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    added INTEGER NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    undone_at INTEGER
) STRICT;

CREATE INDEX past_imports_of_group ON past_imports (group_id, id);

CREATE TABLE past_referrals (
    group_id INTEGER NOT NULL REFERENCES groups,
    day TEXT NOT NULL,
    giver_id INTEGER NOT NULL,
    receiver_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    import_id INTEGER NOT NULL REFERENCES past_imports,
    PRIMARY KEY (group_id, day, giver_id, receiver_id, kind, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX past_referrals_of_giver ON past_referrals (group_id, giver_id, receiver_id, kind, day, import_id);
CREATE INDEX past_referrals_of_receiver ON past_referrals (group_id, receiver_id, giver_id, kind, day, import_id);
CREATE INDEX past_referrals_of_import ON past_referrals (group_id, import_id);

-- digest_told_until: the end of the last digest that came by the clock, from which the next one goes on.

ALTER TABLE groups ADD COLUMN digest_told_until INTEGER;

-- What was told of a month's business, as business_totals has it of weeks: a month is the weeks that ended in it.
CREATE TABLE business_months (
    group_id INTEGER NOT NULL REFERENCES groups,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    minor INTEGER,
    currency TEXT NOT NULL,
    PRIMARY KEY (group_id, starts_at)
) STRICT, WITHOUT ROWID;
