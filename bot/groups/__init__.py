"""One Discord server that runs Goodword, and its settings."""
