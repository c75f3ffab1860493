"""Runs due jobs, and delivers the messages in the outbox."""
