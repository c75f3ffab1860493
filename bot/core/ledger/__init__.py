"""Entries of what counts on a board."""
