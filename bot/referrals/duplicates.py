"""Duplicates of a client: a giver who repeats one is asked to confirm, and a receiver is shown those of two givers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.errors import N_, Doubt, Sentence
from bot.core.names import is_same_name
from bot.referrals import partners
from bot.referrals import store as referrals_store
from bot.referrals.model import STATE_LABELS, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Tx
    from bot.membership.members.model import Involved
    from bot.referrals.contact_index import Sent
    from bot.referrals.model import Referral

ASKED_WITHIN = timedelta(days=90)
SAME_NAME = N_(
    "You sent this client to {name} already: {referral}, which stands at “{state}”. If more work came of it, {name} notes"
    " that there. Send it once more all the same?"
)
ANOTHER_NAME = N_(
    "The same contact, another name: you sent it to {name} already as {client}, in {referral}, which stands at “{state}”. Check the"
    " phone or address first. Send it all the same?"
)


def check_not_sent(tx: Tx, giver_id: int, receiver: Involved, client: str, sent: list[Sent]) -> None:
    """Ask before one giver sends a contact to the same receiver again within ninety days. Raises Doubt.

    `client` is the name that was typed this time: another one says that the contact may be a slip.
    """
    for earlier in sent:
        taken_back = earlier.state in {State.WITHDRAWN, State.VOIDED}
        if earlier.giver_id == giver_id and not taken_back and tx.now - earlier.given_at <= ASKED_WITHIN:
            raise Doubt(
                SAME_NAME if is_same_name(client, earlier.client) else ANOTHER_NAME,
                name=receiver.name,
                client=earlier.client,
                referral=earlier.label,
                state=Sentence(STATE_LABELS[earlier.state]),
            ).leading_to(earlier.id)


async def naming_as_earlier(tx: Tx, first: Referral) -> Sequence[Referral]:
    """The later referrals to the same receiver that were found to bring the client of `first` again."""
    ids = await partners.with_same_client(tx, first.group_id, first.receiver_id, first.id)
    return await referrals_store.several(tx, first.group_id, ids) if ids else ()


def first_of_another(giver_id: int, sent: list[Sent]) -> int | None:
    """The id of the first counting referral in `sent` where another giver sent it; None otherwise."""
    first = next((each for each in sent if each.counts), None)
    return first.id if first is not None and first.giver_id != giver_id else None
