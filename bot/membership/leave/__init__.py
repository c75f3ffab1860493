"""Going on leave and coming back."""
