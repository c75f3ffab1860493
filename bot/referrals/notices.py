"""Who is told what of a referral: the receiver's card, the public line, one line to the other at each step, reminders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.membership import notices as membership_notices
from bot.membership.members import store as members_store
from bot.membership.members.model import reading
from bot.referrals import partners
from bot.referrals.model import Referral, State, Verb

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member


async def announce(tx: Tx, group: Group, referral: Referral, receiver: Member) -> None:
    """The card for the receiver, and after it (for it says whether they got it) the public line."""
    card = _card(group, referral, receiver)
    await outbox_store.add(tx, card)
    line = _line(group, referral)
    if line.channel_id is not None:
        await outbox_store.add(tx, replace(line, after=card.key))


async def update(tx: Tx, group: Group, referral: Referral, verb: Verb) -> None:
    """Bring what was said of it up to date; the public line only where it would read differently."""
    receiver = await members_store.get(tx, group.group_id, referral.receiver_id)
    await outbox_store.add(tx, replace(_card(group, referral, receiver), only_edit=True))
    if verb in {Verb.WITHDRAW, Verb.UNDO, Verb.AGREED, Verb.VOID}:
        await outbox_store.add(tx, replace(_line(group, referral), only_edit=True))


async def update_card(tx: Tx, group: Group, referral: Referral, why: str) -> None:
    """Bring the receiver's card up to date where the referral itself stayed as it was."""
    receiver = await members_store.get(tx, group.group_id, referral.receiver_id)
    card = _card(group, referral, receiver)
    await outbox_store.add(tx, replace(card, key=f"{card.key}:{why}", only_edit=True))


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


def _line(group: Group, referral: Referral) -> Message:
    """The public line. Where the group has no channel any more, what stands in an earlier one can still be changed."""
    return Message(
        group.group_id,
        "referral.line",
        f"referral:{referral.id}:{referral.version}:line",
        referral.id,
        channel_id=channel_of(group, "referral.line"),
        language=group.language.value,
        subject=f"referral:{referral.id}:line",
    )


async def tell_other(tx: Tx, group: Group, referral: Referral, verb: Verb, user_id: int) -> None:
    """One line to the other of the two, unless nobody needs to read of it: what a giver takes back, who agreed to a job long done."""
    agreed_late = verb is Verb.AGREED and referral.state is State.WON
    if not agreed_late and verb not in {Verb.WITHDRAW, Verb.UNDO}:
        await tell(tx, group, referral, verb, referral.other(user_id))


async def tell(tx: Tx, group: Group, referral: Referral, verb: Verb, other_id: int) -> None:
    """One line to one of the two, who reads what happened. It can be changed later, for it names the client."""
    other = await members_store.get(tx, group.group_id, other_id)
    if other is not None and other.is_elsewhere:
        return  # they can't be reached; /referrals shows it when they are back
    await outbox_store.add(tx, step_message(group, referral, verb, other_id, other))


def step_message(group: Group, referral: Referral, verb: Verb, user_id: int, member: Member | None) -> Message:
    return Message(
        group.group_id,
        "referral.step",
        f"referral:{referral.id}:{referral.version}:step:{user_id}",
        referral.id,
        user_id=user_id,
        language=reading(group, member),
        detail=verb.value,
        facts=referral.party(user_id).value,
        subject=f"referral:{referral.id}:step:{referral.version}:{user_id}",
    )


async def other_left(tx: Tx, *, group: Group, member: Member) -> None:
    """Hears that a member left: tells each member who has a referral under way with them, if they want to hear of such things."""
    for user_id in await partners.waiting_with(tx, group.group_id, member.user_id):
        other = await members_store.get(tx, group.group_id, user_id)
        if other is not None and other.belongs and other.switches.steps:
            await membership_notices.tell(tx, group, "member.other_left", member, other)
