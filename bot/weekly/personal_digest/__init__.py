"""A member's own weekly digest, sent as a direct message."""
