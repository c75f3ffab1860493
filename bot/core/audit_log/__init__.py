"""The audit log: one entry for each change in a group, with who made it and the values before and after."""
