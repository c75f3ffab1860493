"""Meetings of the group: their series and occurrences."""
