-- Who left their group's server is read as a whole at each start. The index by (group_id, user_id) served no condition of that query, so that
-- an index of all members was walked; with the status as its first column the planner finds the few rows.

DROP INDEX members_gone;
CREATE INDEX members_gone ON members (status, group_id, user_id) WHERE status = 'left';
