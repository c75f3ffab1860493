"""The digest's block of meetings: the next one, and which are skipped or moved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core.digest_block import Block
from bot.core.text import shortened
from bot.meetings import digest_store
from bot.meetings import store as meetings_store

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting

TOLD_BEFORE = timedelta(days=14)
"""How long before a meeting its digest says that it is skipped or was moved: twice, so that who misses one reads the other."""
MOST_CHANGES = 3
SHOWN = 60
"""Maximum length of a place or reason, in UTF-16 units."""


async def meetings(tx: Tx, group: Group, _span: Period) -> Block | None:
    """Compose the block; None where no meeting is to come and none was skipped. A change is news, the next meeting alone is not."""
    following = await meetings_store.next_one(tx, group.group_id)
    changed = await digest_store.changed(tx, group.group_id, tx.now + TOLD_BEFORE, MOST_CHANGES)
    if following is None and not changed:
        return None
    facts = {
        "next": None if following is None else _line(group, following),
        "changed": [_line(group, each) for each in changed],
    }
    return Block("meetings", facts, news=bool(changed))


def _line(group: Group, meeting: Meeting) -> dict[str, Any]:
    """`at` is the local time, `day` the one on which the series has it; a text to copy has no stamps that a reader's client renders."""
    return {
        "at": meeting.starts_at.astimezone(group.zone).isoformat(timespec="minutes"),
        "day": meeting.day.isoformat(),
        "place": shortened(meeting.place, SHOWN),
        "is_planned": meeting.is_planned,
        "reason": shortened(meeting.reason, SHOWN),
    }
