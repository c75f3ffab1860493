"""What was typed into a refused form, kept for a quarter of an hour."""
