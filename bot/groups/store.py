"""Queries on groups and their settings."""

from __future__ import annotations

from datetime import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.core.calendar import Weekday
from bot.core.db.database import maybe_instant, maybe_micros
from bot.core.personal_caches import personal
from bot.groups.model import Group, PublicLanguage, Seats

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.core.db.database import Row, Tx

_COLUMNS = (
    "group_id, set_up_at, set_up_by, time_zone, language, currency, week_starts, seats, amounts, referrals_channel_id,"
    " digest_channel_id, moderators_channel_id, member_role_id, moderator_role_id, digest_day, digest_time, digest_on, about, meets,"
    " pair_cap, remind_unopened, remind_quiet, keep_clients, asks_channel_id, meetings_channel_id, smart, guest_visits,"
    " agenda_seconds"
)
_NAMES = _COLUMNS.replace(" ", "").split(",")
REMEMBERED = 256
"""Number of groups whose records are kept, each of about 1 KiB, for the next time that a row has the same values."""
_INSERT = f"INSERT INTO groups ({_COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))})"


async def forget_set_up_by(tx: Tx, group_id: int, user_id: int) -> None:
    """Send nothing that is for moderators to a person any more who set the group up."""
    await tx.run("UPDATE groups SET set_up_by = NULL WHERE group_id = ? AND set_up_by = ?", group_id, user_id)


async def get(tx: Tx, group_id: int) -> Group:
    """Read a group's settings; the defaults where none are stored."""
    row = await tx.one(f"SELECT {_COLUMNS} FROM groups WHERE group_id = ?", group_id)
    return _remembered(tuple(row)) if row else Group(group_id)


async def save(tx: Tx, group: Group) -> None:
    """Insert or replace a group's settings."""
    # The counters, such as last_referral, are no settings: they are not in _COLUMNS, so that saving does not reset them.
    changes = ", ".join(f"{name} = excluded.{name}" for name in _NAMES[1:])
    await tx.run(f"{_INSERT} ON CONFLICT (group_id) DO UPDATE SET {changes}", *_values(group))


async def begin(tx: Tx, group: Group) -> bool:
    """Insert a group; False where it exists."""
    # One statement, so that of two processes that see the bot being added one inserts the row, and greets.
    row = await tx.one(f"{_INSERT} ON CONFLICT (group_id) DO NOTHING RETURNING group_id", *_values(group))
    return row is not None


async def is_known(tx: Tx, group_id: int) -> bool:
    """Whether the group has a row of settings, be it set up or not."""
    return await tx.one("SELECT group_id FROM groups WHERE group_id = ?", group_id) is not None


async def set_up_after(tx: Tx, after: int, limit: int) -> list[Group]:
    """Read up to `limit` groups that are set up, in the order of their ids, beginning after `after`."""
    rows = await tx.all(
        # From the last id on, not by OFFSET: groups that are added meanwhile do not shift the pages.
        f"SELECT {_COLUMNS} FROM groups WHERE group_id > ? AND set_up_at IS NOT NULL ORDER BY group_id LIMIT ?",
        after,
        limit,
    )
    return [_group(row) for row in rows]


async def hold(tx: Tx, group_id: int) -> None:
    """Lock the group's row for this transaction: a no-op UPDATE, a portable SELECT ... FOR UPDATE.

    Called before checking a rule over several rows of the group, such as one business a seat: of two concurrent transactions, the
    second waits or fails to serialise and runs again.
    """
    # No part of a key: for one SQLite looks for rows of each table that refers to it (https://sqlite.org/foreignkeys.html), forty times as long.
    await tx.run("UPDATE groups SET language = language WHERE group_id = ?", group_id)


async def next_referral(tx: Tx, group_id: int) -> int:
    """Take the number of the group's next referral (R-n)."""
    return await _next(tx, group_id, "last_referral")


async def next_thanks(tx: Tx, group_id: int) -> int:
    """Take the number of the group's next thanks (T-n)."""
    return await _next(tx, group_id, "last_thanks")


async def next_introduction(tx: Tx, group_id: int) -> int:
    """Take the number of the group's next introduction (I-n)."""
    return await _next(tx, group_id, "last_introduction")


async def next_need(tx: Tx, group_id: int) -> int:
    """Take the number of the group's next need (A-n)."""
    return await _next(tx, group_id, "last_need")


