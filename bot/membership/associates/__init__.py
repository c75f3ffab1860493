"""Members without a trade."""
