"""Guests whom members bring to a meeting, and substitutes whom they send in their place."""
