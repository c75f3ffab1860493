-- An import of the roll can be undone as a whole. before, after: the member's record as JSON, before NULL where there was none; changes are
-- deleted after thirty days. stayed: how many of its people were left as they were when it was undone, as they had changed since.

CREATE TABLE roll_imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    moderator_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    written INTEGER NOT NULL,
    undone_at INTEGER,
    stayed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX roll_imports_of_group ON roll_imports (group_id, at);

CREATE TABLE roll_import_changes (
    group_id INTEGER NOT NULL REFERENCES groups,
    import_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    before TEXT,
    after TEXT NOT NULL,
    PRIMARY KEY (group_id, import_id, member_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX roll_import_changes_of_member ON roll_import_changes (group_id, member_id);
