"""Queries on many members of a group, which read of each no more than what is asked for.

`listed`, `seats` and `ids` are answered from an index, without the rows themselves, which have two kilobytes each. Nothing sealed is opened
here: it takes longer than reading it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from msgspec import Struct

from bot.core.computing import beside
from bot.core.db.database import maybe_instant, micros
from bot.core.text import sort_key
from bot.membership.members.model import SEATED, Addressee, Involved, Listed, Member, Standing, Status, Texts, reading
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from bot.core.calendar import Period
    from bot.core.db.database import Row, Tx
    from bot.core.db.encryption import Cipher
    from bot.groups.model import Group

L = TypeVar("L", Listed, Member, Texts)

FEW = 500
"""People whose list is sorted within the transaction that reads it, or on the event loop: a millisecond or two."""
ADDRESSEE = "user_id, name, status, returns_to, language, chosen_language"
"""The columns of `addressee_fields`."""
_TEXTS = ("business", "offer", "ideal_referral", "skills")
BEFORE_ALL = -(1 << 63)
"""Less than every id of a member; those of expected members are below zero."""


class Days(NamedTuple):
    """When somebody became a member, and when the leave ends on which they are; None where there is no such day."""

    joined_at: datetime | None
    back_at: datetime | None


NO_DAYS = Days(None, None)


class SealedTexts(Struct, frozen=True):
    """What some members of a group wrote, as the store has it. `last` is the id after which the next ones follow, None at the end."""

    cipher: Cipher
    group_id: int
    rows: tuple[tuple[Any, ...], ...]
    last: int | None

    def opened(self) -> list[Texts]:
        """Decrypt them: about 8 µs each."""
        opened = partial(self.cipher.open, "members", self.group_id)
        return [
            Texts(user_id, name, seat, *[opened(user_id, *pair) for pair in zip(_TEXTS, sealed, strict=True)])
            for user_id, name, seat, *sealed in self.rows
        ]


def by_name(members: Iterable[L]) -> list[L]:
    return sorted(members, key=lambda member: (sort_key(member.name), member.user_id))


async def in_order(people: Sequence[Listed]) -> list[Listed]:
    """Sort people by name; many of them on the thread for computations."""
    return await beside(by_name, people) if len(people) > FEW else by_name(people)


async def seats(tx: Tx, group_id: int, statuses: Iterable[Status]) -> list[str]:
    """The distinct trades of members with these statuses, as they are written, in no order."""
    wanted = [status.value for status in statuses]
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(
        f"SELECT DISTINCT seat FROM members WHERE group_id = ? AND status IN ({places}) AND seat <> ''", group_id, *wanted
    )
    return [row["seat"] for row in rows]


async def held_keys(tx: Tx, group_id: int) -> set[str]:
    """The keys of the trades that anybody with a status in SEATED holds."""
    return {seat_key(seat) for seat in await seats(tx, group_id, SEATED)}


async def listed(tx: Tx, group_id: int, statuses: Iterable[Status]) -> list[Listed]:
    """Read id, name and trade of the members with these statuses, in no order."""
    wanted = [status.value for status in statuses]
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(f"SELECT user_id, name, seat FROM members WHERE group_id = ? AND status IN ({places})", group_id, *wanted)
    return list(map(Listed._make, rows))


async def ids(tx: Tx, group_id: int, statuses: Iterable[Status]) -> list[int]:
    """Read the ids of the members with these statuses, in ascending order, from an index alone."""
    wanted = [status.value for status in statuses]
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(f"SELECT user_id FROM members WHERE group_id = ? AND status IN ({places})", group_id, *wanted)
    return sorted(user_id for (user_id,) in rows)


async def associates(tx: Tx, group_id: int, status: Status) -> set[int]:
    """Read the ids of those with this status who have no trade, from an index alone."""
    # A literal, as in all that follows: an index is partial by the status, and with a parameter SQLite compiles the statement anew each time.
    sql = f"SELECT user_id FROM members WHERE group_id = ? AND status = '{status.value}' AND seat = ''"
    return {user_id for (user_id,) in await tx.all(sql, group_id)}


async def standing(tx: Tx, group_id: int, user_id: int) -> Standing | None:
    """Read what decides whether a person may act; None where they are not on the roll."""
    row = await tx.one(
        # By CASE away_by is read for few: it is one of the last columns of a row, behind kilobytes of texts.
        "SELECT status, CASE status WHEN 'paused' THEN away_by END FROM members WHERE group_id = ? AND user_id = ?",
        group_id,
        user_id,
    )
    if row is None:
        return None
    status, away_by = row
    return Standing(Status(status), away_by == user_id)


async def addressee(tx: Tx, group_id: int, user_id: int) -> Addressee | None:
    """Read one of them, as `addressees`."""
    return (await addressees(tx, group_id, user_id)).get(user_id)


async def language(tx: Tx, group: Group, user_id: int) -> str:
    """The language for a message to a person, as `reading`; the group's for one who is not on the roll."""
    return reading(group, await addressee(tx, group.group_id, user_id))


