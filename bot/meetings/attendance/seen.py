"""What is read of who comes to a meeting: in public nobody who does not come, and nobody at all once it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.meetings import store as meetings_store
from bot.meetings.attendance import history_store
from bot.meetings.attendance import store as attendance_store
from bot.meetings.attendance.model import Presence, corrected_until
from bot.meetings.guests import store as guests_store
from bot.meetings.speakers import store as speakers_store
from bot.membership.members import store as members_store

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.attendance.store import Tally
    from bot.meetings.guests.model import Guest
    from bot.meetings.model import Meeting

MOST_NAMED = 20
"""Maximum number of those who come that a card names."""


class Gathering(Struct, frozen=True):
    """A meeting, as everybody reads of it: `names` are of the first who said that they come, empty once it is over.

    `guests` are those who come, or came; whoever reads of them leaves their names out once it is over. `speakers` are the names and topics
    of those of whom nobody said that they are not there; once it is over and it was noted who was there, of those who were.
    `is_open`: one can say now that one is there.
    """

    meeting: Meeting
    tally: Tally
    names: tuple[str, ...]
    guests: tuple[Guest, ...]
    speakers: tuple[tuple[str, str], ...]
    is_open: bool
    is_over: bool

    @property
    def guests_here(self) -> int:
        """How many guests came."""
        return sum(each.was_here for each in self.guests)


class Seen(Struct, frozen=True):
    """The same as one person reads it; `mine` is what is known of them, None of a moderator who is no member. `leads`: they open the door."""

    gathering: Gathering
    mine: Presence | None
    leads: bool = False


class Upcoming(Struct, frozen=True):
    """The meetings to come as one person reads of them: the next one, None where none is planned, and those after it; `last` as `to_correct`."""

    first: Seen | None
    following: tuple[Meeting, ...]
    last: Meeting | None = None


async def gathering(tx: Tx, meeting: Meeting) -> Gathering:
    tally = await attendance_store.tally(tx, meeting)
    is_over = meeting.is_over(tx.now)
    ids = [] if is_over or not tally.coming else await attendance_store.first_coming(tx, meeting, MOST_NAMED)
    known = [(each, await own(tx, meeting, each.user_id)) for each in await speakers_store.of_meeting(tx, meeting)]
    is_noted = is_over and tally.attended > 0
    speaking = [each for each, presence in known if (presence.attended if is_noted else not presence.is_away)]
    names = await members_store.names(tx, meeting.group_id, [*ids, *(each.user_id for each in speaking)])
    return Gathering(
        meeting,
        tally,
        tuple(names.get(each, "") for each in ids),
        tuple(each for each in await guests_store.of_meeting(tx, meeting) if each.is_awaited),
        tuple((names.get(each.user_id, ""), each.topic) for each in speaking),
        meeting.door_is_open(tx.now),
        is_over,
    )


async def to_correct(tx: Tx, group: Group, actor: Actor) -> Meeting | None:
    """The last meeting that is over, for whoever led it and while what was noted of it can be corrected; None otherwise."""
    last = await meetings_store.previous(tx, group.group_id, tx.now)
    if last is None or not (last.host_id == actor.user_id or group.moderated_by(actor)):
        return None
    return last if tx.now < corrected_until(last, await history_store.following(tx, last)) else None


async def own(tx: Tx, meeting: Meeting, user_id: int) -> Presence:
    """What is known of a person; an empty record where nothing is."""
    return await attendance_store.get(tx, meeting, user_id) or Presence(user_id)
