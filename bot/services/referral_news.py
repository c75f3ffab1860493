"""Who is told what of a referral: the receiver's card, the public line, one line to the other at each step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.model.outbox import Message
from bot.model.referrals import Referral, Verb
from bot.services.membership import reading
from bot.store import members, outbox

if TYPE_CHECKING:
    from bot.model.groups import Group
    from bot.model.members import Member
    from bot.store.engine.database import Tx


async def announce(tx: Tx, group: Group, referral: Referral, receiver: Member) -> None:
    """The card for the receiver, and after it (for it says whether they got it) the public line."""
    card = _card(group, referral, receiver)
    await outbox.add(tx, card)
    if group.referrals_channel_id is not None:
        await outbox.add(tx, replace(_line(group, referral, group.referrals_channel_id), after=card.key))


async def update(tx: Tx, group: Group, referral: Referral, verb: Verb) -> None:
    """Bring what was said of it up to date; the public line only where it would read differently."""
    receiver = await members.get(tx, group.group_id, referral.receiver_id)
    await outbox.add(tx, replace(_card(group, referral, receiver), only_edit=True))
    if verb in {Verb.WITHDRAW, Verb.UNDO, Verb.AGREED, Verb.VOID} and group.referrals_channel_id is not None:
        await outbox.add(tx, replace(_line(group, referral, group.referrals_channel_id), only_edit=True))


def _card(group: Group, referral: Referral, receiver: Member | None) -> Message:
    return Message(
        group.group_id,
        "referral.card",
        f"referral:{referral.id}:{referral.version}:card",
        referral.id,
        user_id=referral.receiver_id,
        language=reading(group, receiver),
        subject=f"referral:{referral.id}:receiver",
    )


def _line(group: Group, referral: Referral, channel_id: int) -> Message:
    return Message(
        group.group_id,
        "referral.line",
        f"referral:{referral.id}:{referral.version}:line",
        referral.id,
        channel_id=channel_id,
        language=group.language.value,
        subject=f"referral:{referral.id}:line",
    )


async def tell_other(tx: Tx, group: Group, referral: Referral, verb: Verb, user_id: int) -> None:
    """One line to the other of the two. What a giver takes back is only edited: nobody needs to read of it."""
    if verb not in {Verb.WITHDRAW, Verb.UNDO}:
        await tell(tx, group, referral, verb, referral.other(user_id))


async def tell(tx: Tx, group: Group, referral: Referral, verb: Verb, other_id: int) -> None:
    """One line to one of the two, who reads what happened. It can be changed later, for it names the client."""
    other = await members.get(tx, group.group_id, other_id)
    if other is not None and other.is_elsewhere:
        return  # they can't be reached; /referrals shows it when they are back
    await outbox.add(
        tx,
        Message(
            group.group_id,
            "referral.step",
            f"referral:{referral.id}:{referral.version}:step:{other_id}",
            referral.id,
            user_id=other_id,
            language=reading(group, other),
            detail=verb.value,
            facts=referral.party(other_id).value,
            subject=f"referral:{referral.id}:step:{referral.version}:{other_id}",
        ),
    )
