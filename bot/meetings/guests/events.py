"""Events that guests announce, each in the transaction that causes it; see `core.events`."""

GUESTS_WIPED = "guests.wiped"
"""Names of guests of a meeting were erased: whatever was posted with them is rendered anew. Facts: `group`, `meeting`."""
