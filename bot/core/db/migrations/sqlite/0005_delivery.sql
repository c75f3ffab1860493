-- Delivery: a message that may stand in Discord although nobody saw it arrive is found and put right, and what somebody
-- missed while their direct messages were closed is found by who they are.

-- The component id by which a message is found again. It was MARK_FROM + id (0 here): a store that is put back gives ids again.
ALTER TABLE outbox ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;

-- What may have to wait for another row, and must not hold up what goes to the same place meanwhile.
CREATE INDEX outbox_follows ON outbox (destination, id) WHERE state IN ('pending', 'sending') AND (after_key IS NOT NULL OR only_edit = 1);

-- Given up after a try whose outcome is not known.
CREATE INDEX outbox_unsure ON outbox (group_id, subject)
    WHERE settled_at IS NOT NULL AND first_sent_at IS NOT NULL AND message_id IS NULL AND only_edit = 0;

CREATE INDEX outbox_missed ON outbox (user_id, id) WHERE state = 'dead' AND user_id IS NOT NULL;
CREATE INDEX members_closed ON members (user_id) WHERE messages_closed_at IS NOT NULL;
