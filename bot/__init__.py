"""Goodword, a Discord bot that helps a networking group exchange referrals."""

__version__ = "0.1.0"
