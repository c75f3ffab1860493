"""Needs: what a member says to the group, and others can meet."""
