"""Queries on needs and their trades."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.asks.model import Agreed, Need, NeedKind, NeedState
from bot.core.db.database import instant, maybe_instant, maybe_micros, micros
from bot.core.morning_items import WaitingItem
from bot.groups import store as groups_store
from bot.referrals.reminders.morning_items import not_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.calendar import Period
    from bot.core.db.database import Row, Tx

SEALED = ("title", "text", "link", "place", "details")
COLUMNS = (
    "id, group_id, number, author_id, kind, title, text, link, place, details, happens_at, agreed, may_know, state, days, until,"
    " posted_at, ended_at, version"
)


class NewNeed(Struct, frozen=True):
    """A need to be inserted; `until` is when it ends unmet, None for a tip."""

    author_id: int
    kind: NeedKind
    text: str
    days: int
    until: datetime | None
    title: str = ""
    link: str = ""
    place: str = ""
    details: str = ""
    happens_at: datetime | None = None
    agreed: Agreed | None = None
    may_know: bool = False
    trades: tuple[str, ...] = ()


async def add(tx: Tx, group_id: int, new: NewNeed) -> Need:
    number = await groups_store.next_need(tx, group_id)
    texts = zip(SEALED, (new.title, new.text, new.link, new.place, new.details), strict=True)
    row = await tx.one(
        "INSERT INTO needs (group_id, number, author_id, kind, title, text, link, place, details, happens_at, agreed, may_know, state,"
        f" days, until, posted_at) VALUES ({', '.join('?' * 16)}) RETURNING {COLUMNS}",
        group_id,
        number,
        new.author_id,
        new.kind.value,
        *(tx.cipher.seal_text("needs", group_id, number, column, text) for column, text in texts),
        maybe_micros(new.happens_at),
        new.agreed.value if new.agreed else "",
        int(new.may_know),
        NeedState.OPEN.value,
        new.days,
        maybe_micros(new.until),
        micros(tx.now),
    )
    assert row is not None
    need = read_row(tx, row)
    for position, trade in enumerate(new.trades, 1):
        sql = "INSERT INTO need_trades (group_id, need_id, position, author_id, trade) VALUES (?, ?, ?, ?, ?)"
        await tx.run(sql, group_id, need.id, position, new.author_id, trade)
    return need


async def locate(tx: Tx, need_id: int) -> int | None:
    """The group's id; a query without a group, because buttons in direct messages name the need alone."""
    row = await tx.one("SELECT group_id FROM needs WHERE id = ?", need_id)
    return row["group_id"] if row else None


async def get(tx: Tx, group_id: int, need_id: int) -> Need | None:
    row = await tx.one(f"SELECT {COLUMNS} FROM needs WHERE group_id = ? AND id = ?", group_id, need_id)
    return read_row(tx, row) if row else None


async def by_number(tx: Tx, group_id: int, number: int) -> Need | None:
    row = await tx.one(f"SELECT {COLUMNS} FROM needs WHERE group_id = ? AND number = ?", group_id, number)
    return read_row(tx, row) if row else None


async def open_by(tx: Tx, group_id: int, author_id: int) -> list[Need]:
    """All needs of the author that are not ended, the newest first; one that is over may wait for the daily run."""
    # A literal, as in all that follows: with a parameter SQLite compiles the statement anew each time, to see which partial index fits.
    sql = f"SELECT {COLUMNS} FROM needs WHERE group_id = ? AND author_id = ? AND state = 'open' ORDER BY id DESC"
    return [read_row(tx, row) for row in await tx.all(sql, group_id, author_id)]


async def posted_since(tx: Tx, group_id: int, author_id: int, since: datetime) -> list[datetime]:
    """When the author posted each need since then, of any kind and state, the newest first."""
    rows = await tx.all(
        "SELECT posted_at FROM needs WHERE group_id = ? AND author_id = ? AND posted_at > ? ORDER BY posted_at DESC",
        group_id,
        author_id,
        micros(since),
    )
    return [instant(row["posted_at"]) for row in rows]


async def ending(tx: Tx, group_id: int, limit: int) -> list[Need]:
    """Those whose time is over, and which are to be ended, the oldest first."""
    rows = await tx.all(
        f"SELECT {COLUMNS} FROM needs WHERE group_id = ? AND until <= ? AND state = 'open' ORDER BY until LIMIT ?",
        group_id,
        micros(tx.now),
        limit,
    )
    return [read_row(tx, row) for row in rows]


async def detailed(tx: Tx, group_id: int, happened_before: datetime, limit: int) -> list[Need]:
    """The covers that happened before then and still have details, the oldest first."""
    rows = await tx.all(
        f"SELECT {COLUMNS} FROM needs WHERE group_id = ? AND details <> '' AND happens_at <= ? ORDER BY happens_at LIMIT ?",
        group_id,
        micros(happened_before),
        limit,
    )
    return [read_row(tx, row) for row in rows]


async def ending_in(tx: Tx, group_id: int, kind: str, day: Period, after: int, limit: int) -> list[WaitingItem]:
    """Up to `limit` open needs of authors above `after` that end in `day` and may be asked again: no covers, whose day is what it is.

    Without what the morning list named under `kind` already.
    """
    rows = await tx.all(
        "SELECT author_id, id FROM needs WHERE group_id = ? AND until >= ? AND until < ? AND state = 'open' AND author_id > ?"
        f" AND kind <> 'cover' AND {not_named('author_id', kind, 'needs.id')} ORDER BY author_id, id LIMIT ?",
        group_id,
        micros(day.start),
        micros(day.end),
        after,
        group_id,
        limit,
    )
    return [WaitingItem(row["author_id"], row["id"]) for row in rows]


