-- Contacts of two members, and what the morning list named besides referrals.
-- touches: low_id < high_id. low_noted_at, high_noted_at: when each of the two noted it; NULL where they did not. day: as 2026-11-28.
-- morning_items: each record once a person and kind, so that nobody is asked twice; at: the time of the message that named it.
-- introductions.followed_at: when the connector was told that a referral between the two followed; NULL before.

CREATE TABLE touches (
    group_id BIGINT NOT NULL REFERENCES groups,
    low_id BIGINT NOT NULL,
    high_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    low_noted_at BIGINT,
    high_noted_at BIGINT,
    PRIMARY KEY (group_id, low_id, high_id, day)
);

CREATE INDEX touches_by_high ON touches (group_id, high_id);

CREATE TABLE morning_items (
    group_id BIGINT NOT NULL REFERENCES groups,
    user_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (group_id, user_id, kind, record_id)
);

CREATE INDEX morning_items_by_time ON morning_items (group_id, at);

ALTER TABLE introductions ADD COLUMN followed_at BIGINT;
