"""What moderators do with the roll."""
