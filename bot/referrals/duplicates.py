"""The same client sent twice: asked about where one giver does it, and shown to the receiver where two do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.errors import N_, Doubt, Sentence
from bot.referrals import contact_index
from bot.referrals.model import STATE_LABELS, State

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.membership.members.model import Member
    from bot.referrals.contact_index import Sent

ASKED_WITHIN = timedelta(days=90)


def check_not_sent(tx: Tx, giver_id: int, receiver: Member, sent: list[Sent]) -> None:
    """Ask before one giver sends a client to the same receiver again within ninety days. Raises Doubt."""
    for earlier in sent:
        taken_back = earlier.state in {State.WITHDRAWN, State.VOIDED}
        if earlier.giver_id == giver_id and not taken_back and tx.now - earlier.given_at <= ASKED_WITHIN:
            raise Doubt(
                N_(
                    "You sent this client to {name} already: {referral}, which stands at “{state}”. If more work came of it, {name} notes"
                    " that there. Send it once more all the same?"
                ),
                name=receiver.name,
                referral=earlier.label,
                state=Sentence(STATE_LABELS[earlier.state]),
            ).leading_to(earlier.id)


async def sent_before(tx: Tx, receiver: Member, contact: str) -> list[Sent]:
    """What brought this client to the receiver before, by whomever, oldest first."""
    return await contact_index.sent_to(tx, receiver.group_id, receiver.user_id, contact)


def first_of_another(giver_id: int, sent: list[Sent]) -> int | None:
    """The first referral that counts by which the client came, where somebody else gave it: this one may be the same."""
    first = next((each for each in sent if each.counts), None)
    return first.id if first is not None and first.giver_id != giver_id else None
