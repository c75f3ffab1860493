-- A year of the ledger is read from 52 rows a kind instead of all its entries; asks are counted by the days on which they were posted.
-- weeks: the entries of a closed week less reversals, by the week's first day as in entries.week; a week without entries has no row.
-- groups.weeks_until: weeks that began before this day, in days since 1970, are in `weeks`; NULL where none is yet.

CREATE TABLE weeks (
    group_id BIGINT NOT NULL REFERENCES groups,
    week BIGINT NOT NULL,
    kind TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (group_id, week, kind)
);

ALTER TABLE groups ADD COLUMN weeks_until BIGINT;

CREATE INDEX needs_by_age ON needs (group_id, posted_at, kind, state, author_id);
