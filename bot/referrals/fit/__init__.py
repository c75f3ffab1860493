"""Fit: what a receiver tells the giver of a referral, so that the next one fits better. The giver alone reads it."""
