"""Erasing a client's data."""
