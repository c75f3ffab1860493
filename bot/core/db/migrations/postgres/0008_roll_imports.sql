-- An import of the roll can be undone as a whole. before, after: the member's record as JSON, before NULL where there was none; changes are
-- deleted after thirty days. stayed: how many of its people were left as they were when it was undone, as they had changed since.

CREATE TABLE roll_imports (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL REFERENCES groups,
    moderator_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    written BIGINT NOT NULL,
    undone_at BIGINT,
    stayed BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX roll_imports_of_group ON roll_imports (group_id, at);

CREATE TABLE roll_import_changes (
    group_id BIGINT NOT NULL REFERENCES groups,
    import_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    before TEXT,
    after TEXT NOT NULL,
    PRIMARY KEY (group_id, import_id, member_id)
);

CREATE INDEX roll_import_changes_of_member ON roll_import_changes (group_id, member_id);
