-- need_referrals.trade: for which of the need's trades the referral was passed, as its offer names it, so that two trades of one client that
-- one person got can be told apart. '' where no trade is meant, and for an older referral to one who was chosen for several.

ALTER TABLE need_referrals ADD COLUMN trade TEXT NOT NULL DEFAULT '';

UPDATE need_referrals SET trade = (
    SELECT CASE WHEN COUNT(*) = 1 THEN MIN(o.trade) ELSE '' END FROM offers AS o
    JOIN referrals AS r ON r.id = need_referrals.referral_id AND r.receiver_id = o.user_id
    WHERE o.group_id = need_referrals.group_id AND o.need_id = need_referrals.need_id AND o.text = '' AND o.state IN ('chosen', 'helped')
);
