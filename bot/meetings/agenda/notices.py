"""The posted agenda: one message a meeting, which is edited when what it shows changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_, Refused
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.meetings.agenda import store as agenda_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting

KIND = "agenda.card"


def channel(group: Group) -> int:
    """The channel of the group's meetings. Raises Refused where it has none."""
    channel_id = channel_of(group, KIND)
    if channel_id is None:
        raise Refused(N_("There is no channel to post it in. Choose one first: /group setup meetings_channel."))
    return channel_id


async def post(tx: Tx, group: Group, meeting: Meeting) -> int:
    """Queue the agenda, or the edit of the posted one to what it says now; returns the channel's id. Raises Refused as `channel`."""
    channel_id = channel(group)
    await _queue(tx, group, meeting, channel_id, only_edit=False)
    return channel_id


async def show(tx: Tx, group: Group, meeting: Meeting) -> None:
    """Queue the edit of the agenda, where it was posted. Of a meeting that is over or skipped it is the last one: it names nobody."""
    if await agenda_store.is_shared(tx, meeting):
        await _queue(tx, group, meeting, channel_of(group, KIND), only_edit=True)
        if not meeting.is_planned or meeting.is_over(tx.now):
            await agenda_store.close(tx, meeting)


async def _queue(tx: Tx, group: Group, meeting: Meeting, channel_id: int | None, *, only_edit: bool) -> None:
    version = await agenda_store.share(tx, meeting)
    subject = f"meeting:{meeting.id}:agenda"
    message = Message(
        group.group_id,
        KIND,
        f"{subject}:{version}",
        meeting.id,
        channel_id=channel_id,
        language=group.language.value,
        subject=subject,
        only_edit=only_edit,
        may_wait=only_edit,
    )
    await outbox_store.add(tx, message)
