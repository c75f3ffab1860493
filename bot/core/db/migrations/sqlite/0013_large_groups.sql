-- Lists of a group's people are read from an index, and who left from one of them alone.
-- members_listed: a row of a member has two kilobytes, so that the names and trades of 5,000 members took 17 ms to read, and 3 ms from here.
-- members_gone: read as a whole at each start. By (group_id, user_id) it served no condition of that query, and an index of all members was
-- walked; with the status as its first column the planner finds the few rows.

CREATE INDEX members_listed ON members (group_id, status, name, seat, user_id);

DROP INDEX members_gone;
CREATE INDEX members_gone ON members (status, group_id, user_id) WHERE status = 'left';
