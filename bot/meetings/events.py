"""Events that meetings announce, each in the transaction that causes it; see `core.events`."""

MEETING_MOVED = "meeting.moved"
"""A meeting takes place at another time from now on. Facts: `group`, `meeting` (as it is from now on)."""
MEETING_CHANGED = "meeting.changed"
"""What the group reads of a meeting changed: its time, who comes, who visits, who speaks. Facts: `group`, `meeting` (as it is from now on)."""
MEETING_SKIPPED = "meeting.skipped"
"""A meeting does not take place. Facts: `group`, `meeting` (as it is from now on)."""
