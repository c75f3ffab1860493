"""Jobs: work that falls due at a time."""
