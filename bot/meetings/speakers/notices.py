"""Messages about speakers: to them, and to the moderators where somebody can't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.membership.members import roll
from bot.membership.tell_moderators import addressed, tell_moderators

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting
    from bot.meetings.speakers.model import Speaker

TAKEN_OFF, SKIPPED = "taken_off", "skipped"
"""Why somebody does not speak any more, as the detail of the message."""


async def planned(tx: Tx, group: Group, speaker: Speaker) -> None:
    """Queue, to somebody who got a meeting or whose meeting was moved, when they speak."""
    key = f"speaker:{speaker.id}:planned:{speaker.version}"
    await outbox_store.add(tx, await _to(tx, group, "speaker.planned", key, speaker.id, speaker.user_id, ""))


async def dropped(tx: Tx, group: Group, meeting: Meeting, speaker: Speaker, why: str) -> None:
    """Queue, to somebody who does not speak at the meeting any more, why."""
    key = f"speaker:{speaker.id}:dropped:{speaker.version}"
    await outbox_store.add(tx, await _to(tx, group, "speaker.dropped", key, meeting.id, speaker.user_id, why))


async def cannot(tx: Tx, group: Group, speaker: Speaker) -> None:
    """Queue what moderators read of somebody who can't."""
    await tell_moderators(tx, group, _cannot(group, speaker))


async def replaced(tx: Tx, group: Group, gone: Speaker, speaker: Speaker) -> None:
    """Queue the edit of what moderators read of somebody who can't, once `speaker` got the meeting."""
    edit = replace(_cannot(group, gone), key=f"speaker:{gone.id}:cannot:{speaker.id}", only_edit=True)
    await outbox_store.add(tx, await addressed(tx, group, edit) or edit)


def _cannot(group: Group, speaker: Speaker) -> Message:
    """The message without its destination; an edit finds it by the subject."""
    subject = f"speaker:{speaker.id}:cannot"
    return Message(group.group_id, "speaker.cannot", subject, speaker.id, language=group.language.value, subject=subject)


async def _to(tx: Tx, group: Group, kind: str, key: str, record_id: int, user_id: int, detail: str) -> Message:
    language = await roll.language(tx, group, user_id)
    return Message(group.group_id, kind, key, record_id, user_id=user_id, language=language, detail=detail)
