"""Speakers as people see them: with their names and their meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.meetings import store as meetings_store
from bot.meetings.speakers import rota_store
from bot.meetings.speakers import store as speakers_store
from bot.meetings.speakers.model import PROPOSED
from bot.meetings.speakers.model import rota as in_turn
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.meetings.model import Meeting
    from bot.meetings.speakers.model import Candidate, Speaker

PUBLIC = 2
"""How many of those who speak next everybody reads of."""
MOST_TURNS = 10
"""How many of the rota moderators see."""


class Slot(Struct, frozen=True):
    """Somebody who speaks at a meeting, or can't."""

    meeting: Meeting
    speaker: Speaker
    name: str


class Lineup(Struct, frozen=True):
    """Who speaks next, as everybody reads it, and that the reader would like to, where they said so."""

    next: tuple[Slot, ...]
    wish: Speaker | None
    moderates: bool


class Turn(Struct, frozen=True):
    """One of the rota; `topic` is what they would present."""

    user_id: int
    name: str
    topic: str
    wished_at: datetime | None
    spoke_at: datetime | None


class Rota(Struct, frozen=True):
    """Who speaks at a meeting, and whose turn it is."""

    meeting: Meeting
    speakers: tuple[Slot, ...]
    turns: tuple[Turn, ...]
    away: frozenset[int]
    """Ids of those speakers who are on leave."""


class Missing(Struct, frozen=True):
    """Somebody who can't speak at a meeting, who does, and whose turn it is next."""

    gone: Slot
    speakers: tuple[Slot, ...]
    turns: tuple[Turn, ...]


async def lineup(tx: Tx, actor: Actor, *, moderates: bool) -> Lineup:
    speakers = await speakers_store.next_ones(tx, actor.group_id, PUBLIC)
    slots = [await slot_of(tx, speaker) for speaker in speakers]
    wish = await speakers_store.wish_of(tx, actor.group_id, actor.user_id)
    return Lineup(tuple(each for each in slots if each is not None), wish, moderates)


async def rota(tx: Tx, meeting: Meeting, present: Collection[int] | None) -> Rota:
    """The meeting with its speakers and whose turn it is, by `model.rota`."""
    speakers = await slots(tx, meeting, await speakers_store.of_meeting(tx, meeting))
    turns = await _turns(tx, meeting, present, MOST_TURNS)
    found = await roll.addressees(tx, meeting.group_id, *(each.speaker.user_id for each in speakers)) if speakers else {}
    return Rota(meeting, speakers, turns, frozenset(each for each, who in found.items() if who.status is Status.PAUSED))


async def missing(tx: Tx, group_id: int, speaker_id: int, present: Collection[int] | None) -> Missing | None:
    """Somebody who can't speak at a meeting, and whose turn it is; None where there is no such record."""
    speaker = await speakers_store.get(tx, group_id, speaker_id)
    gone = None if speaker is None else await slot_of(tx, speaker)
    if gone is None:
        return None
    speakers = await slots(tx, gone.meeting, await speakers_store.of_meeting(tx, gone.meeting))
    return Missing(gone, speakers, await _turns(tx, gone.meeting, present, PROPOSED))


async def slot_of(tx: Tx, speaker: Speaker) -> Slot | None:
    """The speaker with their meeting; None for one without."""
    meeting = None if speaker.meeting_id is None else await meetings_store.get(tx, speaker.group_id, speaker.meeting_id)
    return None if meeting is None else await slot(tx, meeting, speaker)


async def slot(tx: Tx, meeting: Meeting, speaker: Speaker) -> Slot:
    return (await slots(tx, meeting, [speaker]))[0]


async def slots(tx: Tx, meeting: Meeting, speakers: Sequence[Speaker]) -> tuple[Slot, ...]:
    names = await members_store.names(tx, meeting.group_id, [each.user_id for each in speakers])
    return tuple(Slot(meeting, each, names.get(each.user_id, "")) for each in speakers)


async def _turns(tx: Tx, meeting: Meeting, present: Collection[int] | None, limit: int) -> tuple[Turn, ...]:
    turns: list[Candidate] = in_turn(await rota_store.candidates(tx, meeting, limit, present), limit, present)
    ids = [each.user_id for each in turns]
    names = await members_store.names(tx, meeting.group_id, ids)
    topics = await rota_store.topics(tx, meeting.group_id, ids)
    return tuple(
        Turn(each.user_id, names.get(each.user_id, ""), topics.get(each.user_id, ""), each.wished_at, each.spoke_at)
        for each in turns
    )
