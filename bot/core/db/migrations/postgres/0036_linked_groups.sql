-- Groups that are linked, so that a member of one may pass a client to a member of the other, and ask its members too.
-- group_links: one row a side; a link holds while both sides have a row without ended_at, so that the deletion of a group ends its links.
-- A row that ended keeps the other group's name for referrals that are under way.
-- link_codes: the one open code of a group, as a keyed hash, and the group's name for the other side.
-- linked_members: who said that members of linked groups may pass them clients.
-- referrals.giver_group_id: the group of a giver who is no member of the referral's own; 0 where that is not known any more.
-- linked_needs: the groups in which a need is shown besides its own.

CREATE TABLE group_links (
    group_id BIGINT NOT NULL REFERENCES groups,
    other_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (group_id, other_id)
);

CREATE INDEX group_links_by_other ON group_links (other_id);

CREATE TABLE link_codes (
    group_id BIGINT PRIMARY KEY REFERENCES groups,
    code BYTEA NOT NULL,
    name TEXT NOT NULL,
    made_by BIGINT NOT NULL,
    at BIGINT NOT NULL
);

CREATE UNIQUE INDEX link_codes_by_code ON link_codes (code);

CREATE TABLE linked_members (
    group_id BIGINT NOT NULL REFERENCES groups,
    user_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (group_id, user_id)
);

ALTER TABLE referrals ADD COLUMN giver_group_id BIGINT;

CREATE INDEX referrals_by_linked_giver ON referrals (giver_group_id, giver_id, waits, given_at) WHERE giver_group_id IS NOT NULL;
CREATE INDEX referrals_from_linked_to ON referrals (group_id, receiver_id, state, given_at, giver_group_id) WHERE giver_group_id IS NOT NULL;
CREATE INDEX referrals_from_linked_by ON referrals (group_id, giver_id, state, given_at, giver_group_id) WHERE giver_group_id IS NOT NULL;

CREATE TABLE linked_needs (
    group_id BIGINT NOT NULL REFERENCES groups,
    need_id BIGINT NOT NULL REFERENCES needs,
    other_id BIGINT NOT NULL,
    PRIMARY KEY (group_id, need_id, other_id)
);

CREATE INDEX linked_needs_by_need ON linked_needs (need_id);
