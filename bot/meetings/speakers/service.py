"""Use cases of speakers: who would like to speak, who speaks at which meeting, and what they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused, not_found
from bot.core.text import read
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.meetings import checks as meetings_checks
from bot.meetings import notices as meetings_notices
from bot.meetings import store as meetings_store
from bot.meetings.speakers import checks, seen
from bot.meetings.speakers import notices as speakers_notices
from bot.meetings.speakers import store as speakers_store
from bot.meetings.speakers.model import TOPIC, Speaker, State
from bot.membership.guards import acting_member, belonging_member, moderated_group, readable_group, remember
from bot.referrals.access import belongs, check_belongs
from bot.referrals.client_names import check_client_names

if TYPE_CHECKING:
    from collections.abc import Collection
    from zoneinfo import ZoneInfo

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting
    from bot.meetings.speakers.seen import Lineup, Missing, Rota, Slot
    from bot.membership.members.model import Member, Person


class Chosen(Struct, frozen=True):
    """Whom a moderator wants to speak; `topic` is as it was typed. `sure`: a client's name stays in it."""

    person: Person
    topic: str = ""
    sure: bool = False


class ToCover(Struct, frozen=True):
    """A meeting for which somebody looks for another to stand in, in the group's time zone; `presents` where they are its speaker."""

    meeting: Meeting
    zone: ZoneInfo
    presents: bool
    topic: str


