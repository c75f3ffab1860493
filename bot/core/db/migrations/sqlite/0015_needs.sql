-- Needs: what members say to the group that others can meet, with the offers, and who helped whom.
-- needs.until: when it ends unmet; NULL for a tip, which its author closes. days: how long it was asked for, by which it is renewed.
-- needs.happens_at: when a cover is; its details are emptied a week later. agreed: what the client of a client_needs said.
-- need_trades: the trades of a client_needs, or the one that a question or tip is about, also trades that nobody holds; author_id is the
-- need's, for they are part of what a person exports.
-- helps: one row for each helper and reader; counts: 1 where an entry of the ledger was written; thanks_id: what was said with it.
-- groups.asks_channel_id: where needs are posted; NULL for the referrals channel. members.dm_fits: whether the morning list names needs that fit.
-- The indexes named by one column serve the foreign keys, as those of 0006: what is deleted is looked for in each table that may name it.

CREATE TABLE needs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    number INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    link TEXT NOT NULL,
    place TEXT NOT NULL,
    details TEXT NOT NULL,
    happens_at INTEGER,
    agreed TEXT NOT NULL,
    may_know INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    days INTEGER NOT NULL,
    until INTEGER,
    posted_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE UNIQUE INDEX needs_by_number ON needs (group_id, number);
CREATE INDEX needs_by_author ON needs (group_id, author_id, state);
CREATE INDEX needs_known ON needs (group_id, posted_at) WHERE kind IN ('question', 'tip');
CREATE INDEX needs_of_author_by_age ON needs (group_id, author_id, posted_at);
CREATE INDEX needs_open ON needs (group_id, posted_at) WHERE state = 'open';
CREATE INDEX needs_ending ON needs (group_id, until) WHERE state = 'open';
CREATE INDEX needs_detailed ON needs (group_id, happens_at) WHERE details <> '';

CREATE TABLE need_trades (
    group_id INTEGER NOT NULL REFERENCES groups,
    need_id INTEGER NOT NULL REFERENCES needs,
    position INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    trade TEXT NOT NULL,
    PRIMARY KEY (group_id, need_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX need_trades_by_author ON need_trades (group_id, author_id);

CREATE TABLE offers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    need_id INTEGER NOT NULL REFERENCES needs,
    user_id INTEGER NOT NULL,
    trade TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    offered_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX offers_once ON offers (group_id, need_id, user_id, trade);
CREATE INDEX offers_by_person ON offers (group_id, user_id);
CREATE INDEX offers_changed ON offers (group_id, changed_at);

CREATE TABLE helps (
    group_id INTEGER NOT NULL REFERENCES groups,
    need_id INTEGER NOT NULL REFERENCES needs,
    helper_id INTEGER NOT NULL,
    reader_id INTEGER NOT NULL,
    helped_at INTEGER NOT NULL,
    counts INTEGER NOT NULL,
    thanks_id INTEGER REFERENCES thanks,
    PRIMARY KEY (group_id, need_id, helper_id, reader_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX helps_of_helper ON helps (group_id, helper_id, reader_id, helped_at);
CREATE INDEX helps_of_reader ON helps (group_id, reader_id, need_id);
CREATE INDEX helps_by_age ON helps (group_id, helped_at);

CREATE TABLE need_referrals (
    group_id INTEGER NOT NULL REFERENCES groups,
    need_id INTEGER NOT NULL REFERENCES needs,
    referral_id INTEGER NOT NULL REFERENCES referrals,
    PRIMARY KEY (group_id, need_id, referral_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX need_trades_by_need ON need_trades (need_id);
CREATE INDEX offers_by_need ON offers (need_id);
CREATE INDEX helps_by_need ON helps (need_id);
CREATE INDEX helps_by_thanks ON helps (thanks_id);
CREATE INDEX need_referrals_by_need ON need_referrals (need_id);
CREATE INDEX need_referrals_by_referral ON need_referrals (referral_id);

ALTER TABLE groups ADD COLUMN last_need INTEGER NOT NULL DEFAULT 0;
ALTER TABLE groups ADD COLUMN asks_channel_id INTEGER;
ALTER TABLE members ADD COLUMN dm_fits INTEGER NOT NULL DEFAULT 0;
