-- groups.smart: 1 where the moderators chose that needs and searches are matched by meaning as well, which the operator offers. Each group
-- opts in, for its texts are computed with.

ALTER TABLE groups ADD COLUMN smart INTEGER NOT NULL DEFAULT 0;
