"""Reads what the gateway sends. Nothing that arrives there ends the process."""
