"""Queries on introductions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.db.database import instant, maybe_instant, micros
from bot.core.morning_items import WaitingItem
from bot.introductions.model import ANSWER_WITHIN, Answer, Candidate, Introduction, State
from bot.membership.members.model import BELONGING
from bot.membership.members.roll import ADDRESSEE, addressee_fields
from bot.referrals.reminders.morning_items import not_named

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.calendar import Period
    from bot.core.db.database import Row, Tx

SEALED = ("why", "note_one", "note_two")
_COLUMNS = (
    "id, group_id, number, connector_id, one_id, two_id, why, note_one, note_two, one_said, two_said, state, counts, proposed_at,"
    " until, ended_at, version"
)


class NewIntroduction(Struct, frozen=True):
    """An introduction to be inserted; `one_id` is the smaller id of the two."""

    connector_id: int
    one_id: int
    two_id: int
    why: str
    note_one: str
    note_two: str


async def candidates(tx: Tx, group_id: int, *user_ids: int) -> dict[int, Candidate]:
    """Read these people by id, as for a proposal. Who is not on the roll is left out."""
    rows = await tx.all(
        f"SELECT {ADDRESSEE}, seat, dm_introductions,"
        " EXISTS (SELECT 1 FROM members AS c WHERE c.user_id = members.user_id AND c.messages_closed_at IS NOT NULL)"
        f" FROM members WHERE group_id = ? AND user_id IN ({', '.join('?' * len(user_ids))})",
        group_id,
        *user_ids,
    )
    return {each.user_id: each for each in map(_candidate, rows)}


def _candidate(row: Row) -> Candidate:
    *_, seat, wants_introductions, has_closed_messages = row
    return Candidate(*addressee_fields(row), seat, bool(wants_introductions), bool(has_closed_messages))


async def add(tx: Tx, group_id: int, number: int, new: NewIntroduction) -> Introduction:
    texts, until = (new.why, new.note_one, new.note_two), tx.now + ANSWER_WITHIN
    row = await tx.one(
        "INSERT INTO introductions (group_id, number, connector_id, one_id, two_id, why, note_one, note_two, state, proposed_at,"
        " until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        group_id,
        number,
        new.connector_id,
        new.one_id,
        new.two_id,
        *(tx.cipher.seal_text("introductions", group_id, number, *pair) for pair in zip(SEALED, texts, strict=True)),
        State.PROPOSED.value,
        micros(tx.now),
        micros(until),
    )
    assert row is not None
    return Introduction(
        row["id"],
        group_id,
        number,
        new.connector_id,
        new.one_id,
        new.two_id,
        *texts,
        said_one=Answer.NOTHING,
        said_two=Answer.NOTHING,
        state=State.PROPOSED,
        counts=False,
        proposed_at=tx.now,
        until=until,
    )


async def locate(tx: Tx, introduction_id: int) -> int | None:
    """The group's id; a query without a group, because buttons in direct messages name the introduction alone."""
    row = await tx.one("SELECT group_id FROM introductions WHERE id = ?", introduction_id)
    return row["group_id"] if row else None


async def get(tx: Tx, group_id: int, introduction_id: int) -> Introduction | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM introductions WHERE group_id = ? AND id = ?", group_id, introduction_id)
    return _introduction(tx, row) if row else None


async def by_number(tx: Tx, group_id: int, number: int) -> Introduction | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM introductions WHERE group_id = ? AND number = ?", group_id, number)
    return _introduction(tx, row) if row else None


async def count_open(tx: Tx, group_id: int, connector_id: int) -> int:
    row = await tx.one(
        # A literal, as below: indexes are partial by the state, and with a parameter SQLite compiles the statement anew each time.
        "SELECT COUNT(*) AS n FROM introductions WHERE group_id = ? AND connector_id = ? AND state = 'proposed'",
        group_id,
        connector_id,
    )
    assert row is not None
    return row["n"]


async def last_proposed(tx: Tx, group_id: int, one_id: int, two_id: int) -> datetime | None:
    """When somebody proposed last to introduce the two, of whom `one_id` is the smaller id."""
    row = await tx.one(
        "SELECT MAX(proposed_at) AS at FROM introductions WHERE group_id = ? AND one_id = ? AND two_id = ?",
        group_id,
        one_id,
        two_id,
    )
    return instant(row["at"]) if row is not None and row["at"] is not None else None


async def were_introduced(tx: Tx, group_id: int, one_id: int, two_id: int) -> bool:
    """Whether an introduction of the two was made, and not cancelled."""
    row = await tx.one(
        "SELECT 1 FROM introductions WHERE group_id = ? AND one_id = ? AND two_id = ? AND state = 'made' LIMIT 1",
        group_id,
        one_id,
        two_id,
    )
    return row is not None


async def over(tx: Tx, group_id: int, limit: int) -> list[Introduction]:
    """Those that were not made before their term was over, and are to be ended, the oldest first."""
    rows = await tx.all(
        # The state is a literal, because the index is partial by it.
        f"SELECT {_COLUMNS} FROM introductions WHERE group_id = ? AND until <= ? AND state = 'proposed' ORDER BY until LIMIT ?",
        group_id,
        micros(tx.now),
        limit,
    )
    return [_introduction(tx, row) for row in rows]


