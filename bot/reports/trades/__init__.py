"""Which trades pass business to which, and which trades a group lacks."""
