"""Events that memberships announce, each in the transaction that causes it; see `core.events`."""

MEMBER_LEFT = "member.left"
"""A member left the server, or was removed from the group, also by undoing an import. Facts: `group`, `member` (as they are from now on)."""
BELONGING_CHANGED = "member.belonging"
"""Somebody belongs to the group from now on, or no longer: they were let in or came back, left, were removed or deleted their data. Facts:
`group`, `member` (as they are from now on)."""
LEAVE_CHANGED = "member.leave"
"""A member's leave began, or is over. Facts: `group`, `member` (as they are from now on)."""
MEMBER_RENUMBERED = "member.renumbered"
"""A person's records get another id: somebody expected (an id below zero) was recognised in Discord, or that was undone. Facts: `group_id`,
`old_id`, `new_id`."""
TEXT_PUBLISHED = "text.published"
"""A text that everybody reads is about to be kept. Facts: `actor`, `text`. Whoever hears it may raise Doubt."""
PROFILE_CHANGED = "profile.changed"
"""A member replaced their profile or story. Facts: `member` (as they are from now on)."""
