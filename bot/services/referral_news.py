"""Who is told what of a referral: the receiver's card, the public line, one line to the other at each step, reminders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.model.kinds import channel_of
from bot.model.outbox import Message
from bot.model.referrals import Party, Referral, State, Verb
from bot.services.membership import reading
from bot.store import members, outbox, reminders, shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.model.groups import Group
    from bot.model.members import Member
    from bot.model.referrals import Moved
    from bot.store.engine.database import Tx


async def announce(tx: Tx, group: Group, referral: Referral, receiver: Member) -> None:
    """The card for the receiver, and after it (for it says whether they got it) the public line."""
    card = _card(group, referral, receiver)
    await outbox.add(tx, card)
    line = _line(group, referral)
    if line.channel_id is not None:
        await outbox.add(tx, replace(line, after=card.key))


async def update(tx: Tx, group: Group, referral: Referral, verb: Verb) -> None:
    """Bring what was said of it up to date; the public line only where it would read differently."""
    receiver = await members.get(tx, group.group_id, referral.receiver_id)
    await outbox.add(tx, replace(_card(group, referral, receiver), only_edit=True))
    if verb in {Verb.WITHDRAW, Verb.UNDO, Verb.AGREED, Verb.VOID}:
        await outbox.add(tx, replace(_line(group, referral), only_edit=True))


async def update_card(tx: Tx, group: Group, referral: Referral, why: str) -> None:
    """Bring the receiver's card up to date where the referral itself stayed as it was."""
    receiver = await members.get(tx, group.group_id, referral.receiver_id)
    card = _card(group, referral, receiver)
    await outbox.add(tx, replace(card, key=f"{card.key}:{why}", only_edit=True))


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
    other = await members.get(tx, group.group_id, other_id)
    if other is not None and other.is_elsewhere:
        return  # they can't be reached; /referrals shows it when they are back
    await outbox.add(tx, _step(group, referral, verb, other_id, other))


def _step(group: Group, referral: Referral, verb: Verb, user_id: int, member: Member | None) -> Message:
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


async def remind(tx: Tx, group: Group, user_id: int, at: datetime) -> None:
    """One message of all that waits for them; a person gets one on a day of the group's."""
    day = at.astimezone(group.zone).date().isoformat()
    await outbox.add(tx, _reminder(group, user_id, at, await members.get(tx, group.group_id, user_id), day))


def _reminder(group: Group, user_id: int, at: datetime, member: Member | None, why: str) -> Message:
    return Message(
        group.group_id,
        "reminder",
        f"reminder:{group.group_id}:{user_id}:{why}",
        group.group_id,
        user_id=user_id,
        language=reading(group, member),
        detail=at.isoformat(),
        subject=f"reminder:{user_id}:{at.timestamp():.0f}",
    )


async def rewrite(tx: Tx, group: Group, referral: Referral, history: Iterable[Moved]) -> None:
    """The client was wiped: let everything that was said of it to the two, and may name them, be said without."""
    await update(tx, group, referral, Verb.FORGET)
    giver, receiver = await members.get_pair(tx, group.group_id, referral.giver_id, referral.receiver_id)
    steps = [
        _step(group, replace(referral, version=version), moved.verb, referral.user_of(party), member)
        for version, moved in enumerate(history, start=2)
        for party, member in ((Party.GIVER, giver), (Party.RECEIVER, receiver))
    ]
    said = await shown.spoken_of(tx, group.group_id, [str(step.subject) for step in steps]) if steps else []
    again = [step for step in steps if step.subject in said]
    for user_id, at in await reminders.naming(tx, group.group_id, referral.id):
        member = giver if user_id == referral.giver_id else receiver
        again.append(_reminder(group, user_id, at, member, f"{at.timestamp():.0f}:{referral.id}"))
    for message in again:
        await outbox.add(tx, replace(message, key=f"{message.key}:forgotten", only_edit=True))
