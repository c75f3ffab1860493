"""A member's own activity."""
