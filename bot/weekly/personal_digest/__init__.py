"""A member's own weekly digest, by direct message."""
