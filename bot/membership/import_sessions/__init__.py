"""Import sessions: a file that a moderator uploaded, what was asked about it, and its plan until it is applied or dropped."""
