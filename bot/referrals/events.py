"""Events that referrals announce, each in the transaction that causes it; see `core.events`."""

REFERRAL_GIVEN = "referral.given"
"""A referral was passed. Facts: `group`, `referral`, `cause`: what led to it in another context, which reads its own causes alone; empty for
most."""
