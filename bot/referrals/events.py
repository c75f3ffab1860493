"""Events that referrals announce, each in the transaction that causes it; see `core.events`."""

REFERRAL_GIVEN = "referral.given"
"""A referral or lead was passed. Facts: `group`, `referral`, `cause`: what led to it in another context, which reads its own causes alone;
empty for most."""
REFERRAL_COUNTS = "referral.counts"
"""A referral counts from now on: it was passed, or the client of a lead agreed. Facts: `group`, `referral`."""
THANKS_GIVEN = "thanks.given"
"""A member thanked another. Facts: `group`, `said`."""
CONTACT_FORGOTTEN = "client.forgotten"
"""A moderator had whoever is reached by a contact forgotten in the whole group. Facts: `group`, `contact`."""
