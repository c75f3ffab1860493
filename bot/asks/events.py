"""Events that needs announce, each in the transaction that causes it; see `core.events`."""

NEED_POSTED = "need.posted"
"""A need was posted. Facts: `need`."""
