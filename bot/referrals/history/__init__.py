"""Referrals from before the group used Goodword, imported from a spreadsheet."""
