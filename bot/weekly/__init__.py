"""Boards, one's own activity, and the weekly digest."""
