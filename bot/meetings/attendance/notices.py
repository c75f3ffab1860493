"""Messages about who comes to a meeting: to the moderators, to its host, and to those who said that they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.membership.members import roll

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting


async def numbers(tx: Tx, group: Group, meeting: Meeting) -> None:
    """Queue, once for each time at which the meeting was to begin, what moderators read the day before."""
    channel_id = channel_of(group, "meeting.numbers")
    if channel_id is None and group.set_up_by is None:
        return
    begins = f"{meeting.starts_at.timestamp():.0f}"
    await outbox_store.add(
        tx,
        Message(
            group.group_id,
            "meeting.numbers",
            f"meeting:{meeting.id}:numbers:{begins}",
            meeting.id,
            channel_id=channel_id,
            user_id=group.set_up_by if channel_id is None else None,
            language=group.language.value,
        ),
    )


async def changed(tx: Tx, group: Group, meeting: Meeting, user_ids: Sequence[int]) -> None:
    """Queue, to those who had said that they come, that the meeting was moved or skipped."""
    kind = "meeting.moved" if meeting.is_planned else "meeting.called_off"
    for user_id in user_ids:
        await outbox_store.add(tx, await _to(tx, group, meeting, kind, f"{user_id}:{meeting.version}", user_id))


async def hosting(tx: Tx, group: Group, meeting: Meeting, host_id: int) -> None:
    """Queue what the new host reads."""
    await outbox_store.add(tx, await _to(tx, group, meeting, "meeting.hosting", f"{host_id}:{meeting.version}", host_id))


async def slip(tx: Tx, group: Group, meeting: Meeting, giver_id: int, receiver_id: int, action: str) -> None:
    """Queue, to the giver, the button to the form of a referral to the receiver; `action` tells slips of one pair apart."""
    key = f"{giver_id}:{action}"
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
