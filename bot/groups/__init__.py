"""Groups: a group is one Discord server that runs Goodword, with its settings."""
