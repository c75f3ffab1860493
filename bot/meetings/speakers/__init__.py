"""Speakers of meetings: who would like to, whose turn it is, and what moderators announce."""
