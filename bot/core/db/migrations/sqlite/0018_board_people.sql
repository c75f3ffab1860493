-- A board reads whom it may name, and who shares a business with whom, in the order of their ids and from an index alone: a row of a member
-- has two kilobytes, and 5,000 of them held the reading thread for longer than the entries that the board counts.

CREATE INDEX members_on_boards ON members (group_id, user_id, status, on_boards, partner_of, name, seat);
