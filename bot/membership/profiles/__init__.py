"""Profiles and the directory."""
