"""Queries on links between groups and on their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.core.text import sort_key
from bot.groups.links.model import CODE_LASTS, Link, Offered, read_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.db.database import Tx

_LIVE = (
    "ended_at IS NULL AND EXISTS (SELECT 1 FROM group_links AS m"
    " WHERE m.group_id = group_links.other_id AND m.other_id = group_links.group_id AND m.ended_at IS NULL)"
)
"""SQL condition: the row of a link and that of the other side hold."""
_PRESENT = "NOT EXISTS (SELECT 1 FROM departed_groups AS d WHERE d.group_id = group_links.other_id)"
"""SQL condition: the other side's server has the bot."""


async def keep_code(tx: Tx, group_id: int, made_by: int, name: str, code: str) -> None:
    """Store a group's code, in place of an earlier one."""
    await tx.run(
        "INSERT INTO link_codes (group_id, code, name, made_by, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id) DO UPDATE SET code = excluded.code, name = excluded.name, made_by = excluded.made_by, at = excluded.at",
        *(group_id, _hashed(tx, code), name, made_by, micros(tx.now)),
    )


async def offered(tx: Tx, typed: str) -> Offered | None:
    """Who made a code that can be used. A query without a group: the code is all that the other side has."""
    row = await tx.one(
        "SELECT group_id, name, made_by, EXISTS (SELECT 1 FROM departed_groups AS d WHERE d.group_id = link_codes.group_id) AS is_gone"
        " FROM link_codes WHERE code = ? AND at > ?",
        _hashed(tx, typed),
        micros(tx.now - CODE_LASTS),
    )
    return Offered(row["group_id"], row["name"], row["made_by"], has_bot=not row["is_gone"]) if row else None


async def take_code(tx: Tx, group_id: int) -> bool:
    """Delete a group's code; False where it was used meanwhile."""
    return bool(await tx.run("DELETE FROM link_codes WHERE group_id = ?", group_id))


async def prune(tx: Tx, group_id: int) -> None:
    """Delete a group's code once it can't be used any more; only by a trusted clock."""
    if tx.clock_is_trusted:
        await tx.run("DELETE FROM link_codes WHERE group_id = ? AND at <= ?", group_id, micros(tx.now - CODE_LASTS))


def _hashed(tx: Tx, code: str) -> bytes:
    """The keyed hash of a code; of no group, for who uses it does not know whose it is."""
    return tx.cipher.fingerprint(0, f"link|{read_code(code)}")


async def add(tx: Tx, group_id: int, other_id: int, name: str) -> None:
    """Store one side of a link, anew where it had ended."""
    await tx.run(
        "INSERT INTO group_links (group_id, other_id, name, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (group_id, other_id) DO UPDATE SET name = excluded.name, at = excluded.at, ended_at = NULL",
        *(group_id, other_id, name, micros(tx.now)),
    )


async def end(tx: Tx, group_id: int, other_id: int) -> None:
    """Note that one side of a link ended."""
    await tx.run(
        "UPDATE group_links SET ended_at = ? WHERE group_id = ? AND other_id = ? AND ended_at IS NULL",
        *(micros(tx.now), group_id, other_id),
    )


async def rename(tx: Tx, group_id: int, name: str) -> None:
    """Store a server's new name on the other side of its links, and beside its code."""
    await tx.run("UPDATE group_links SET name = ? WHERE other_id = ?", name, group_id)
    await tx.run("UPDATE link_codes SET name = ? WHERE group_id = ?", name, group_id)


async def links(tx: Tx, group_id: int) -> list[Link]:
    """The groups with which a group is linked, by name; also those whose server took the bot out."""
    rows = await tx.all(f"SELECT other_id, name FROM group_links WHERE group_id = ? AND {_LIVE}", group_id)
    return _by_name(Link(row["other_id"], row["name"]) for row in rows)


async def reached(tx: Tx, group_id: int) -> list[Link]:
    """Those of `links` whose server has the bot."""
    rows = await tx.all(f"SELECT other_id, name FROM group_links WHERE group_id = ? AND {_LIVE} AND {_PRESENT}", group_id)
    return _by_name(Link(row["other_id"], row["name"]) for row in rows)


async def made_at(tx: Tx, group_id: int, other_id: int) -> int:
    """When the two groups were linked, the last time, in microseconds; 0 where they never were."""
    row = await tx.one("SELECT at FROM group_links WHERE group_id = ? AND other_id = ?", group_id, other_id)
    return row["at"] if row else 0


async def name_of(tx: Tx, group_id: int, other_id: int) -> str:
    """The name of a group with which this one is linked, or was; empty where it never was."""
    row = await tx.one("SELECT name FROM group_links WHERE group_id = ? AND other_id = ?", group_id, other_id)
    return row["name"] if row else ""


def _by_name(found: Iterable[Link]) -> list[Link]:
    return sorted(found, key=lambda each: (sort_key(each.name), each.other_id))
