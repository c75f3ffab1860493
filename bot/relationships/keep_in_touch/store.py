"""Queries on a member's own people. All of them are for their owner alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.core.db.database import instant, micros
from bot.core.morning_items import WaitingItem
from bot.referrals.reminders.morning_items import not_named
from bot.relationships.keep_in_touch.model import ITEM, MOST_NAMED, Acquaintance, Every, Last
from bot.relationships.note_prints import store as note_prints_store
from bot.relationships.note_prints.store import Of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.db.database import Row, Tx
    from bot.groups.model import Group

SEALED = ("name", "relation", "note")
_COLUMNS = "id, group_id, owner_id, member_id, name, relation, note, every, due_on, last_on, last_kind, received, received_on, owes_thanks"
_BY_EVERY = "CASE every " + " ".join(f"WHEN '{each.value}' THEN ?" for each in Every) + " END"
"""One of as many values as there are rhythms, in their order."""


async def add(tx: Tx, found: Acquaintance) -> Acquaintance:
    """Write somebody new; the record's id is not read."""
    row = await tx.one(
        "INSERT INTO acquaintances (group_id, owner_id, member_id, name, every, due_on, added_at, noted_at)"
        " VALUES (?, ?, ?, '', ?, ?, ?, ?) RETURNING id",
        found.group_id,
        found.owner_id,
        found.member_id,
        found.every.value,
        found.due_on.isoformat(),
        micros(tx.now),
        micros(tx.now),
    )
    assert row is not None
    return await write(tx, row["id"], found)


async def write(tx: Tx, acquaintance_id: int, found: Acquaintance) -> Acquaintance:
    """Replace what the owner typed of somebody, who it is, how often and the due day; what stood there before is erased by the caller."""
    texts = {"name": found.name, "relation": found.relation, "note": found.note}
    sealed = [tx.cipher.seal_text("acquaintances", found.group_id, acquaintance_id, name, text) for name, text in texts.items()]
    row = await tx.one(
        "UPDATE acquaintances SET name = ?, relation = ?, note = ?, member_id = ?, every = ?, due_on = ?, noted_at = ?"
        f" WHERE group_id = ? AND id = ? RETURNING {_COLUMNS}",
        *sealed,
        found.member_id,
        found.every.value,
        found.due_on.isoformat(),
        micros(tx.now),
        found.group_id,
        acquaintance_id,
    )
    assert row is not None, "it was read or written in this transaction"
    for name, text in texts.items():
        await note_prints_store.keep(tx, found.group_id, Of.ACQUAINTANCE, acquaintance_id, name, text)
    return _acquaintance(tx, row)


async def locate(tx: Tx, acquaintance_id: int) -> int | None:
    """The group's id; a query without a group, because buttons in direct messages name the record alone."""
    row = await tx.one("SELECT group_id FROM acquaintances WHERE id = ?", acquaintance_id)
    return row["group_id"] if row else None


async def get(tx: Tx, group_id: int, acquaintance_id: int) -> Acquaintance | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM acquaintances WHERE group_id = ? AND id = ?", group_id, acquaintance_id)
    return _acquaintance(tx, row) if row else None


async def of_owner(tx: Tx, group_id: int, owner_id: int) -> list[Acquaintance]:
    """All of one owner's people, at most MOST, in the order in which they are due."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM acquaintances WHERE group_id = ? AND owner_id = ? ORDER BY due_on, id", group_id, owner_id
    )
    return [_acquaintance(tx, row) for row in rows]


async def count(tx: Tx, group_id: int, owner_id: int) -> int:
    row = await tx.one("SELECT COUNT(*) AS n FROM acquaintances WHERE group_id = ? AND owner_id = ?", group_id, owner_id)
    return row["n"] if row else 0


async def due(tx: Tx, group_id: int, owner_id: int, today: date, limit: int) -> list[Acquaintance]:
    """Up to `limit` of the owner's people who are due; first whom one owes thanks, then who has been due the longest."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM acquaintances WHERE group_id = ? AND owner_id = ? AND due_on <= ?"
        " ORDER BY owes_thanks DESC, due_on, id LIMIT ?",
        group_id,
        owner_id,
        today.isoformat(),
        limit,
    )
    return [_acquaintance(tx, row) for row in rows]


