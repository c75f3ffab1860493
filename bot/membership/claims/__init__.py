"""Claims: a person says that they are somebody whom the group expects, and a moderator confirms it."""
