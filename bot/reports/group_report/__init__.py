"""Reports on closed months, quarters, half years and years, for moderators."""