async def addressees(tx: Tx, group_id: int, *user_ids: int) -> dict[int, Addressee]:
    """Read by id what decides whether and how somebody is written to. Who is not on the roll is left out."""
    rows = await tx.all(
        f"SELECT {ADDRESSEE} FROM members WHERE group_id = ? AND user_id IN ({', '.join('?' * len(user_ids))})",
        group_id,
        *user_ids,
    )
    return {each.user_id: each for each in (Addressee(*addressee_fields(row)) for row in rows)}


def addressee_fields(row: Row) -> tuple[int, str, Status, Status | None, str | None, str | None]:
    """The fields of Addressee from a row that begins with the columns of ADDRESSEE."""
    user_id, name, status, returns_to, language, chosen_language, *_ = row
    return user_id, name, Status(status), Status(returns_to) if returns_to else None, language, chosen_language


async def involved(tx: Tx, group_id: int, *user_ids: int) -> dict[int, Involved]:
    """Read these people by id. Who is not on the roll is left out."""
    rows = await tx.all(
        f"SELECT {ADDRESSEE}, seat, contact, dm_steps, away_by FROM members"
        f" WHERE group_id = ? AND user_id IN ({', '.join('?' * len(user_ids))})",
        group_id,
        *user_ids,
    )
    return {each.user_id: each for each in (_involved(tx.cipher, group_id, row) for row in rows)}


def _involved(cipher: Cipher, group_id: int, row: Row) -> Involved:
    user_id, *_, seat, contact, dm_steps, away_by = row
    contact = cipher.open("members", group_id, user_id, "contact", contact)
    return Involved(*addressee_fields(row), seat, contact, bool(dm_steps), away_by)


async def standings(tx: Tx, group_id: int, first: int, last: int) -> list[tuple[int, Status]]:
    """Read the ids from `first` to `last` with their statuses."""
    rows = await tx.all(
        "SELECT user_id, status FROM members WHERE group_id = ? AND user_id BETWEEN ? AND ?", group_id, first, last
    )
    return [(user_id, Status(status)) for user_id, status in rows]


async def count_newcomers(tx: Tx, group_id: int, period: Period) -> int:
    """The number of the active members who joined in the period."""
    row = await tx.one(
        "SELECT COUNT(*) AS n FROM members WHERE group_id = ? AND status = 'active' AND joined_at >= ? AND joined_at < ?",
        group_id,
        micros(period.start),
        micros(period.end),
    )
    assert row is not None, "it counts"
    return row["n"]


async def wanting_digest(tx: Tx, group_id: int) -> list[tuple[int, str | None]]:
    """Read the active members who switched the personal weekly digest on, by id, each with the language that they chose or use."""
    rows = await tx.all(
        # `dm_digest = 1` is the condition of a partial index.
        "SELECT user_id, COALESCE(NULLIF(chosen_language, ''), language) AS language FROM members"
        " WHERE group_id = ? AND dm_digest = 1 AND status = 'active' ORDER BY user_id",
        group_id,
    )
    return [(user_id, language) for user_id, language in rows]


async def days(tx: Tx, group_id: int, user_ids: Sequence[int]) -> dict[int, Days]:
    """Read when these people joined, and when they are back."""
    if not user_ids:
        return {}
    places = ", ".join("?" * len(user_ids))
    rows = await tx.all(
        f"SELECT user_id, joined_at, away_until FROM members WHERE group_id = ? AND user_id IN ({places})", group_id, *user_ids
    )
    return {user_id: Days(maybe_instant(joined_at), maybe_instant(away_until)) for user_id, joined_at, away_until in rows}


async def texts_of(tx: Tx, group_id: int, statuses: Collection[Status], user_ids: Sequence[int]) -> SealedTexts:
    """Read the texts of those of these people who have one of the statuses, in the order of `user_ids`."""
    rows: Sequence[Row] = ()
    if user_ids:
        rows = await tx.all(
            f"SELECT user_id, name, seat, {', '.join(_TEXTS)} FROM members WHERE group_id = ? AND user_id IN"
            f" ({', '.join('?' * len(user_ids))}) AND status IN ({', '.join('?' * len(statuses))})",
            group_id,
            *user_ids,
            *(status.value for status in statuses),
        )
    kept = sorted(map(tuple, rows), key=lambda row: user_ids.index(row[0]))
    return SealedTexts(tx.cipher, group_id, tuple(kept), None)


async def texts(tx: Tx, group_id: int, statuses: Collection[Status], after: int, limit: int) -> SealedTexts:
    """Read the texts of the members with these statuses among the `limit` people whose ids follow `after`."""
    rows = await tx.all(
        # The status is no condition of the query, or an index by it would be walked from its beginning for each slice.
        f"SELECT user_id, status, name, seat, {', '.join(_TEXTS)} FROM members WHERE group_id = ? AND user_id > ?"
        " ORDER BY user_id LIMIT ?",
        group_id,
        after,
        limit,
    )
    found = [tuple(row) for row in rows]
    wanted = {status.value for status in statuses}
    kept = tuple((user_id, *said) for user_id, status, *said in found if status in wanted)
    return SealedTexts(tx.cipher, group_id, kept, found[-1][0] if len(found) == limit else None)