class Speakers(Service):
    @reads
    async def lineup(self, tx: Tx, actor: Actor) -> Lineup:
        """Who speaks next, and what the actor would present, for members and moderators. Raises Refused."""
        group = await readable_group(tx, actor)
        return await seen.lineup(tx, actor, moderates=group.moderated_by(actor))

    @reads
    async def meeting_on(self, tx: Tx, actor: Actor, date: str) -> Meeting:
        """The meeting of a day for which a moderator chooses who speaks. Raises Refused, naming the next ones."""
        await moderated_group(tx, actor)
        return await meetings_checks.chosen(tx, actor, date)

    @reads
    async def rota(self, tx: Tx, actor: Actor, meeting_id: int, present: Collection[int] | None = None) -> Rota:
        """Whose turn it is at a meeting, for moderators; `present` are the ids of those who came lately. Raises Refused."""
        group = await moderated_group(tx, actor)
        return await seen.rota(tx, await checks.coming(tx, group, meeting_id), present)

    @writes
    async def plan(self, tx: Tx, actor: Actor, meeting_id: int, chosen: Chosen, action: str) -> Slot:
        """Give somebody a meeting, as a moderator; who speaks there already gets another topic, where one was typed.

        The same `action` again changes nothing. Raises Refused, and Doubt where the topic names a client.
        """
        group = await moderated_group(tx, actor)
        return await _plan(tx, group, actor, await checks.coming(tx, group, meeting_id), chosen, action)

    @writes
    async def take_off(self, tx: Tx, actor: Actor, meeting_id: int, user_id: int) -> None:
        """Take a meeting from somebody, as a moderator; who would have liked to waits again. Repeated, it changes nothing. Raises Refused."""
        group = await moderated_group(tx, actor)
        meeting = await meetings_store.hold(tx, await checks.coming(tx, group, meeting_id))
        speaker = await speakers_store.at_meeting(tx, meeting, user_id)
        if speaker is not None and speaker.speaks:
            await speakers_notices.dropped(tx, group, meeting, speaker, speakers_notices.TAKEN_OFF)
            await release(tx, speaker)
            await _note(tx, actor, "speaker.drop", meeting, speaker)
            await meetings_notices.show(tx, group, meeting)

    @reads
    async def my_wish(self, tx: Tx, actor: Actor) -> str:
        """What the actor would present, where they said that they would like to. Raises Refused."""
        member = await acting_member(tx, actor)
        found = await speakers_store.wish_of(tx, member.group_id, actor.user_id)
        return found.topic if found is not None else ""

    @writes
    async def wish(self, tx: Tx, actor: Actor, topic: str, *, sure: bool = False) -> Speaker:
        """Say that the actor would like to speak; said again, the topic is replaced and they wait since the first time.

        Raises Refused, and Doubt where the topic names a client, unless they are `sure`.
        """
        member = await acting_member(tx, actor)
        said = read(TOPIC, topic)
        if not sure:
            await check_client_names(tx, actor, said)
        found = await speakers_store.wish(tx, actor.group_id, actor.user_id, said)
        await remember(tx, actor, member)
        return found

    @writes
    async def take_back(self, tx: Tx, actor: Actor) -> None:
        """The actor would not like to speak any more. Repeated, it changes nothing. Raises Refused."""
        await belonging_member(tx, actor)
        found = await speakers_store.wish_of(tx, actor.group_id, actor.user_id)
        if found is not None:
            await speakers_store.delete(tx, found)

    @writes
    async def ready(self, tx: Tx, user_id: int, speaker_id: int) -> Slot:
        """Say, as the speaker, that one is ready. Repeated, it changes nothing. Raises Refused."""
        _, meeting, speaker = await _own(tx, user_id, speaker_id)
        if speaker.state is State.CANNOT:
            raise Refused(N_("You said that you can't, and the moderators know. Tell them if you can after all."))
        if speaker.state is State.PLANNED:
            speaker = await speakers_store.set_state(tx, speaker, State.READY)
        return await seen.slot(tx, meeting, speaker)

    @writes
    async def cannot(self, tx: Tx, user_id: int, speaker_id: int) -> Slot:
        """Say, as the speaker, that one can't; the moderators read whose turn it is next. Repeated, it changes nothing. Raises Refused."""
        group, meeting, speaker = await _own(tx, user_id, speaker_id)
        if speaker.speaks:
            speaker = await is_missing(tx, group, meeting, speaker)
        return await seen.slot(tx, meeting, speaker)

    @reads
    async def to_cover(self, tx: Tx, actor: Actor, meeting_id: int) -> ToCover:
        """A meeting that has not begun, for the form of a cover. Raises Refused."""
        _, meeting = await meetings_checks.found(tx, actor, meeting_id)
        group = await groups_store.get(tx, meeting.group_id)
        meeting = await checks.coming(tx, group, meeting.id)
        if meeting.has_begun(tx.now):
            raise Refused(N_("{meeting} has begun, so nobody can stand in any more."), meeting=meeting.label)
        speaker = await speakers_store.at_meeting(tx, meeting, actor.user_id)
        return ToCover(meeting, group.zone, speaker is not None, speaker.topic if speaker is not None else "")

    @reads
    async def told(self, tx: Tx, group_id: int, speaker_id: int, reader_id: int) -> Slot | None:
        """Read for a message to a speaker; None where they don't speak any more, or do not belong."""
        speaker = await speakers_store.get(tx, group_id, speaker_id)
        if speaker is None or not speaker.speaks or speaker.user_id != reader_id or not await belongs(tx, group_id, reader_id):
            return None
        return await seen.slot_of(tx, speaker)

    @reads
    async def missing(self, tx: Tx, group_id: int, speaker_id: int, present: Collection[int] | None = None) -> Missing | None:
        """Read for the message to moderators about somebody who can't; None where the record is gone."""
        return await seen.missing(tx, group_id, speaker_id, present)

    @reads
    async def meeting(self, tx: Tx, group_id: int, meeting_id: int, reader_id: int) -> Meeting | None:
        """Read for a message to somebody who does not speak there any more; None where they do not belong."""
        return await meetings_store.get(tx, group_id, meeting_id) if await belongs(tx, group_id, reader_id) else None


async def is_missing(tx: Tx, group: Group, meeting: Meeting, speaker: Speaker, by: int | None = None) -> Speaker:
    """Store that somebody can't speak at a meeting, log it by them or `by`, and tell the moderators whose turn it is next."""
    speaker = await speakers_store.set_state(tx, speaker, State.CANNOT)
    await speakers_notices.cannot(tx, group, speaker)
    actor_id = speaker.user_id if by is None else by
    entry = LogEntry(group.group_id, actor_id, "speaker.cannot", meeting.label, speaker.user_id)
    await audit_log_store.write(tx, entry)
    await meetings_notices.show(tx, group, meeting)
    return speaker


