"""Queries on rounds of one-to-ones."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from bot.core.db.database import literals, micros
from bot.core.morning_items import WaitingItem
from bot.referrals.reminders.morning_items import not_named
from bot.relationships.rounds.model import Answer, Every, Place, Schedule
from bot.relationships.touches.model import TALKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.db.database import Row, Tx

_PLACE = "p.id, p.group_id, p.user_id, p.team, p.round_id, p.answer, r.day, r.ask_on"
_FROM = "FROM round_places AS p JOIN rounds AS r ON r.id = p.round_id"
_KINDS = literals(TALKS)
_AT_ONCE = 100
"""Rows of one INSERT."""


async def schedule(tx: Tx, group_id: int) -> Schedule | None:
    """The rounds of a group; None where it has none."""
    row = await tx.one("SELECT every, next_on, month_day FROM round_schedules WHERE group_id = ?", group_id)
    return _schedule(group_id, row) if row else None


async def keep_schedule(tx: Tx, wanted: Schedule) -> None:
    await tx.run(
        "INSERT INTO round_schedules (group_id, every, next_on, month_day) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (group_id) DO UPDATE SET every = excluded.every, next_on = excluded.next_on, month_day = excluded.month_day",
        wanted.group_id,
        wanted.every.value,
        wanted.next_on.isoformat(),
        wanted.month_day,
    )


async def end(tx: Tx, group_id: int) -> None:
    """Let the group have no rounds from now on; those that were are kept, and so is who counted themselves in."""
    await tx.run("DELETE FROM round_schedules WHERE group_id = ?", group_id)


async def standing(tx: Tx, group_id: int, user_id: int) -> tuple[Schedule, bool] | None:
    """The rounds of the group, and whether a person counts themselves in; None where it has none."""
    row = await tx.one(
        "SELECT s.every, s.next_on, s.month_day, p.user_id FROM round_schedules AS s"
        " LEFT JOIN round_people AS p ON p.group_id = s.group_id AND p.user_id = ? WHERE s.group_id = ?",
        user_id,
        group_id,
    )
    return (_schedule(group_id, row), row["user_id"] is not None) if row else None


async def count_in(tx: Tx, group_id: int, user_id: int) -> None:
    """Count a person in; who is in stays so since then."""
    await tx.run(
        "INSERT INTO round_people (group_id, user_id, at) VALUES (?, ?, ?) ON CONFLICT (group_id, user_id) DO NOTHING",
        group_id,
        user_id,
        micros(tx.now),
    )


async def count_out(tx: Tx, group_id: int, user_id: int) -> None:
    await tx.run("DELETE FROM round_people WHERE group_id = ? AND user_id = ?", group_id, user_id)


async def counted_in(tx: Tx, group_id: int) -> list[int]:
    """The ids of those who counted themselves in and are active, in ascending order."""
    rows = await tx.all(
        # Ids of people in Discord are above zero, which is for the index.
        "SELECT p.user_id FROM round_people AS p JOIN members AS m ON m.group_id = p.group_id AND m.user_id = p.user_id"
        " WHERE p.group_id = ? AND p.user_id > 0 AND m.status = 'active' ORDER BY p.user_id",
        group_id,
    )
    return [row["user_id"] for row in rows]


async def contacts(tx: Tx, group_id: int, first: int, last: int) -> list[tuple[int, int, str]]:
    """The pairs whose smaller id is from `first` to `last`, with the day of the last talk that either noted, and that of the last round."""
    talks = await tx.all(
        "SELECT low_id, high_id, MAX(day) AS day FROM touches WHERE group_id = ? AND low_id BETWEEN ? AND ?"
        f" AND kind IN ({_KINDS}) GROUP BY low_id, high_id",
        *(group_id, first, last),
    )
    rounds = await tx.all(
        "SELECT one.user_id AS low_id, other.user_id AS high_id, MAX(r.day) AS day FROM round_places AS one"
        " JOIN rounds AS r ON r.id = one.round_id JOIN round_places AS other ON other.group_id = one.group_id"
        " AND other.round_id = one.round_id AND other.team = one.team AND other.user_id > one.user_id"
        " WHERE one.group_id = ? AND one.user_id BETWEEN ? AND ? GROUP BY one.user_id, other.user_id",
        *(group_id, first, last),
    )
    return [(low_id, high_id, day) for low_id, high_id, day in (*talks, *rounds)]


async def apart(tx: Tx, group_id: int, people: Sequence[int]) -> set[tuple[int, int]]:
    """Which of these people, in ascending order, put which other on their list *Suggest others*, or muted them."""
    those = set(people)
    first, last = (people[0], people[-1]) if people else (0, 0)
    rows = await tx.all(
        "SELECT user_id, other_id FROM suggest_others WHERE group_id = ? AND user_id BETWEEN ? AND ?"
        " UNION SELECT user_id, sender_id FROM muted_senders WHERE group_id = ? AND user_id BETWEEN ? AND ?",
        *(group_id, first, last) * 2,
    )
    return {(user_id, other_id) for user_id, other_id in rows if user_id in those and other_id in those}


async def make(tx: Tx, group_id: int, day: date, ask_on: date, teams: Iterable[Sequence[int]]) -> None:
    """Write a round with the places of all its people."""
    row = await tx.one(
        "INSERT INTO rounds (group_id, day, ask_on) VALUES (?, ?, ?) RETURNING id", group_id, day.isoformat(), ask_on.isoformat()
    )
    assert row is not None
    places = [(group_id, row["id"], user_id, number) for number, team in enumerate(teams) for user_id in team]
    for begin in range(0, len(places), _AT_ONCE):
        some = places[begin : begin + _AT_ONCE]
        await tx.run(
            f"INSERT INTO round_places (group_id, round_id, user_id, team) VALUES {', '.join(['(?, ?, ?, ?)'] * len(some))}",
            *chain.from_iterable(some),
        )


async def last_place(tx: Tx, group_id: int, user_id: int) -> Place | None:
    """One's place in the last round in which one has any."""
    row = await tx.one(
        f"SELECT {_PLACE} {_FROM} WHERE p.group_id = ? AND p.user_id = ? ORDER BY p.round_id DESC LIMIT 1", group_id, user_id
    )
    return await _place(tx, row) if row else None


