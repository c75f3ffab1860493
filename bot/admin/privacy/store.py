"""Everything the store holds about one person in a group, by the tables that the features declare: exported, or erased.

What others need to go on, such as counts and their own referrals, keeps a number below zero in the person's place that leads nowhere; rows that
are theirs alone are deleted.
"""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, Any

from bot.core import person_hashes
from bot.core.db.database import instant
from bot.core.declarations import declared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.db.database import Row, Tx
    from bot.core.feature import PersonErasure, PublicRecord, Table


async def held(tx: Tx, group_id: int, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every row in which the person stands, by table: as it is stored, with what is sealed opened and times written out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in declared().tables.values():
        if columns := table.names + table.owned_by:
            where = " OR ".join(f"{column} = ?" for column in columns)
            found[table.name] = []
            for each in _groups(table, group_id):
                rows = await tx.all(
                    f"SELECT * FROM {table.name} WHERE group_id = ? AND ({where})", each, *[user_id] * len(columns)
                )
                found[table.name] += [_readable(tx, table, row) for row in rows]
            if table.elsewhere is not None:
                rows = await tx.all(f"SELECT * FROM {table.name} WHERE {table.elsewhere}", group_id, user_id)
                found[table.name] += [_readable(tx, table, row) for row in rows]
        if table.hashed_person is not None:
            hashes = person_hashes.every(tx, group_id, user_id)
            where = f"{table.hashed_person} IN ({', '.join('?' * len(hashes))})"
            rows = await tx.all(f"SELECT * FROM {table.name} WHERE group_id = ? AND {where}", group_id, *hashes)
            found[table.name] = [_readable(tx, table, row) for row in rows]
    return found


async def is_named(tx: Tx, group_id: int, user_id: int) -> bool:
    """Whether a row that outlives the person names them."""
    return any([await _has(tx, table, table.names, group_id, user_id) for table in declared().tables.values()])


async def owns(tx: Tx, group_id: int, user_id: int) -> bool:
    """Whether there is a row that is theirs alone."""
    return any([await _has(tx, table, table.owned_by, group_id, user_id) for table in declared().tables.values()])


async def _has(tx: Tx, table: Table, columns: Sequence[str], group_id: int, user_id: int) -> bool:
    for column, each in product(columns, _groups(table, group_id)):
        if await tx.one(f"SELECT 1 FROM {table.name} WHERE group_id = ? AND {column} = ? LIMIT 1", each, user_id):
            return True
    return False


def _groups(table: Table, group_id: int) -> tuple[int, ...]:
    """The groups under which the table has rows of a person's data in a group."""
    return (group_id, 0) if table.has_direct else (group_id,)


async def own_referrals(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """The ids of all that they gave, also to linked groups, and received, the newest first."""
    return await _own(tx, "referrals", ("giver_id", "receiver_id"), group_id, user_id)


async def own_thanks(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """The ids of all thanks that they said and got, also from linked groups, the newest first."""
    return await _own(tx, "thanks", ("author_id", "thanked_id"), group_id, user_id)


async def _own(tx: Tx, table: str, columns: tuple[str, str], group_id: int, user_id: int) -> list[int]:
    where = " OR ".join(f"{column} = ?" for column in columns)
    elsewhere = declared().tables[table].elsewhere
    rows = await tx.all(
        f"SELECT id FROM {table} WHERE group_id = ? AND ({where}) UNION SELECT id FROM {table} WHERE {elsewhere} ORDER BY id DESC",
        *(group_id, user_id, user_id, group_id, user_id),
    )
    return [row["id"] for row in rows]


def _readable(tx: Tx, table: Table, row: Row) -> dict[str, Any]:
    return {column: _value(tx, table, row, column) for column in row.keys()}  # noqa: SIM118 - a row is no dict


def _value(tx: Tx, table: Table, row: Row, column: str) -> Any:
    value = row[column]
    if column in table.sealed:
        value = tx.cipher.open(table.name, row["group_id"], row[table.sealed_by], column, value)
    if value is not None and (column in {"at", *table.times} or column.endswith("_at")) and isinstance(value, int):
        return instant(value).isoformat()
    if column in {"before", "after", "facts"} and value:
        return _parsed(value)
    return value.hex() if isinstance(value, bytes) else value


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


async def erase(tx: Tx, gone: PersonErasure) -> None:
    """Put `stranger_id` and `name` in the person's place, and delete what was theirs alone."""
    tx.erases()
    here = (gone.group_id, gone.user_id)
    for feature in declared().features:
        if feature.erase_person is not None:
            # In this order: a feature finds what it rewrites by the person's id, which the last loop replaces.
            await feature.erase_person(tx, gone)
    for table in declared().tables.values():
        for column, each in product(table.owned_by, _groups(table, gone.group_id)):
            await tx.run(f"DELETE FROM {table.name} WHERE group_id = ? AND {column} = ?", each, gone.user_id)
    for table in declared().tables.values():
        for column in table.names:
            await tx.run(f"UPDATE {table.name} SET {column} = ? WHERE group_id = ? AND {column} = ?", gone.stranger_id, *here)


async def shown_in_public(tx: Tx, group_id: int, user_id: int) -> list[tuple[PublicRecord, int, int]]:
    """The posted messages that name the person, or may: each with the id of its record and the channel that it stands in."""
    found: list[tuple[PublicRecord, int, int]] = []
    for public in (public for feature in declared().features for public in feature.public):
        where = " OR ".join(f"r.{column} = ?" for column in public.columns)
        subject = f"p.group_id = r.group_id AND p.subject = '{public.subject}:' || r.id || ':{public.suffix}'"
        rows = await tx.all(
            f"SELECT r.id, p.channel_id FROM {public.table} AS r JOIN posted AS p ON {subject} WHERE r.group_id = ? AND ({where})"
            # Also what was sent with an unknown outcome: it may stand in Discord although `posted` does not have it.
            f" UNION SELECT r.id, p.channel_id FROM {public.table} AS r JOIN outbox AS p ON {subject} AND p.channel_id IS NOT NULL"
            " AND p.only_edit = 0 AND p.message_id IS NULL AND p.first_sent_at IS NOT NULL"
            f" WHERE r.group_id = ? AND ({where}) ORDER BY id",
            *(group_id, *[user_id] * len(public.columns)) * 2,
        )
        found += [(public, row["id"], row["channel_id"]) for row in rows]
    return found


def without_others_secrets(found: Mapping[str, list[dict[str, Any]]], user_id: int) -> dict[str, list[dict[str, Any]]]:
    """What `held` found, less what only somebody else may see of it."""
    shown = {table: [dict(row) for row in rows] for table, rows in found.items()}
    for feature in declared().features:
        if feature.others_secrets is not None:
            feature.others_secrets(shown, user_id)
    return shown
