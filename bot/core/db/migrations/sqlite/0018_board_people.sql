-- A board reads whom it may name, and who shares a business with whom, in the order of their ids and from an index alone: a row of a member
-- has two kilobytes, and 5,000 of them held the reading thread for longer than the entries that the board counts.

CREATE INDEX members_on_boards ON members (group_id, user_id, status, on_boards, partner_of, name, seat);

-- Who gets a digest of their own is read in the transaction that posts the group's, few among many.
CREATE INDEX members_own_digest ON members (group_id, user_id) WHERE dm_digest = 1;

-- The search for due messages passes over those that wait for another: with 10,000 waiting it took 15 ms at each look, several times a second.
-- blocked_by: the id of a waiting row that must go first. overtaken: 1 where that is what the row edits or follows, not what is ahead of it
-- in its destination, so that those behind it need not wait. Both are set by the worker, and taken back by a trigger as soon as the other
-- row waits no more, whoever settled or deleted it.

ALTER TABLE outbox ADD COLUMN blocked_by INTEGER;
ALTER TABLE outbox ADD COLUMN overtaken INTEGER NOT NULL DEFAULT 0;

DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (urgency, not_before, id) WHERE state IN ('pending', 'sending') AND blocked_by IS NULL;
DROP INDEX outbox_in_order;
CREATE INDEX outbox_in_order ON outbox (destination, overtaken, id) WHERE state IN ('pending', 'sending');
DROP INDEX outbox_follows;
CREATE INDEX outbox_blocked ON outbox (blocked_by) WHERE blocked_by IS NOT NULL;

CREATE TRIGGER outbox_left AFTER UPDATE OF state, destination ON outbox
WHEN OLD.state IN ('pending', 'sending') AND (NEW.state NOT IN ('pending', 'sending') OR NEW.destination <> OLD.destination)
BEGIN UPDATE outbox SET blocked_by = NULL, overtaken = 0 WHERE blocked_by = OLD.id OR (id = OLD.id AND blocked_by IS NOT NULL); END;

CREATE TRIGGER outbox_deleted AFTER DELETE ON outbox
WHEN OLD.state IN ('pending', 'sending')
BEGIN UPDATE outbox SET blocked_by = NULL, overtaken = 0 WHERE blocked_by = OLD.id; END;

CREATE TRIGGER outbox_overtaken AFTER UPDATE OF overtaken ON outbox
WHEN NEW.overtaken > OLD.overtaken
BEGIN UPDATE outbox SET blocked_by = NULL WHERE blocked_by = OLD.id AND overtaken = 0; END;
