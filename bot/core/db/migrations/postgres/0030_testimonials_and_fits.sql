-- Thanks that a member shows on their profile, and what fitted of a referral, as its receiver told its giver.
-- testimonials.pinned_at: since when the thanks stand on the profile; NULL where the author withheld them. withheld_at: when the author did;
-- NULL where they did not. A row goes where the thanked person takes them down by themselves.
-- referral_fits.fitted: sealed, each of the four codes with + or -, so that all answers have one length. told_at: the first answer.

CREATE TABLE testimonials (
    group_id BIGINT NOT NULL REFERENCES groups,
    thanks_id BIGINT NOT NULL REFERENCES thanks,
    author_id BIGINT NOT NULL,
    thanked_id BIGINT NOT NULL,
    pinned_at BIGINT,
    withheld_at BIGINT,
    PRIMARY KEY (group_id, thanks_id)
);

CREATE INDEX testimonials_by_thanks ON testimonials (thanks_id);
CREATE INDEX testimonials_by_thanked ON testimonials (group_id, thanked_id, pinned_at);
CREATE INDEX testimonials_by_author ON testimonials (group_id, author_id);

CREATE TABLE referral_fits (
    group_id BIGINT NOT NULL REFERENCES groups,
    referral_id BIGINT NOT NULL REFERENCES referrals,
    giver_id BIGINT NOT NULL,
    receiver_id BIGINT NOT NULL,
    fitted TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, referral_id)
);

CREATE INDEX referral_fits_by_referral ON referral_fits (referral_id);
CREATE INDEX referral_fits_by_receiver ON referral_fits (group_id, receiver_id, told_at);
CREATE INDEX referral_fits_by_giver ON referral_fits (group_id, giver_id);
