-- What a group sets itself, whom it asks whether all is well, and the trades that it lacks.
-- group_goals.scheme: which published table of goals the group follows; no row where it follows none.
-- quiet_checks: who was asked whether all is well, one row a person, kept for as long as they are not asked again. spoke_at: when they asked
-- for a word with the moderators. spared: 1 where Discord then said that they moderate, so they were not asked.
-- quiet_counts: how many were asked in a closed quarter, counted once; n: NULL where it may not be told.
-- missing_trade_seekers: who needed a trade that nobody held, in a month that is not closed; is_public: 1 where they asked the group for it.
-- missing_trades: how many these were in a closed month, where that may be told.

CREATE TABLE group_goals (
    group_id INTEGER PRIMARY KEY REFERENCES groups,
    scheme TEXT NOT NULL,
    set_at INTEGER NOT NULL
) STRICT;

CREATE TABLE quiet_checks (
    group_id INTEGER NOT NULL REFERENCES groups,
    user_id INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    spoke_at INTEGER,
    spared INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (group_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX quiet_checks_by_time ON quiet_checks (group_id, asked_at);

CREATE TABLE quiet_counts (
    group_id INTEGER PRIMARY KEY REFERENCES groups,
    quarter TEXT NOT NULL,
    n INTEGER
) STRICT;

CREATE TABLE missing_trade_seekers (
    group_id INTEGER NOT NULL REFERENCES groups,
    month TEXT NOT NULL,
    trade TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    is_public INTEGER NOT NULL,
    PRIMARY KEY (group_id, month, trade, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX missing_trade_seekers_by_person ON missing_trade_seekers (group_id, user_id);

CREATE TABLE missing_trades (
    group_id INTEGER NOT NULL REFERENCES groups,
    month TEXT NOT NULL,
    trade TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (group_id, month, trade)
) STRICT, WITHOUT ROWID;
