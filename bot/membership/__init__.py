"""Membership: members and their profiles, trades, applications, claims, leave and departures."""
