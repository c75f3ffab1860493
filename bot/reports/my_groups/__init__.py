"""One person's own numbers in each group that one installation serves them in."""
