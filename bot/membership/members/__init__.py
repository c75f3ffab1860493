"""The record of a member, its states and queries."""
