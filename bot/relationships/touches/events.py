"""Events that touches announce, each in the transaction that causes it; see `core.events`."""

TOUCH_NOTED = "touch.noted"
"""One of two members noted a contact for themselves. Facts: `touch`, `user_id`: who noted it."""
