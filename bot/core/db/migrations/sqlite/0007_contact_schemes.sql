-- Contacts are taken apart by one reader, whose hashes differ from those of before: each hash says by which scheme it was made, and
-- with which key (its id, as it stands in front of what is sealed). Those of before are of scheme 1. Contacts that are sealed are hashed
-- anew once the key is there; `contact_prints_outdated` is what is left to do. Tombstones hold no contact, keep their scheme and are
-- matched by it. A process of before, which still runs on this schema, writes scheme 1 by the default.

ALTER TABLE contact_prints ADD COLUMN scheme INTEGER NOT NULL DEFAULT 1;
ALTER TABLE contact_prints ADD COLUMN key_id BLOB;
CREATE INDEX contact_prints_outdated ON contact_prints (group_id, referral_id) WHERE scheme = 1;

ALTER TABLE forgotten ADD COLUMN scheme INTEGER NOT NULL DEFAULT 1;
ALTER TABLE forgotten ADD COLUMN key_id BLOB;
CREATE INDEX forgotten_without_key ON forgotten (group_id) WHERE key_id IS NULL;
