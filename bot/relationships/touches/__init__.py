"""Touches: dated contacts between two members, which each notes for themselves. Nobody but the two reads them."""
