"""Needs: what a member says to the group that others can meet, with what they offer and who helped."""
