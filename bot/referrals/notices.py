"""Messages about a referral: the receiver's card, the public line, and one line to the other at each move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message, Reach
from bot.groups import store as groups_store
from bot.membership import notices as membership_notices
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import reading
from bot.referrals import partners, readers, step_messages
from bot.referrals import store as referrals_store
from bot.referrals.model import Referral, State, Verb

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Addressee, Involved, Member


async def announce(tx: Tx, group: Group, referral: Referral, receiver: Addressee) -> None:
    """Queue the receiver's card, and then the public line, which says whether the card was delivered."""
    card = card_message(group, referral, receiver)
    await outbox_store.add(tx, card)
    line = _line(group, referral)
    if line.channel_id is not None:
        await outbox_store.add(tx, replace(line, after=card.key))


async def reach_of_giver(tx: Tx, giver: Involved | None) -> Reach:
    """Whether progress reaches the giver: closed means that Discord refused the last direct message, however long ago."""
    if giver is not None and not giver.wants_steps:
        return Reach.UNWANTED
    closed = giver is not None and await members_store.has_closed_messages(tx, giver.user_id)
    return Reach.CLOSED if closed else Reach.OPEN


async def update(tx: Tx, group: Group, referral: Referral, verb: Verb) -> None:
    """Queue the edit of the receiver's card, and of the public line where the move changes its text."""
    receiver = await roll.addressee(tx, group.group_id, referral.receiver_id)
    await outbox_store.add(tx, replace(card_message(group, referral, receiver), only_edit=True))
    if verb in {Verb.WITHDRAW, Verb.UNDO, Verb.AGREED, Verb.VOID}:
        await outbox_store.add(tx, replace(_line(group, referral), only_edit=True))


async def update_card(tx: Tx, group: Group, referral: Referral, why: str) -> None:
    """Queue the edit of the receiver's card after a change that is no move, such as a thanks."""
    receiver = await roll.addressee(tx, group.group_id, referral.receiver_id)
    card = card_message(group, referral, receiver)
    await outbox_store.add(tx, replace(card, key=f"{card.key}:{why}", only_edit=True))


def card_message(group: Group, referral: Referral, receiver: Member | Addressee | None) -> Message:
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
    """The public line. It has no channel where the group has none; an edit finds its channel by the subject."""
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
    """Queue the line to the other about a move, except those that nobody needs to read: withdrawals, and a late agreement."""
    agreed_late = verb is Verb.AGREED and referral.state is State.WON
    if not agreed_late and verb not in {Verb.WITHDRAW, Verb.UNDO}:
        await tell(tx, group, referral, verb, referral.other(user_id))


async def tell(tx: Tx, group: Group, referral: Referral, verb: Verb, other_id: int) -> None:
    """Queue the line about a move to one of the two, who belongs to the group. It has a subject, by which it is edited: it names the client.

    Where an earlier message shows the move too (`step_messages`), they have one subject.
    """
    other = await readers.reader(tx, referral, other_id)
    if not other.belongs:
        return  # /referrals shows it after their return
    history = await referrals_store.history(tx, referral)
    theirs = group if other.group_id == group.group_id else await groups_store.get(tx, other.group_id)
    line = step_message(theirs, referral, verb, other_id, other.person, step_messages.shown_in(history)[-1])
    await outbox_store.add(tx, replace(line, only_edit=step_messages.is_repeated(history)))


def step_message(
    group: Group, referral: Referral, verb: Verb, user_id: int, member: Member | Addressee | None, shown_in: int
) -> Message:
    """The line about a move, in the message of the version `shown_in`; `facts` says as which of the two the person reads it.

    `group` is the one in which they read of it (`readers.reader`).
    """
    return Message(
        group.group_id,
        "referral.step",
        f"referral:{referral.id}:{referral.version}:step:{user_id}",
        referral.id,
        user_id=user_id,
        language=reading(group, member),
        detail=verb.value,
        facts=referral.party(user_id).value,
        subject=f"referral:{referral.id}:step:{shown_in}:{user_id}",
    )


async def other_left(tx: Tx, *, group: Group, member: Member) -> None:
    """Handle the event that a member left: tell those who have an open referral with them and want such messages."""
    for user_id in await partners.waiting_with(tx, group.group_id, member.user_id):
        other = await members_store.get(tx, group.group_id, user_id)
        if other is not None and other.belongs and other.switches.steps:
            await membership_notices.tell(tx, group, "member.other_left", member, other)
