"""Events that links announce, each in the transaction that causes it; see `core.events`."""

REACH_CHANGED = "link.reach"
"""What members of a group show in linked ones is read there no more, or again: a link ended, or the group's server removed the bot or added it
again. Facts: `group_id`, `other_id` (None: all that it is or was linked with)."""
