"""Referrals: giving them, their course, thanks, reminders, erasure and imported history."""
