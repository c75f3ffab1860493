"""Reminders of referrals that wait."""
