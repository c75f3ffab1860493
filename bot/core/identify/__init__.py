"""Limits how often each shard opens a session with Discord's gateway (IDENTIFY)."""
