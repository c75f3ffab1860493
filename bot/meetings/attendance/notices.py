"""Messages about who comes to a meeting: to the moderators, to its host, and to those who said that they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.membership.members import roll
from bot.membership.tell_moderators import tell_moderators

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting


async def numbers(tx: Tx, group: Group, meeting: Meeting) -> None:
    """Queue, once for each time at which the meeting was to begin, what moderators read the day before."""
    key = f"meeting:{meeting.id}:numbers:{meeting.starts_at.timestamp():.0f}"
    await tell_moderators(tx, group, Message(group.group_id, "meeting.numbers", key, meeting.id, subject=key))


async def changed(tx: Tx, group: Group, meeting: Meeting, user_ids: Sequence[int]) -> None:
    """Queue, to those who had said that they come, that the meeting was moved or skipped."""
    kind = "meeting.moved" if meeting.is_planned else "meeting.called_off"
    for user_id in user_ids:
        await outbox_store.add(tx, await _to(tx, group, meeting, kind, f"{user_id}:{meeting.version}", user_id))


async def hosting(tx: Tx, group: Group, meeting: Meeting, host_id: int) -> None:
    """Queue what the new host reads."""
    await outbox_store.add(tx, await _to(tx, group, meeting, "meeting.hosting", f"{host_id}:{meeting.version}", host_id))


async def slip(tx: Tx, group: Group, meeting: Meeting, giver_id: int, receiver_id: int, action: str) -> None:
    """Queue, to the giver, the button to the form of a referral to the receiver; the nonce of `action` tells slips of one pair apart."""
    key = f"{giver_id}:{action.rpartition(':')[2]}"  # without whoever filled in the slip
    await outbox_store.add(tx, await _to(tx, group, meeting, "meeting.slip", key, giver_id, str(receiver_id)))


async def _to(tx: Tx, group: Group, meeting: Meeting, kind: str, key: str, user_id: int, detail: str = "") -> Message:
    return Message(
        group.group_id,
        kind,
        f"meeting:{meeting.id}:{kind.removeprefix('meeting.')}:{key}",
        meeting.id,
        user_id=user_id,
        language=await roll.language(tx, group, user_id),
        detail=detail,
    )
