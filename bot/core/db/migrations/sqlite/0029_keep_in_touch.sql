-- People with whom a member keeps in touch: the owner's alone. What they typed is sealed by id; the due day stands beside it, so that the
-- morning's look opens nothing.
-- acquaintances.member_id: the member of the group who that is; NULL where it is nobody's, and once they deleted their data. every: a code.
-- due_on, last_on, received_on: as 2026-11-28. last_kind: what the last contact was. received, received_on: how many clients they sent, from
-- outside the group, and the last day; owes_thanks: 1 until the next contact. noted_at: when the sealed texts were last written.
-- note_prints: keyed hashes of the contacts (phones, addresses, handles) that stand in a sealed note, so that /moderate forget finds it. Each
-- row is of one of three records and goes with it; field: the column of the note.
-- members.dm_keep_in_touch: whether the morning list names who is due.

CREATE TABLE acquaintances (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    owner_id INTEGER NOT NULL,
    member_id INTEGER,
    name TEXT NOT NULL,
    relation TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    every TEXT NOT NULL,
    due_on TEXT NOT NULL,
    last_on TEXT,
    last_kind TEXT,
    received INTEGER NOT NULL DEFAULT 0,
    received_on TEXT,
    owes_thanks INTEGER NOT NULL DEFAULT 0,
    added_at INTEGER NOT NULL,
    noted_at INTEGER NOT NULL
) STRICT;

CREATE INDEX acquaintances_by_due ON acquaintances (group_id, owner_id, due_on, id);
CREATE INDEX acquaintances_of_member ON acquaintances (group_id, member_id, owner_id) WHERE member_id IS NOT NULL;

CREATE TABLE note_prints (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    print BLOB NOT NULL,
    field TEXT NOT NULL,
    touch_id INTEGER REFERENCES touches ON DELETE CASCADE,
    plan_id INTEGER REFERENCES talk_plans ON DELETE CASCADE,
    acquaintance_id INTEGER REFERENCES acquaintances ON DELETE CASCADE,
    scheme INTEGER NOT NULL,
    key_id BLOB NOT NULL
) STRICT;

CREATE INDEX note_prints_by_print ON note_prints (group_id, print);
CREATE INDEX note_prints_by_touch ON note_prints (touch_id);
CREATE INDEX note_prints_by_plan ON note_prints (plan_id);
CREATE INDEX note_prints_by_acquaintance ON note_prints (acquaintance_id);

ALTER TABLE members ADD COLUMN dm_keep_in_touch INTEGER NOT NULL DEFAULT 0;

CREATE INDEX members_keeping_in_touch ON members (group_id, user_id) WHERE dm_keep_in_touch = 1;
