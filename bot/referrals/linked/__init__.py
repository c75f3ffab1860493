"""Referrals of which the giver is a member of a linked group, and not of the receiver's."""
