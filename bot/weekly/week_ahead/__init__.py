"""What to do in the week ahead."""