async def waiting(tx: Tx, group_id: int, today: date, after: int, limit: int) -> list[WaitingItem]:
    """For up to `limit` owners above `after` who want it, in the order of their ids, whoever of their people is due and was not named yet.

    One for each owner, of the MOST_NAMED who have been due the longest: whoever lets those pass is asked of no others. No row of
    `acquaintances` is read, but its index.
    """
    first = (
        "SELECT a.id, a.due_on, a.owner_id FROM acquaintances AS a WHERE a.group_id = ? AND a.owner_id = m.user_id AND a.due_on <= ?"
        f" ORDER BY a.due_on, a.id LIMIT {MOST_NAMED}"
    )
    rows = await tx.all(
        f"SELECT owner_id, id FROM (SELECT m.user_id AS owner_id, (SELECT d.id FROM ({first}) AS d"
        f" WHERE {not_named('d.owner_id', ITEM, 'd.id')} ORDER BY d.due_on, d.id LIMIT 1) AS id FROM members AS m"
        " WHERE m.group_id = ? AND m.user_id > ? AND m.dm_keep_in_touch = 1) AS found"
        " WHERE id IS NOT NULL ORDER BY owner_id LIMIT ?",
        group_id,
        today.isoformat(),
        group_id,
        group_id,
        after,
        limit,
    )
    return [WaitingItem(row["owner_id"], row["id"]) for row in rows]


async def touched(tx: Tx, found: Acquaintance, last: Last, day: date) -> Acquaintance:
    """Write a contact of that day with one of the owner's people: their time begins anew."""
    return await _changed(
        tx,
        found,
        "last_on = ?, last_kind = ?, due_on = ?, owes_thanks = 0",
        day.isoformat(),
        last.value,
        found.every.after(day).isoformat(),
    )


async def put_off(tx: Tx, found: Acquaintance, until: date) -> Acquaintance:
    return await _changed(tx, found, "due_on = ?", until.isoformat())


async def received(tx: Tx, found: Acquaintance, day: date) -> Acquaintance:
    """Write that they sent a client, for which the owner owes thanks from that day on."""
    return await _changed(
        tx,
        found,
        "received = received + 1, received_on = ?, owes_thanks = 1, due_on = ?",
        day.isoformat(),
        day.isoformat(),
    )


async def unlink(tx: Tx, found: Acquaintance) -> Acquaintance:
    """Write that this is no member of the group, or another one."""
    return await _changed(tx, found, "member_id = ?", None)


async def delete(tx: Tx, group_id: int, acquaintance_id: int) -> None:
    await tx.run("DELETE FROM acquaintances WHERE group_id = ? AND id = ?", group_id, acquaintance_id)


async def empty(tx: Tx, found: Acquaintance) -> None:
    """Erase what the owner typed of a member, but for the name."""
    await tx.run(
        "UPDATE acquaintances SET relation = '', note = '', noted_at = ? WHERE group_id = ? AND id = ?",
        micros(tx.now),
        found.group_id,
        found.id,
    )
    for name in ("relation", "note"):
        await note_prints_store.keep(tx, found.group_id, Of.ACQUAINTANCE, found.id, name, "")


