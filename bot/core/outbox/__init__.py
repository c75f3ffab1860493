"""The outbox: messages that are written in the commit that causes them, and delivered by the worker."""
