"""Messages written in the commit that causes them, delivered by the worker."""
