"""What several cogs share: cards, forms, routing of custom ids, the answer to an interaction."""
