"""Applying to become a member."""
