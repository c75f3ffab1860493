"""Messages about guests: what moderators read of a held trade, and the edits of all that names a guest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.meetings import notices as meetings_notices
from bot.meetings.guests import store as guests_store
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import reading
from bot.membership.tell_moderators import tell_moderators
from bot.referrals.reminders import morning_items
from bot.referrals.reminders.notices import reminder_message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.guests.model import Guest
    from bot.meetings.model import Meeting

ITEM, COMING = "guest", "guest.coming"
"""The kinds of the items in the morning list, as they are stored: after the meeting, and the day before."""
ASKED, TOLD = "held", "told"
"""How the subject of a message about a held trade ends: in the moderators' channel, and as a direct message, which can't be answered."""


async def ask_moderators(tx: Tx, group: Group, guest: Guest) -> None:
    """Queue the question to the moderators whether a guest of a held trade is welcome; where they have no channel, tell who set the group up."""
    await tell_moderators(tx, group, _held(group, guest, TOLD if channel_of(group, "guest.held") is None else ASKED))


async def ask_again(tx: Tx, group: Group) -> None:
    """Queue the questions that no moderator has answered. Called when a moderators' channel is chosen."""
    for guest in await guests_store.unanswered(tx, group.group_id):
        await ask_moderators(tx, group, guest)


async def show(tx: Tx, group: Group, guest: Guest) -> None:
    """Queue the edits of what was posted about a held trade to the guest's present state."""
    for name in (ASKED, TOLD) if guest.is_held else ():
        edit = _held(group, guest, name)
        await outbox_store.add(tx, replace(edit, key=f"{edit.key}:{guest.version}", only_edit=True))


async def tell_inviters(tx: Tx, group: Group, meeting: Meeting, guests: Iterable[Guest]) -> None:
    """Queue to each inviter that the meeting of their guests is at another time or does not take place; it names no guest."""
    for user_id in sorted({guest.inviter_id for guest in guests if guest.is_awaited}):
        reader = await roll.addressee(tx, group.group_id, user_id)
        if reader is None or not reader.belongs:
            continue
        key = f"meeting:{meeting.id}:guests:{user_id}:{meeting.version}"
        told = Message(group.group_id, "guest.meeting", key, meeting.id, user_id=user_id, language=reading(group, reader))
        await outbox_store.add(tx, told)


async def rewrite(tx: Tx, group: Group, meeting: Meeting, guests: Iterable[Guest], reader_id: int | None = None) -> None:
    """Queue the edits of all that was posted with the names of these guests of one meeting, after they were erased.

    `reader_id` is the number in the place of an inviter whose own data is being erased: their lists are found by it.
    """
    for guest in guests:
        await show(tx, group, guest)
        for kind in (ITEM, COMING):
            at = await morning_items.named_at(tx, group.group_id, guest.inviter_id, kind, guest.id)
            if at is not None:
                reader = await members_store.get(tx, group.group_id, guest.inviter_id)
                why = f"{at.timestamp():.0f}:{kind}:{guest.id}"
                listed = reminder_message(group, reader_id or guest.inviter_id, at, reader, why)
                await outbox_store.add(tx, replace(listed, only_edit=True, may_wait=True))
    await meetings_notices.show(tx, group, meeting, may_wait=True)


def _held(group: Group, guest: Guest, name: str) -> Message:
    """The message without its destination; an edit finds its channel by the subject."""
    subject = f"guest:{guest.id}:{name}"
    return Message(group.group_id, "guest.held", subject, guest.id, language=group.language.value, detail=name, subject=subject)
