"""The group's log: every change, by whom, and from what to what."""
