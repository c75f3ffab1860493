"""Use cases of announcements: what moderators have read aloud at a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused
from bot.core.events import announce
from bot.core.text import read
from bot.core.use_case import Service, reads, writes
from bot.meetings import checks as meetings_checks
from bot.meetings import store as meetings_store
from bot.meetings.events import MEETING_CHANGED
from bot.meetings.speakers import checks
from bot.meetings.speakers import store as speakers_store
from bot.meetings.speakers.model import ANNOUNCEMENT, MOST_ANNOUNCEMENTS
from bot.membership.guards import moderated_group
from bot.referrals.client_names import check_client_names

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting
    from bot.meetings.speakers.model import Announcement


class Announced(Struct, frozen=True):
    """A meeting with what is announced there."""

    meeting: Meeting
    announcements: tuple[Announcement, ...]


class Announcements(Service):
    @reads
    async def of(self, tx: Tx, actor: Actor, date: str) -> Announced:
        """What is announced at the meeting of a day, for moderators. Raises Refused."""
        await moderated_group(tx, actor)
        return await _announced(tx, await meetings_checks.chosen(tx, actor, date))

    @reads
    async def check(self, tx: Tx, actor: Actor) -> None:
        """Check before the form is shown. Raises Refused where the actor is no moderator."""
        await moderated_group(tx, actor)

    @writes
    async def announce(self, tx: Tx, actor: Actor, meeting_id: int, text: str, action: str, *, sure: bool = False) -> Announced:
        """Have a text read aloud at a meeting, as a moderator. The same `action` again changes nothing.

        Raises Refused, and Doubt where the text names a client, unless the actor is `sure`.
        """
        group = await moderated_group(tx, actor)
        earlier = await idempotency.earlier(tx, group.group_id, action)
        meeting = await checks.coming(tx, group, meeting_id)
        if earlier is None:
            await _announce(tx, actor, group, meeting, text, sure=sure)
            await idempotency.done(tx, group.group_id, action, meeting.id)
        return await _announced(tx, meeting)

    @writes
    async def withdraw(self, tx: Tx, actor: Actor, meeting_id: int, announcement_id: int) -> Announced:
        """Take an announcement of a meeting back, as a moderator. Repeated, it changes nothing. Raises Refused."""
        group = await moderated_group(tx, actor)
        meeting = await checks.coming(tx, group, meeting_id)
        if await speakers_store.withdraw(tx, meeting, announcement_id):
            await announce(tx, MEETING_CHANGED, group=group, meeting=meeting)
            await _note(tx, actor, "meeting.unannounce", meeting)
        return await _announced(tx, meeting)


async def _announce(tx: Tx, actor: Actor, group: Group, meeting: Meeting, text: str, *, sure: bool) -> None:
    meeting = await meetings_store.hold(tx, meeting)  # two moderators at the same time would each find room
    said = read(ANNOUNCEMENT, text)
    if len(await speakers_store.announcements_of(tx, meeting)) >= MOST_ANNOUNCEMENTS:
        raise Refused(
            N_("{meeting} has {most} announcements, and more nobody listens to. Remove one of them in /meeting announce."),
            meeting=meeting.label,
            most=MOST_ANNOUNCEMENTS,
        )
    if not sure:
        await check_client_names(tx, actor, said)
    await speakers_store.announce(tx, meeting, actor.user_id, said)
    await announce(tx, MEETING_CHANGED, group=group, meeting=meeting)
    await _note(tx, actor, "meeting.announce", meeting)


async def _announced(tx: Tx, meeting: Meeting) -> Announced:
    return Announced(meeting, tuple(await speakers_store.announcements_of(tx, meeting)))


async def _note(tx: Tx, actor: Actor, action: str, meeting: Meeting) -> None:
    await audit_log_store.write(tx, LogEntry(meeting.group_id, actor.user_id, action, meeting.label))
