"""Applications for membership."""
