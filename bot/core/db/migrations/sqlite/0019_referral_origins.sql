-- What led to a referral: an earlier one of the same client, who needs several trades, or a record of another feature.
-- referral_origins.hub_id: the id of the first referral of that client, which has a row too; NULL where there is no other.
-- is_known: those who got the client may know of each other. led_by: what led to it, as people call it, such as A-12; '' for most.
-- A table of its own, because few referrals have an origin, and every read of a referral would read the columns.

CREATE TABLE referral_origins (
    group_id INTEGER NOT NULL REFERENCES groups,
    referral_id INTEGER NOT NULL REFERENCES referrals,
    hub_id INTEGER,
    is_known INTEGER NOT NULL DEFAULT 0,
    led_by TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (group_id, referral_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX referral_origins_by_hub ON referral_origins (group_id, hub_id);
CREATE INDEX referral_origins_by_referral ON referral_origins (referral_id);
