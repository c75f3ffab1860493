"""Messages about a meeting: its card, posted once and posted anew shortly before, and the request for its event in Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.events import announce
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.meetings import store as meetings_store
from bot.meetings.events import MEETING_CHANGED

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting


DOOR, MOVED = "door", "moved"
"""Details of the card's second message: that it is posted shortly before the meeting, and that the meeting was moved since."""


async def post(tx: Tx, group: Group, meeting: Meeting) -> Meeting:
    """Queue the card once, where the group has a channel for it."""
    if meeting.posted_at is not None or channel_of(group, "meeting.card") is None:
        return meeting
    await outbox_store.add(tx, _card(group, meeting, "card", may_wait=True))
    return await meetings_store.posted(tx, meeting)


async def again(tx: Tx, group: Group, meeting: Meeting) -> Meeting:
    """Queue the card anew, once before each beginning: an edit does not bring it back to the bottom of its channel."""
    if channel_of(group, "meeting.card") is not None:
        await outbox_store.add(tx, _card(group, meeting, DOOR, f":again:{meeting.version}", may_wait=True))
    return await meetings_store.posted_again(tx, meeting)


async def before_move(tx: Tx, group: Group, meeting: Meeting) -> Meeting:
    """Let the card be posted anew before the later beginning; the earlier such message keeps the time alone, as no edit reaches it then."""
    if meeting.door_at is None:
        return meeting
    last = _card(group, meeting, DOOR, f":moved:{meeting.version}", only_edit=True)
    await outbox_store.add(tx, replace(last, detail=MOVED))
    return await meetings_store.not_posted_again(tx, meeting)


async def show(tx: Tx, group: Group, meeting: Meeting, *, may_wait: bool = False) -> Meeting:
    """Queue the edits of what is posted to the meeting's present state; edits that wait together are one."""
    await announce(tx, MEETING_CHANGED, group=group, meeting=meeting)
    posted = [name for name, at in (("card", meeting.posted_at), (DOOR, meeting.door_at)) if at is not None]
    if not posted:
        return meeting
    meeting = await meetings_store.touch(tx, meeting)
    for name in posted:
        edit = _card(group, meeting, name, f":{meeting.version}", only_edit=True, may_wait=may_wait)
        await outbox_store.add(tx, edit)
    return meeting


async def event(tx: Tx, meeting: Meeting) -> None:
    """Queue the request that brings the event in Discord to the meeting's present version."""
    key = f"meeting:{meeting.id}:event:{meeting.version}"
    await outbox_store.add(tx, Message(meeting.group_id, "meeting.event", key, meeting.id, may_wait=True))


async def still_ahead(tx: Tx, message: Message) -> bool:
    """Whether the meeting that a message is about has not begun, as `MessageKind.still_concerns`."""
    meeting = await meetings_store.get(tx, message.group_id, message.record_id)
    return meeting is not None and not meeting.has_begun(tx.now)


def _card(
    group: Group, meeting: Meeting, name: str, key: str = "", *, only_edit: bool = False, may_wait: bool = False
) -> Message:
    """The card. An edit finds its channel by the subject; the second message has one for each beginning."""
    subject = f"meeting:{meeting.id}:{name}"
    if name == DOOR:
        subject = f"{subject}:{meeting.starts_at:%Y-%m-%dT%H:%M}"
    return Message(
        group.group_id,
        "meeting.card",
        f"{subject}{key}",
        meeting.id,
        channel_id=channel_of(group, "meeting.card"),
        language=group.language.value,
        detail=name,
        subject=subject,
        only_edit=only_edit,
        may_wait=may_wait,
    )
