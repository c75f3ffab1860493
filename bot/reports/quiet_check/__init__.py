"""Whether all is well: one private line to a member of whom nothing was seen for long."""
