"""Goals that a group sets itself."""
