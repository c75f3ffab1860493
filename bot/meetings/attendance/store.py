"""Queries on who comes to a meeting, and who was there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from bot.core.db.database import micros
from bot.core.morning_items import WaitingItem
from bot.meetings import store as meetings_store
from bot.meetings.attendance.model import Answer, Presence, State
from bot.meetings.model import LONGEST
from bot.membership.members.model import Listed
from bot.referrals.reminders.morning_items import not_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Row, Tx
    from bot.meetings.model import Meeting

_COLUMNS = "p.user_id, p.answer, p.state, p.marked_by"
IS_SUBSTITUTE = "s.kind = 'substitute' AND s.state NOT IN ('withdrawn', 'did_not_come')"
_SENT = (
    # Counted, since PostgreSQL may answer an EXISTS within an OR by reading the whole table once.
    "(SELECT COUNT(*) FROM guests AS s WHERE s.group_id = p.group_id AND s.inviter_id = p.user_id AND s.meeting_id = p.meeting_id"
    f" AND {IS_SUBSTITUTE}) > 0"
)
"""Whether they sent somebody in their place."""
WAS_THERE = "p.state IN ('present', 'late')"
_AWAITED = f"(p.marked_by IS NULL AND p.answer IN ('coming', 'late') AND NOT {_SENT})"
_EXPECTED = f"({WAS_THERE} OR {_AWAITED})"
"""As `Presence.is_expected`."""
_OF_MEETING = "p.group_id = ? AND p.meeting_id = ?"
_SENT_BY_MEMBER = (
    "EXISTS (SELECT 1 FROM guests AS s WHERE s.group_id = ? AND s.meeting_id = ? AND s.inviter_id = m.user_id"
    f" AND {IS_SUBSTITUTE})"
)
_UNKNOWN = (
    f"NOT EXISTS (SELECT 1 FROM presences AS p WHERE {_OF_MEETING} AND p.user_id = m.user_id"
    f" AND (p.answer <> '' OR p.marked_by IS NOT NULL)) AND NOT {_SENT_BY_MEMBER}"
)
_WAS_COMING = "(answer IN ('coming', 'late') OR (answer = '' AND answered_at IS NOT NULL))"
"""They said that they come, at the present time or at one from which the meeting was moved."""
_ACTIVE = "JOIN members AS m ON m.group_id = p.group_id AND m.user_id = p.user_id AND m.status = 'active'"
"""Who is on leave, or left the group, is nobody whom others expect."""


class Tally(NamedTuple):
    """How many active members are expected, how many of these are not there yet, and how many said that they come later.

    `attended` and `excused` count former members too.
    """

    coming: int
    awaited: int
    later: int
    attended: int
    excused: int


async def get(tx: Tx, meeting: Meeting, user_id: int) -> Presence | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM presences AS p WHERE {_OF_MEETING} AND p.user_id = ?", *_key(meeting), user_id)
    found = _presence(row) if row else None
    senders = () if found is not None and found.attended else await _senders(tx, meeting.group_id, [meeting.id], user_id)
    return _in_place(found or Presence(user_id)) if senders else found


async def answer(tx: Tx, meeting: Meeting, user_id: int, given: Answer) -> None:
    """Store what a person says, in place of what they said before."""
    await tx.run(
        "INSERT INTO presences (group_id, meeting_id, user_id, answer, answered_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, meeting_id, user_id) DO UPDATE SET answer = excluded.answer, answered_at = excluded.answered_at",
        *_key(meeting),
        user_id,
        given.value,
        micros(tx.now),
    )


async def mark(tx: Tx, meeting: Meeting, user_id: int, state: State, by: int | None) -> None:
    """Store what is noted of a person; `by` None takes back what was noted."""
    await tx.run(
        "INSERT INTO presences (group_id, meeting_id, user_id, state, marked_at, marked_by) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, meeting_id, user_id) DO UPDATE"
        " SET state = excluded.state, marked_at = excluded.marked_at, marked_by = excluded.marked_by",
        *_key(meeting),
        user_id,
        state.value,
        None if by is None else micros(tx.now),
        by,
    )


async def of_meeting(tx: Tx, meeting: Meeting) -> dict[int, Presence]:
    """By id what is known of everybody, former members too."""
    return {user_id: each for (_, user_id), each in (await of_meetings(tx, meeting.group_id, [meeting.id])).items()}


async def of_meetings(tx: Tx, group_id: int, meeting_ids: Sequence[int]) -> dict[tuple[int, int], Presence]:
    """By meeting and person what is known of everybody, also of those alone who sent somebody in their place."""
    if not meeting_ids:
        return {}
    places = ", ".join("?" * len(meeting_ids))
    rows = await tx.all(
        f"SELECT p.meeting_id, {_COLUMNS} FROM presences AS p WHERE p.group_id = ? AND p.meeting_id IN ({places})",
        group_id,
        *meeting_ids,
    )
    found = {(row["meeting_id"], row["user_id"]): _presence(row) for row in rows}
    for key in await _senders(tx, group_id, meeting_ids):
        each = found.get(key, Presence(key[1]))
        found[key] = each if each.attended else _in_place(each)
    return found


async def tally(tx: Tx, meeting: Meeting) -> Tally:
    active = "m.user_id IS NOT NULL"
    row = await tx.one(
        f"SELECT COUNT(CASE WHEN {active} AND {_EXPECTED} THEN 1 END) AS coming,"
        f" COUNT(CASE WHEN {active} AND {_AWAITED} THEN 1 END) AS awaited,"
        f" COUNT(CASE WHEN {active} AND {_AWAITED} AND p.answer = 'late' THEN 1 END) AS later,"
        f" COUNT(CASE WHEN {WAS_THERE} THEN 1 END) AS attended,"
        " COUNT(CASE WHEN p.state = 'excused' OR (p.state = 'none' AND p.answer = 'cannot') THEN 1 END) AS excused"
        f" FROM presences AS p LEFT {_ACTIVE} WHERE {_OF_MEETING}",
        *_key(meeting),
    )
    assert row is not None, "it counts"
    return Tally(*row)


async def first_coming(tx: Tx, meeting: Meeting, limit: int) -> list[int]:
    """The ids of the first `limit` active members who are expected, those who answered first before the others."""
    rows = await tx.all(
        f"SELECT p.user_id FROM presences AS p {_ACTIVE} WHERE {_OF_MEETING} AND {_EXPECTED}"
        " ORDER BY COALESCE(p.answered_at, p.marked_at), p.user_id LIMIT ?",
        *_key(meeting),
        limit,
    )
    return [row["user_id"] for row in rows]


async def expected(tx: Tx, meeting: Meeting) -> list[int]:
    """The ids, in ascending order, of the active members who are there or said that they come.

    Where nobody said so yet, of all but those who can't, and those who sent somebody in their place.
    """
    rows = await tx.all(
        f"SELECT p.user_id FROM presences AS p {_ACTIVE} WHERE {_OF_MEETING} AND {_EXPECTED} ORDER BY p.user_id", *_key(meeting)
    )
    if not rows:
        rows = await tx.all(
            "SELECT m.user_id FROM members AS m WHERE m.group_id = ? AND m.status = 'active' AND NOT EXISTS"
            f" (SELECT 1 FROM presences AS p WHERE {_OF_MEETING} AND p.user_id = m.user_id"
            f" AND (p.answer = 'cannot' OR p.marked_by IS NOT NULL)) AND NOT {_SENT_BY_MEMBER} ORDER BY m.user_id",
            meeting.group_id,
            *_key(meeting) * 2,
        )
    return [row["user_id"] for row in rows]


async def unanswered(tx: Tx, meeting: Meeting) -> list[Listed]:
    """The active members of whom nothing is known, in no order."""
    rows = await tx.all(
        f"SELECT m.user_id, m.name, m.seat FROM members AS m WHERE m.group_id = ? AND m.status = 'active' AND {_UNKNOWN}",
        meeting.group_id,
        *_key(meeting) * 2,
    )
    return [Listed(*row) for row in rows]


async def to_ask(tx: Tx, meeting: Meeting, kind: str, after: int, limit: int) -> list[WaitingItem]:
    """Up to `limit` active members of whom nothing is known, with ids above `after`, in the order of these; as `MorningItems.due`."""
    return await _waiting(tx, meeting, kind, _UNKNOWN, _key(meeting) * 2, after, limit)


async def to_tell(tx: Tx, meeting: Meeting, kind: str, after: int, limit: int) -> list[WaitingItem]:
    """The same of those who were not there, and were members when it began.

    Where nobody was noted as there, of those alone who had said that they can't come: the others may have been there.
    """
    at_all = await tx.one(f"SELECT 1 FROM presences AS p WHERE {_OF_MEETING} AND {WAS_THERE} LIMIT 1", *_key(meeting))
    here = f"EXISTS (SELECT 1 FROM presences AS p WHERE {_OF_MEETING} AND p.user_id = m.user_id AND "
    absent = f"{here}p.answer = 'cannot')" if at_all is None else f"NOT {here}{WAS_THERE})"
    return await _waiting(
        tx, meeting, kind, f"{absent} AND m.joined_at < ?", (*_key(meeting), micros(meeting.starts_at)), after, limit
    )


async def _waiting(
    tx: Tx, meeting: Meeting, kind: str, which: str, values: tuple[object, ...], after: int, limit: int
) -> list[WaitingItem]:
    """The active members for whom the SQL condition `which` holds."""
    rows = await tx.all(
        f"SELECT m.user_id FROM members AS m WHERE m.group_id = ? AND m.user_id > ? AND m.status = 'active' AND {which}"
        f" AND {not_named('m.user_id', kind, '?')} ORDER BY m.user_id LIMIT ?",
        meeting.group_id,
        after,
        *values,
        *_key(meeting),
        limit,
    )
    return [WaitingItem(row["user_id"], meeting.id) for row in rows]


async def coming_to(tx: Tx, group_id: int, user_id: int) -> list[Meeting]:
    """The meetings that have not been over for long, and whose card may name the person: they said that they come, or are there."""
    rows = await tx.all(
        f"SELECT {meetings_store.OF_MEETING} FROM presences AS p JOIN meetings AS m ON m.group_id = p.group_id AND m.id = p.meeting_id"
        f" WHERE p.group_id = ? AND p.user_id = ? AND (p.answer IN ('coming', 'late') OR {WAS_THERE}) AND m.starts_at > ?",
        group_id,
        user_id,
        micros(tx.now - timedelta(minutes=LONGEST)),
    )
    return [meetings_store.read_row(row) for row in rows]


async def forget(tx: Tx, meeting: Meeting) -> list[int]:
    """Delete what was said and noted of a meeting; returns the ids of the active members who had said that they come.

    Of these a row without an answer stays where it takes place: they are returned again where it is moved once more before they answer.
    """
    rows = await tx.all(f"SELECT p.user_id FROM presences AS p {_ACTIVE} WHERE {_OF_MEETING} AND {_WAS_COMING}", *_key(meeting))
    gone = f"NOT {_WAS_COMING}" if meeting.is_planned else "1 = 1"
    await tx.run(f"DELETE FROM presences WHERE group_id = ? AND meeting_id = ? AND {gone}", *_key(meeting))
    await tx.run(
        "UPDATE presences SET answer = '', state = 'none', marked_at = NULL, marked_by = NULL WHERE group_id = ? AND meeting_id = ?",
        *_key(meeting),
    )
    return [row["user_id"] for row in rows]


async def renumber(tx: Tx, group_id: int, old_id: int, new_id: int) -> None:
    """Give a person's records another id; of a meeting of which something is known under both, that under the new one stays."""
    await tx.run(
        "DELETE FROM presences WHERE group_id = ? AND user_id = ? AND meeting_id IN"
        " (SELECT p.meeting_id FROM presences AS p WHERE p.group_id = ? AND p.user_id = ?)",
        group_id,
        old_id,
        group_id,
        new_id,
    )
    await tx.run("UPDATE presences SET user_id = ? WHERE group_id = ? AND user_id = ?", new_id, group_id, old_id)


async def _senders(tx: Tx, group_id: int, meeting_ids: Sequence[int], user_id: int | None = None) -> list[tuple[int, int]]:
    """Who sent somebody in their place, by meeting and person; only of that person where one is named."""
    places = ", ".join("?" * len(meeting_ids))
    who, whom = ("", ()) if user_id is None else (" AND s.inviter_id = ?", (user_id,))
    rows = await tx.all(
        f"SELECT s.meeting_id, s.inviter_id FROM guests AS s WHERE s.group_id = ? AND s.meeting_id IN ({places}){who} AND {IS_SUBSTITUTE}",
        group_id,
        *meeting_ids,
        *whom,
    )
    return [(row["meeting_id"], row["inviter_id"]) for row in rows]


def _in_place(presence: Presence) -> Presence:
    return replace(presence, state=State.SUBSTITUTE)


def _key(meeting: Meeting) -> tuple[int, int]:
    return meeting.group_id, meeting.id


def _presence(row: Row) -> Presence:
    return Presence(row["user_id"], Answer(row["answer"]), State(row["state"]), row["marked_by"])
