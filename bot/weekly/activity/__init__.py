"""One's own activity."""
