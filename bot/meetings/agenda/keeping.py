"""What becomes of a posted agenda: it is edited when the meeting changes, and when somebody who may stand in it is not expected any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.groups import store as groups_store
from bot.meetings.agenda import notices as agenda_notices
from bot.meetings.agenda import store as agenda_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure
    from bot.groups.model import Group
    from bot.meetings.model import Meeting
    from bot.membership.members.model import Member


async def changed(tx: Tx, *, group: Group, meeting: Meeting) -> None:
    """Handle the event that what the group reads of a meeting changed, such as who comes to it."""
    await agenda_notices.show(tx, group, meeting)


async def standing_changed(tx: Tx, *, group: Group, member: Member) -> None:  # noqa: ARG001 - a fact of the event
    """Handle the events that somebody belongs or no longer does, or is on leave or back: whoever is expected may be another one."""
    for meeting in await agenda_store.shared(tx, group.group_id):
        await agenda_notices.show(tx, group, meeting)


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Any posted agenda may name them."""
    group = await groups_store.get(tx, gone.group_id)
    for meeting in await agenda_store.shared(tx, gone.group_id):
        await agenda_notices.show(tx, group, meeting)


async def nightly(tx: Tx, group_id: int) -> None:
    """Edit the agendas of meetings that are over, once, so that they name nobody any more; only by a trusted clock."""
    if not tx.clock_is_trusted:
        return
    for meeting in await agenda_store.shared(tx, group_id):
        if meeting.is_over(tx.now):
            await agenda_notices.show(tx, await groups_store.get(tx, group_id), meeting)
