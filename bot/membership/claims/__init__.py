"""Somebody says that they are a person whom the group expects; a moderator confirms it."""
