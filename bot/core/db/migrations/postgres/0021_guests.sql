-- Guests and substitutes whom members bring to a meeting. Name, trade and contact are sealed, and '' once they are erased (wiped_at).
-- guests.is_held: a business of the group held the trade when they were invited; the group reads it once a moderator said welcome.
-- guests.is_past: 1 once the meeting's card was rendered without them, after its end. guests.visit: which visit of the same guest it is. guest_prints: keyed hashes of contact and of name with trade, by which the same guest is
-- found again; deleted with the row's texts.
-- groups.guest_visits: from how many visits on an inviter is told that the guest may apply.

CREATE TABLE guests (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id BIGINT NOT NULL REFERENCES groups,
    meeting_id BIGINT NOT NULL REFERENCES meetings,
    inviter_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    trade TEXT NOT NULL,
    contact TEXT NOT NULL,
    state TEXT NOT NULL,
    is_held BIGINT NOT NULL DEFAULT 0,
    visit BIGINT NOT NULL DEFAULT 1,
    invited_at BIGINT NOT NULL,
    welcomed_at BIGINT,
    is_past BIGINT NOT NULL DEFAULT 0,
    wiped_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX guests_by_meeting ON guests (group_id, meeting_id);
CREATE INDEX guests_by_inviter ON guests (group_id, inviter_id, meeting_id);
CREATE INDEX guests_kept ON guests (group_id, inviter_id) WHERE wiped_at IS NULL;
CREATE INDEX guests_of_meeting ON guests (meeting_id);

CREATE TABLE guest_prints (
    group_id BIGINT NOT NULL REFERENCES groups,
    print BYTEA NOT NULL,
    guest_id BIGINT NOT NULL REFERENCES guests,
    scheme BIGINT NOT NULL,
    key_id BYTEA NOT NULL,
    PRIMARY KEY (group_id, print, guest_id)
);

CREATE INDEX guest_prints_by_guest ON guest_prints (guest_id);

ALTER TABLE groups ADD COLUMN guest_visits BIGINT NOT NULL DEFAULT 2;
