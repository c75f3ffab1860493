"""The weekly digest: its schedule, its blocks, its text."""
