"""Input of refused forms, kept for fifteen minutes so that the form can be opened again with it."""