async def begin_anew(tx: Tx, group_id: int, owners: Sequence[int], members: Sequence[int], last: Last, day: date) -> None:
    """Begin the time of these members anew in the lists of these owners, for a contact of that day; an earlier due day is not set.

    The same two statements are run whether anybody has them on a list or not.
    """
    places = ", ".join("?" * len(owners))
    those = (
        f"group_id = ? AND member_id IN ({', '.join('?' * len(members))}) AND owner_id IN ({places})"
        " AND (last_on IS NULL OR last_on <= ?)"
    )
    values = (group_id, *members, *owners, day.isoformat())
    due_days = [each.after(day).isoformat() for each in Every]
    await tx.run(
        f"DELETE FROM morning_items WHERE group_id = ? AND user_id IN ({places}) AND kind = '{ITEM}'"
        f" AND record_id IN (SELECT id FROM acquaintances WHERE {those})",
        group_id,
        *owners,
        *values,
    )
    await tx.run(
        "UPDATE acquaintances SET last_on = ?, last_kind = ?, owes_thanks = 0,"
        f" due_on = CASE WHEN owes_thanks = 1 OR due_on < {_BY_EVERY} THEN {_BY_EVERY} ELSE due_on END WHERE {those}",
        day.isoformat(),
        last.value,
        *due_days,
        *due_days,
        *values,
    )


async def give_back(
    tx: Tx, group: Group, owner_id: int, member_id: int, undone: tuple[date, Last], before: tuple[date, Last] | None
) -> None:
    """Let `before` be the last contact of an owner with a member, None for none, where the last one was undone.

    The time goes on from there, or from when the member was put on the list, unless *Later* put it off further than the undone one had.
    Clients whom they sent since then are to be thanked for again. The same two statements are run whether the member is on the list or not.
    """
    row = await tx.one(
        f"SELECT {_COLUMNS}, added_at FROM acquaintances"
        " WHERE group_id = ? AND member_id = ? AND owner_id = ? AND last_on = ? AND last_kind = ?",
        *(group.group_id, member_id, owner_id, undone[0].isoformat(), undone[1].value),
    )
    found = None if row is None else _acquaintance(tx, row)
    since = before[0] if before is not None else instant(row["added_at"] if row else 0).astimezone(group.zone).date()
    owes, due_on = False, since
    if found is not None:
        owes = found.received_on is not None and (before is None or before[0] < found.received_on)
        is_of_it = found.due_on == found.every.after(undone[0])
        due_on = found.received_on if owes and found.received_on else found.every.after(since) if is_of_it else found.due_on
    await tx.run(
        "UPDATE acquaintances SET last_on = ?, last_kind = ?, due_on = ?, owes_thanks = ? WHERE group_id = ? AND id = ?",
        *((None, None) if before is None else (before[0].isoformat(), before[1].value)),
        due_on.isoformat(),
        int(owes),
        group.group_id,
        found.id if found is not None else 0,
    )


async def cut_links(tx: Tx, group_id: int, member_id: int) -> None:
    """Let no list say any more that somebody is this member."""
    await tx.run("UPDATE acquaintances SET member_id = NULL WHERE group_id = ? AND member_id = ?", group_id, member_id)


async def with_ids(tx: Tx, group_id: int, ids: Iterable[int]) -> list[Acquaintance]:
    """These of all owners; for erasing them alone."""
    found = [await get(tx, group_id, each) for each in ids]
    return [each for each in found if each is not None]


async def _changed(tx: Tx, found: Acquaintance, change: str, *values: object) -> Acquaintance:
    row = await tx.one(
        f"UPDATE acquaintances SET {change} WHERE group_id = ? AND id = ? RETURNING {_COLUMNS}", *values, found.group_id, found.id
    )
    assert row is not None, "it was read in this transaction"
    return _acquaintance(tx, row)


def _acquaintance(tx: Tx, row: Row) -> Acquaintance:
    group_id, acquaintance_id = row["group_id"], row["id"]

    def opened(column: str) -> str:
        return tx.cipher.open("acquaintances", group_id, acquaintance_id, column, row[column])

    return Acquaintance(
        acquaintance_id,
        group_id,
        row["owner_id"],
        opened("name"),
        Every(row["every"]),
        date.fromisoformat(row["due_on"]),
        opened("relation"),
        opened("note"),
        row["member_id"],
        _day(row["last_on"]),
        Last(row["last_kind"]) if row["last_kind"] else None,
        row["received"],
        _day(row["received_on"]),
        bool(row["owes_thanks"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
