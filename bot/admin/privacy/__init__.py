"""What is stored about one person: exported, or erased."""