async def to_ask(tx: Tx, group_id: int, kind: str, made: Period, after: int, limit: int) -> list[WaitingItem]:
    """Up to `limit` of those that were made in `made`, for each of the two whose id is above `after`, in the order of these.

    Without what the morning list named under `kind` already, and where the other does not belong or was muted.
    """
    those = "FROM introductions WHERE group_id = ? AND state = 'made' AND ended_at >= ? AND ended_at < ?"
    span = (group_id, micros(made.start), micros(made.end))
    rows = await tx.all(
        f"SELECT i.person, i.id FROM (SELECT id, one_id AS person, two_id AS other {those}"
        f" UNION ALL SELECT id, two_id, one_id {those}) AS i"
        f" JOIN members AS o ON o.group_id = ? AND o.user_id = i.other AND o.status IN ({', '.join('?' * len(BELONGING))})"
        f" WHERE i.person > ? AND {not_named('i.person', kind, 'i.id')} AND NOT EXISTS"
        " (SELECT 1 FROM muted_senders AS s WHERE s.group_id = ? AND s.user_id = i.person AND s.sender_id = i.other)"
        " ORDER BY i.person, i.id LIMIT ?",
        *span,
        *span,
        group_id,
        *(status.value for status in BELONGING),
        after,
        *[group_id] * 2,
        limit,
    )
    return [WaitingItem(row["person"], row["id"]) for row in rows]


async def follow(tx: Tx, group_id: int, one_id: int, two_id: int, since: datetime) -> Introduction | None:
    """Mark as followed the pair's last introduction that was made from `since` on, unless one marked it before; None where there is none."""
    row = await tx.one(
        "UPDATE introductions SET followed_at = ? WHERE group_id = ? AND followed_at IS NULL AND id = (SELECT id FROM introductions"
        " WHERE group_id = ? AND one_id = ? AND two_id = ? AND state = 'made' AND ended_at >= ? ORDER BY proposed_at DESC LIMIT 1)"
        f" RETURNING {_COLUMNS}",
        micros(tx.now),
        group_id,
        group_id,
        *sorted((one_id, two_id)),
        micros(since),
    )
    return _introduction(tx, row) if row else None


async def hold(tx: Tx, introduction: Introduction) -> Introduction:
    """Lock the row for this transaction (a no-op UPDATE, a portable SELECT ... FOR UPDATE), and read it as it is then."""
    return await _changed(tx, introduction, "version = version")


async def answered(tx: Tx, introduction: Introduction, user_id: int, answer: Answer) -> Introduction:
    """Store what one of the two said."""
    column = "one_said" if user_id == introduction.one_id else "two_said"
    return await _changed(tx, introduction, f"{column} = ?", answer.value)


async def move(tx: Tx, introduction: Introduction, state: State, *, counts: bool = False) -> Introduction:
    """Store the next state, with the time of it."""
    changes = "state = ?, counts = ?, ended_at = ?, version = version + 1"
    return await _changed(tx, introduction, changes, state.value, int(counts), micros(tx.now))


async def _changed(tx: Tx, introduction: Introduction, changes: str, *values: object) -> Introduction:
    row = await tx.one(
        f"UPDATE introductions SET {changes} WHERE group_id = ? AND id = ? RETURNING {_COLUMNS}",
        *values,
        introduction.group_id,
        introduction.id,
    )
    assert row is not None, "records are never deleted while their group is kept"
    return _introduction(tx, row)


async def empty(tx: Tx, group_id: int, user_id: int) -> None:
    """Delete the texts of all introductions by a person and of them."""
    # A statement for each column, so that each uses its index: of an OR over three, SQLite reads all of the group's.
    for column in ("connector_id", "one_id", "two_id"):
        sql = f"UPDATE introductions SET why = '', note_one = '', note_two = '' WHERE group_id = ? AND {column} = ?"
        await tx.run(sql, group_id, user_id)


async def count_made(tx: Tx, group_id: int, period: Period) -> int:
    """How many introductions were made in the period and not cancelled."""
    row = await tx.one(
        "SELECT COUNT(*) AS n FROM introductions WHERE group_id = ? AND state = 'made' AND ended_at >= ? AND ended_at < ?",
        group_id,
        micros(period.start),
        micros(period.end),
    )
    assert row is not None
    return row["n"]


def _introduction(tx: Tx, row: Row) -> Introduction:
    group_id, number = row["group_id"], row["number"]
    why, note_one, note_two = (tx.cipher.open("introductions", group_id, number, column, row[column]) for column in SEALED)
    return Introduction(
        row["id"],
        group_id,
        number,
        row["connector_id"],
        row["one_id"],
        row["two_id"],
        why,
        note_one,
        note_two,
        Answer(row["one_said"]),
        Answer(row["two_said"]),
        State(row["state"]),
        bool(row["counts"]),
        instant(row["proposed_at"]),
        instant(row["until"]),
        maybe_instant(row["ended_at"]),
        row["version"],
    )