async def locate(tx: Tx, place_id: int) -> int | None:
    """The group's id; a query without a group, because buttons in direct messages name the place alone."""
    row = await tx.one("SELECT group_id FROM round_places WHERE id = ?", place_id)
    return row["group_id"] if row else None


async def get(tx: Tx, group_id: int, place_id: int) -> Place | None:
    row = await tx.one(f"SELECT {_PLACE} {_FROM} WHERE p.group_id = ? AND p.id = ?", group_id, place_id)
    return await _place(tx, row) if row else None


async def answer(tx: Tx, place: Place, said: Answer) -> None:
    """Write what somebody said, in the place of what they said before."""
    await tx.run(
        "UPDATE round_places SET answer = ?, answered_at = ? WHERE group_id = ? AND id = ?",
        said.value,
        micros(tx.now),
        place.group_id,
        place.id,
    )


async def to_name(
    tx: Tx, group_id: int, kind: str, column: str, days: tuple[date, date], after: int, limit: int
) -> list[WaitingItem]:
    """Up to `limit` places whose `column`, a day of their round, is within `days`, of people above `after`, in the order of these.

    Without what the morning list named under `kind` already, and what was answered.
    """
    rows = await tx.all(
        f"SELECT p.user_id, p.id {_FROM} WHERE r.group_id = ? AND r.{column} BETWEEN ? AND ? AND p.group_id = ? AND p.user_id > ?"
        f" AND p.answer = 0 AND {not_named('p.user_id', kind, 'p.id')} ORDER BY p.user_id, p.id LIMIT ?",
        group_id,
        *(day.isoformat() for day in days),
        group_id,
        after,
        group_id,
        limit,
    )
    return [WaitingItem(row["user_id"], row["id"]) for row in rows]


async def delete_old(tx: Tx, group_id: int, before: date) -> None:
    """Delete the rounds of before that day."""
    old = "SELECT id FROM rounds WHERE group_id = ? AND day < ?"
    await tx.run(f"DELETE FROM round_places WHERE group_id = ? AND round_id IN ({old})", group_id, group_id, before.isoformat())
    await tx.run("DELETE FROM rounds WHERE group_id = ? AND day < ?", group_id, before.isoformat())


def _schedule(group_id: int, row: Row) -> Schedule:
    return Schedule(group_id, Every(row["every"]), date.fromisoformat(row["next_on"]), row["month_day"])


async def _place(tx: Tx, row: Row) -> Place:
    """The place with the others of its team who belong to the group."""
    others = await tx.all(
        "SELECT o.user_id, m.name FROM round_places AS o JOIN members AS m ON m.group_id = o.group_id AND m.user_id = o.user_id"
        " WHERE o.group_id = ? AND o.round_id = ? AND o.team = ? AND o.user_id <> ? AND m.status IN ('active', 'paused')"
        " ORDER BY o.user_id",
        row["group_id"],
        row["round_id"],
        row["team"],
        row["user_id"],
    )
    return Place(
        row["id"],
        row["group_id"],
        row["user_id"],
        date.fromisoformat(row["day"]),
        date.fromisoformat(row["ask_on"]),
        Answer(row["answer"]),
        tuple((each["user_id"], each["name"]) for each in others),
    )
