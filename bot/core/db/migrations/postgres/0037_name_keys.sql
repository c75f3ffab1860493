-- The order of names, which the database can't know by itself: no collation is the same in SQLite, PostgreSQL and every operating system.
-- members.name_key: `text.sort_key` of the name, compared by its code points. The bot fills it at its next start (`name_keys.py`).
-- members_by_name: a page of the directory is read along it. The status is in it so that members are counted and skipped without their rows.
-- members_without_key: empty but for what an earlier version wrote.

ALTER TABLE members ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE INDEX members_by_name ON members (group_id, name_key, user_id, status) WHERE status IN ('active', 'paused');
CREATE INDEX members_without_key ON members (group_id, user_id) WHERE name_key = '';
