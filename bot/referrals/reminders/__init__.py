"""Reminders of referrals that have waited for long."""
