-- What a member reads of themselves: the thanks to them in a period, and the other groups that they are in.
-- thanks_of_thanked: for a year to print, and for the export of one's thanks.
-- members_by_user: the only index by person over all groups. /me show: groups and /privacy read it, nothing else does.

CREATE INDEX thanks_of_thanked ON thanks (group_id, thanked_id, at);
CREATE INDEX members_by_user ON members (user_id, group_id);
