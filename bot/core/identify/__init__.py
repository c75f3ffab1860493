"""How often a shard may open a session with Discord's gateway (IDENTIFY)."""
