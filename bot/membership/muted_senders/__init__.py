"""Whose direct messages a member does not want. Nobody but the member learns of it."""
