-- Until when a membership lasts, and who wants to be seen in the picture of the group's network.
-- terms.last_day: the last day, in the group's zone. list_id: the message in which moderators read that it ends soon; NULL until then, and
-- again once the day is moved. offered_at: when a moderator offered the member their year; once for each day that is entered.
-- term_lists.version: how often the posted message was edited.
-- members.in_picture: off until the member says so. The index has few rows, and all that the picture reads of members: with the constant of its
-- condition as a column too, else SQLite 3.40 reads that of each row, which has two kilobytes.

CREATE TABLE term_lists (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    posted_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX term_lists_by_group ON term_lists (group_id);

CREATE TABLE terms (
    group_id INTEGER NOT NULL REFERENCES groups,
    user_id INTEGER NOT NULL,
    last_day TEXT NOT NULL,
    entered_at INTEGER NOT NULL,
    list_id INTEGER REFERENCES term_lists,
    offered_at INTEGER,
    PRIMARY KEY (group_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX terms_by_list ON terms (list_id);
CREATE INDEX terms_unlisted ON terms (group_id, last_day) WHERE list_id IS NULL;

ALTER TABLE members ADD COLUMN in_picture INTEGER NOT NULL DEFAULT 0;

CREATE INDEX members_in_picture ON members (group_id, in_picture, user_id, status, name, seat) WHERE in_picture = 1;
