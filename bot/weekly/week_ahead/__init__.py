"""Suggestions for the week ahead, the last blocks of the weekly digest."""