async def wipe_details(tx: Tx, need: Need) -> Need:
    """Empty the details of a cover."""
    tx.erases()
    return await _changed(tx, need, "details = '', version = version + 1")


async def hold(tx: Tx, need: Need) -> None:
    """Lock the row for this transaction, which read `need` before (no-op UPDATE, a portable SELECT ... FOR UPDATE).

    It is as it was read: where another transaction changed it since, this one fails to serialise on PostgreSQL and is run again.
    """
    await tx.run("UPDATE needs SET version = version WHERE group_id = ? AND id = ?", need.group_id, need.id)


async def touch(tx: Tx, need: Need) -> Need:
    """Take the next version of the need's card, where something beside the row changed."""
    sql = "UPDATE needs SET version = version + 1 WHERE group_id = ? AND id = ? RETURNING version"
    row = await tx.one(sql, need.group_id, need.id)
    assert row is not None, "needs are never deleted while their group is kept"
    return replace(need, version=row["version"])


async def move(tx: Tx, need: Need, state: NeedState) -> Need:
    """Store the next state, with the time of it."""
    return await _changed(tx, need, "state = ?, ended_at = ?, version = version + 1", state.value, micros(tx.now))


async def renew(tx: Tx, need: Need) -> Need:
    """Ask for it as long as at first, from now on."""
    until = micros(tx.now + timedelta(days=need.days))
    return await _changed(tx, need, "until = ?, version = version + 1", until)


async def void(tx: Tx, need: Need) -> Need:
    """Store that a moderator cancelled it. Its details, which nobody reads any more, are emptied."""
    tx.erases()
    return await _changed(
        tx, need, "state = ?, ended_at = ?, details = '', version = version + 1", NeedState.VOIDED.value, micros(tx.now)
    )


async def _changed(tx: Tx, need: Need, changes: str, *values: object) -> Need:
    row = await tx.one(
        f"UPDATE needs SET {changes} WHERE group_id = ? AND id = ? RETURNING {COLUMNS}", *values, need.group_id, need.id
    )
    assert row is not None, "needs are never deleted while their group is kept"
    return read_row(tx, row)


async def trades(tx: Tx, group_id: int, need_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The trades of these needs, in the order in which they were typed; a need without any is left out."""
    rows = await tx.all(
        f"SELECT need_id, trade FROM need_trades WHERE group_id = ? AND need_id IN ({', '.join('?' * len(need_ids))})"
        " ORDER BY need_id, position",
        group_id,
        *need_ids,
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row["need_id"]] = (*found.get(row["need_id"], ()), row["trade"])
    return found


async def open_trades(tx: Tx, group_id: int, limit: int) -> list[str]:
    """The trades of open client needs, those of the needs that end first before others; held by a member or not."""
    rows = await tx.all(
        "SELECT t.trade FROM needs AS n JOIN need_trades AS t ON t.group_id = n.group_id AND t.need_id = n.id"
        " WHERE n.group_id = ? AND n.state = 'open' AND n.until > ? AND n.kind = 'client_needs' ORDER BY n.until LIMIT ?",
        group_id,
        micros(tx.now),
        limit,
    )
    return [row["trade"] for row in rows]


async def some(tx: Tx, group_id: int, need_ids: Sequence[int]) -> list[Need]:
    """Read the needs with these ids, in the order of `need_ids`; ids without a row are left out."""
    if not need_ids:
        return []
    rows = await tx.all(
        f"SELECT {COLUMNS} FROM needs WHERE group_id = ? AND id IN ({', '.join('?' * len(need_ids))})", group_id, *need_ids
    )
    return sorted((read_row(tx, row) for row in rows), key=lambda need: need_ids.index(need.id))


async def empty(tx: Tx, group_id: int, author_id: int) -> None:
    """Delete the texts of all needs by a person, and the trades, some of which they typed, also where others offer one."""
    blank = ", ".join(f"{column} = ''" for column in SEALED)
    await tx.run(f"UPDATE needs SET {blank} WHERE group_id = ? AND author_id = ?", group_id, author_id)
    theirs = "group_id = ? AND need_id IN (SELECT id FROM needs WHERE group_id = ? AND author_id = ?)"
    await tx.run("DELETE FROM need_trades WHERE group_id = ? AND author_id = ?", group_id, author_id)
    # The trade tells a person's offers for one need apart, which their numbers do as well.
    await tx.run(f"UPDATE offers SET trade = CAST(id AS TEXT) WHERE {theirs} AND trade <> ''", group_id, group_id, author_id)
    await tx.run(f"UPDATE need_referrals SET trade = '' WHERE {theirs} AND trade <> ''", group_id, group_id, author_id)


def read_row(tx: Tx, row: Row) -> Need:
    """The record of a row that was selected with `COLUMNS`."""
    # fmt: off
    (
        need_id, group_id, number, author_id, kind, title, text, link, place, details, happens_at, agreed, may_know, state, days, until,
        posted_at, ended_at, version,
    ) = row
    # fmt: on
    title, text, link, place, details = (
        tx.cipher.open("needs", group_id, number, column, sealed) if sealed else ""
        for column, sealed in zip(SEALED, (title, text, link, place, details), strict=True)
    )
    return Need(
        need_id,
        group_id,
        number,
        author_id,
        NeedKind(kind),
        text,
        title,
        link,
        place,
        details,
        maybe_instant(happens_at),
        Agreed(agreed) if agreed else None,
        bool(may_know),
        NeedState(state),
        days,
        maybe_instant(until),
        instant(posted_at),
        maybe_instant(ended_at),
        version,
    )
