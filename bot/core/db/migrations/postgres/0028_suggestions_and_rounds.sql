-- Whom a member is suggested to meet, rounds of one-to-ones, and practice in who looks for whom.
-- suggest_others: whom user_id does not want to be suggested, nor suggested to; other_id is told by nothing. practice_days: the last day on which
-- user_id was asked who it is that looks for what other_id looks for.
-- round_schedules: a row while the group has rounds; every: two_weeks, month; next_on: the local day of the next, as 2026-11-28.
-- round_people: who counted themselves in. rounds.ask_on: the day from which those who were paired are asked whether they met.
-- round_places: with whom one is in a round: those of the same team; answer: 0 nothing yet, 1 met, 2 not yet, which is told to nobody.

CREATE TABLE suggest_others (
    group_id BIGINT NOT NULL REFERENCES groups,
    user_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (group_id, user_id, other_id)
);

CREATE INDEX suggest_others_by_other ON suggest_others (group_id, other_id, user_id);

CREATE TABLE practice_days (
    group_id BIGINT NOT NULL REFERENCES groups,
    user_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (group_id, user_id, other_id)
);

CREATE INDEX practice_days_by_other ON practice_days (group_id, other_id);

CREATE TABLE round_schedules (
    group_id BIGINT PRIMARY KEY REFERENCES groups,
    every TEXT NOT NULL,
    next_on TEXT NOT NULL
);

CREATE TABLE round_people (
    group_id BIGINT NOT NULL REFERENCES groups,
    user_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (group_id, user_id)
);

CREATE TABLE rounds (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL REFERENCES groups,
    day TEXT NOT NULL,
    ask_on TEXT NOT NULL
);

CREATE UNIQUE INDEX rounds_by_day ON rounds (group_id, day);

CREATE TABLE round_places (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL REFERENCES groups,
    round_id BIGINT NOT NULL REFERENCES rounds,
    user_id BIGINT NOT NULL,
    team BIGINT NOT NULL,
    answer BIGINT NOT NULL DEFAULT 0,
    answered_at BIGINT
);

CREATE UNIQUE INDEX round_places_by_person ON round_places (group_id, user_id, round_id);
CREATE INDEX round_places_by_round ON round_places (round_id);
CREATE INDEX round_places_by_team ON round_places (group_id, round_id, team, user_id);