async def release(tx: Tx, speaker: Speaker, *, is_kept: bool = False) -> None:
    """Take the meeting from a speaker. Who would have liked to waits as long as before; others where `is_kept`, since they got the meeting.

    The record of all others is deleted.
    """
    since = speaker.wished_at or (speaker.planned_at if is_kept else None)
    if since is None or await speakers_store.wish_of(tx, speaker.group_id, speaker.user_id) is not None:
        await speakers_store.delete(tx, speaker)
    else:
        await speakers_store.wishes_again(tx, speaker, since)


async def _plan(tx: Tx, group: Group, actor: Actor, meeting: Meeting, chosen: Chosen, action: str) -> Slot:
    earlier = await idempotency.earlier(tx, group.group_id, action)
    if earlier is not None:
        return await _planned_before(tx, group.group_id, earlier)
    meeting = await meetings_store.hold(tx, meeting)  # two moderators at the same time would each find room
    member = await checks.can_speak(tx, meeting, chosen.person)
    topic = read(TOPIC, chosen.topic)
    if topic and not chosen.sure:
        await check_client_names(tx, actor, topic, member.name)
    present = await speakers_store.at_meeting(tx, meeting, member.user_id)
    if present is not None and present.speaks:
        speaker = await speakers_store.set_topic(tx, present, topic) if topic else present
    else:
        await checks.room(tx, meeting)
        if present is not None:  # they could not, and can after all
            await speakers_store.delete(tx, present)
        speaker = await _give(tx, group, actor, meeting, member, topic)
    await meetings_notices.show(tx, group, meeting)
    await idempotency.done(tx, group.group_id, action, speaker.id)
    return await seen.slot(tx, meeting, speaker)


async def _give(tx: Tx, group: Group, actor: Actor, meeting: Meeting, member: Member, topic: str) -> Speaker:
    """Give the meeting to a member, with what they would like to present where no topic was typed, and tell them."""
    wished = await speakers_store.wish_of(tx, group.group_id, member.user_id)
    if wished is not None:
        await speakers_store.delete(tx, wished)
    since, would = (wished.wished_at, wished.topic) if wished is not None else (None, "")
    speaker = await speakers_store.plan(tx, meeting, member.user_id, topic or would, since)
    if member.user_id != actor.user_id:
        await speakers_notices.planned(tx, group, speaker)
    # What moderators read of somebody who can't names whose turn it is.
    for gone in await speakers_store.missing_at(tx, meeting):
        await speakers_notices.replaced(tx, group, gone, speaker)
    await _note(tx, actor, "speaker.plan", meeting, speaker)
    return speaker


async def _planned_before(tx: Tx, group_id: int, speaker_id: int) -> Slot:
    speaker = await speakers_store.get(tx, group_id, speaker_id)
    slot = None if speaker is None else await seen.slot_of(tx, speaker)
    if slot is None:
        raise not_found()
    return slot


async def _own(tx: Tx, user_id: int, speaker_id: int) -> tuple[Group, Meeting, Speaker]:
    """Read a speaker's own record and its meeting, which is not over. Raises Refused, in the same words for another's and for none."""
    group_id = await speakers_store.locate(tx, speaker_id)
    speaker = None if group_id is None else await speakers_store.get(tx, group_id, speaker_id)
    if group_id is None or speaker is None or speaker.user_id != user_id or speaker.meeting_id is None:
        raise not_found()
    await check_belongs(tx, group_id, user_id)
    group = await groups_store.get(tx, group_id)
    speaker = await speakers_store.hold(tx, speaker)
    meeting = await checks.coming(tx, group, speaker.meeting_id or 0)
    return group, meeting, speaker


async def _note(tx: Tx, actor: Actor, action: str, meeting: Meeting, speaker: Speaker) -> None:
    await audit_log_store.write(tx, LogEntry(meeting.group_id, actor.user_id, action, meeting.label, speaker.user_id))
