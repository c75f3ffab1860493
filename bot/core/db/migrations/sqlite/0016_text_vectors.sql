-- Vectors of what members wrote, by its meaning: 512 bytes a text, sealed like the text, together with a short digest of it, by which one that
-- was made of an older text is told. They are made of the texts again where they are missing.
-- text_vectors.kind: profile (record_id is the member's id), or need, question, answer, tip (record_id is that record's); user_id: who wrote it.

CREATE TABLE text_vectors (
    group_id INTEGER NOT NULL REFERENCES groups,
    kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    model TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (group_id, kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX text_vectors_by_person ON text_vectors (group_id, user_id);

-- Open needs that fit a member who wants to read of them in the morning list; need_fits.words: their own words by which they do, sealed.
CREATE TABLE need_fits (
    group_id INTEGER NOT NULL REFERENCES groups,
    user_id INTEGER NOT NULL,
    need_id INTEGER NOT NULL REFERENCES needs,
    words TEXT NOT NULL,
    PRIMARY KEY (group_id, user_id, need_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX need_fits_by_need ON need_fits (need_id);
