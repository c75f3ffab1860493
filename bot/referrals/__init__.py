"""Referrals, and what follows from them."""
