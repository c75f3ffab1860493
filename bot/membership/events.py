"""Events that memberships announce, each in the transaction that causes it; see `core.events`."""

MEMBER_LEFT = "member.left"
"""A member left the server. Facts: `group`, `member` (as they are from now on)."""
MEMBER_RECOGNISED = "member.recognised"
"""Somebody expected is known in Discord. Facts: `group_id`, `expected_id` (below zero), `user_id`."""
TEXT_PUBLISHED = "text.published"
"""A text that everybody reads is about to be kept. Facts: `actor`, `text`. Whoever hears it may raise Doubt."""
