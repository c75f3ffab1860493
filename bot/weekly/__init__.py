"""Leaderboards, a member's own activity, and the weekly digest."""
