-- One client who needs several trades: their referrals to several members form a hub.
-- hub_referrals.hub_id: the id of the hub's first referral, which has a row too. is_known: its receivers may know of each other.
-- A table of its own, because few referrals have a hub, and every read of a referral would read the columns.

CREATE TABLE hub_referrals (
    group_id BIGINT NOT NULL REFERENCES groups,
    referral_id BIGINT NOT NULL REFERENCES referrals,
    hub_id BIGINT NOT NULL,
    is_known BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (group_id, referral_id)
);

CREATE INDEX hub_referrals_by_hub ON hub_referrals (group_id, hub_id);
CREATE INDEX hub_referrals_by_referral ON hub_referrals (referral_id);
