-- Weeks: what somebody just did is told before what the clock brings to everybody, so each waiting message has its urgency.

ALTER TABLE outbox ADD COLUMN urgency BIGINT NOT NULL DEFAULT 0;

DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (urgency, not_before, id) WHERE state IN ('pending', 'sending');