async def next_meeting(tx: Tx, group_id: int) -> int:
    """Take the number of the group's next meeting (M-n)."""
    return await _next(tx, group_id, "last_meeting")


async def next_expected(tx: Tx, group_id: int) -> int:
    """Take the id of the next expected person: negative, so that it differs from every Discord id (a positive snowflake)."""
    return -await _next(tx, group_id, "last_expected")


async def next_stranger(tx: Tx, group_ids: Collection[int]) -> int:
    """Take one id, as those of `next_expected`, that is free in each of these groups."""
    places = ", ".join("?" * len(group_ids))
    for group_id in sorted(group_ids):  # in one order, so that two at once don't wait for each other
        await hold(tx, group_id)
    row = await tx.one(f"SELECT MAX(last_expected) AS last FROM groups WHERE group_id IN ({places})", *group_ids)
    assert row is not None
    taken = 1 + (row["last"] or 0)
    await tx.run(f"UPDATE groups SET last_expected = ? WHERE group_id IN ({places})", taken, *group_ids)
    return -taken


async def _next(tx: Tx, group_id: int, counter: str) -> int:
    # UPDATE ... RETURNING locks the row, so that concurrent transactions get different numbers.
    row = await tx.one(f"UPDATE groups SET {counter} = {counter} + 1 WHERE group_id = ? RETURNING {counter}", group_id)
    assert row is not None
    return row[counter]


def _values(group: Group) -> tuple[object, ...]:
    """The record's values in the order of `_COLUMNS`."""
    return (
        group.group_id,
        maybe_micros(group.set_up_at),
        group.set_up_by,
        group.time_zone,
        group.language.value,
        group.currency,
        int(group.week_starts),
        group.seats.value,
        int(group.amounts),
        group.referrals_channel_id,
        group.digest_channel_id,
        group.moderators_channel_id,
        group.member_role_id,
        group.moderator_role_id,
        int(group.digest_day),
        group.digest_time.isoformat("minutes"),
        int(group.digest_on),
        group.about,
        group.meets,
        group.pair_cap,
        group.remind_unopened,
        group.remind_quiet,
        group.keep_clients,
        group.asks_channel_id,
        group.meetings_channel_id,
        int(group.smart),
        group.guest_visits,
        group.agenda_seconds,
    )


@personal
@lru_cache(maxsize=REMEMBERED)
def _remembered(values: tuple[Any, ...]) -> Group:
    """As `_group`: nearly every use case reads its group, and settings seldom change."""
    return _group(values)


def _group(row: Row | tuple[Any, ...]) -> Group:
    """The record of a row with `_COLUMNS`; unpacking is faster than look-ups by name where many rows are read."""
    # fmt: off
    (
        group_id, set_up_at, set_up_by, time_zone, language, currency, week_starts, seats, amounts,
        referrals_channel_id, digest_channel_id, moderators_channel_id, member_role_id, moderator_role_id,
        digest_day, digest_time, digest_on, about, meets, pair_cap, remind_unopened, remind_quiet, keep_clients,
        asks_channel_id, meetings_channel_id, smart, guest_visits, agenda_seconds,
    ) = row
    # fmt: on
    return Group(
        group_id=group_id,
        set_up_at=maybe_instant(set_up_at),
        set_up_by=set_up_by,
        time_zone=time_zone,
        language=PublicLanguage(language),
        currency=currency,
        week_starts=Weekday(week_starts),
        seats=Seats(seats),
        amounts=bool(amounts),
        referrals_channel_id=referrals_channel_id,
        digest_channel_id=digest_channel_id,
        moderators_channel_id=moderators_channel_id,
        member_role_id=member_role_id,
        moderator_role_id=moderator_role_id,
        digest_day=Weekday(digest_day),
        digest_time=time.fromisoformat(digest_time),
        digest_on=bool(digest_on),
        about=about,
        meets=meets,
        pair_cap=pair_cap,
        remind_unopened=remind_unopened,
        remind_quiet=remind_quiet,
        keep_clients=keep_clients,
        asks_channel_id=asks_channel_id,
        meetings_channel_id=meetings_channel_id,
        smart=bool(smart),
        guest_visits=guest_visits,
        agenda_seconds=agenda_seconds,
    )
