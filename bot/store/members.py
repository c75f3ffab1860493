"""The roll of a group."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model.members import Member, Profile, Status
from bot.model.texts import key
from bot.store.engine.database import maybe_instant, maybe_micros, micros

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.model.weeks import Period
    from bot.store.engine.database import Row, Tx

_COLUMNS = (
    "group_id, user_id, name, status, seat, business, offer, ideal_referral, contact, links, sponsor_id, language, on_boards,"
    " applied_at, joined_at, left_at, version"
)
_NAMES = _COLUMNS.replace(" ", "").split(",")


async def get(tx: Tx, group_id: int, user_id: int) -> Member | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND user_id = ?", group_id, user_id)
    return _member(row) if row else None


async def get_pair(tx: Tx, group_id: int, one: int, other: int) -> tuple[Member | None, Member | None]:
    """Two members in one question, in the order asked for."""
    rows = await tx.all(f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND user_id IN (?, ?)", group_id, one, other)
    found = {member.user_id: member for member in map(_member, rows)}
    return found.get(one), found.get(other)


async def roll(tx: Tx, group_id: int, statuses: Iterable[Status]) -> list[Member]:
    """The members of these statuses, by name."""
    wanted = [status.value for status in statuses]
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND status IN ({places}) ORDER BY name, user_id", group_id, *wanted
    )
    return [_member(row) for row in rows]


async def names(tx: Tx, group_id: int, user_ids: Iterable[int]) -> dict[int, str]:
    """Names by user id, of all who ever were on the roll."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return {}
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(f"SELECT user_id, name FROM members WHERE group_id = ? AND user_id IN ({places})", group_id, *wanted)
    return {row["user_id"]: row["name"] for row in rows}


async def newcomers(tx: Tx, group_id: int, period: Period) -> list[Member]:
    """The active members who joined in the period, in the order in which they did."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND status = ? AND joined_at >= ? AND joined_at < ? ORDER BY joined_at",
        group_id,
        Status.ACTIVE.value,
        micros(period.start),
        micros(period.end),
    )
    return [_member(row) for row in rows]


async def seat_holder(tx: Tx, group_id: int, seat_key: str, but: int) -> Member | None:
    """Another who holds the seat, compared by `texts.key`, active or on leave."""
    for member in await roll(tx, group_id, (Status.ACTIVE, Status.PAUSED)):
        if member.user_id != but and key(member.seat) == seat_key:
            return member
    return None


async def save(tx: Tx, member: Member) -> None:
    places = ", ".join("?" * len(_NAMES))
    changes = ", ".join(f"{name} = excluded.{name}" for name in _NAMES[2:])
    await tx.run(
        f"INSERT INTO members ({_COLUMNS}) VALUES ({places}) ON CONFLICT (group_id, user_id) DO UPDATE SET {changes}",
        member.group_id,
        member.user_id,
        member.name,
        member.status.value,
        member.seat,
        member.profile.business,
        member.profile.offer,
        member.profile.ideal_referral,
        member.profile.contact,
        member.profile.links,
        member.sponsor_id,
        member.language,
        int(member.on_boards),
        maybe_micros(member.applied_at),
        maybe_micros(member.joined_at),
        maybe_micros(member.left_at),
        member.version,
    )


async def seen(tx: Tx, group_id: int, user_id: int, name: str, language: str | None) -> None:
    """Keep what Discord last said of somebody on the roll: their name, and their language where it is known."""
    await tx.run(
        "UPDATE members SET name = ?, language = COALESCE(?, language) WHERE group_id = ? AND user_id = ?",
        name,
        language,
        group_id,
        user_id,
    )


async def messages_closed(tx: Tx, group_id: int, user_id: int, *, closed: bool) -> None:
    """Note whether they take direct messages from us."""
    await tx.run(
        "UPDATE members SET messages_closed_at = ? WHERE group_id = ? AND user_id = ?",
        micros(tx.now) if closed else None,
        group_id,
        user_id,
    )


CLOSED_FOR = timedelta(hours=1)
"""For how long closed direct messages are taken as closed without asking Discord again."""


async def takes_messages(tx: Tx, group_id: int, user_id: int) -> bool:
    """False where a direct message to them was refused within the last hour."""
    row = await tx.one("SELECT messages_closed_at FROM members WHERE group_id = ? AND user_id = ?", group_id, user_id)
    closed_at = maybe_instant(row["messages_closed_at"]) if row else None
    return closed_at is None or tx.now - closed_at >= CLOSED_FOR


def _member(row: Row) -> Member:
    return Member(
        group_id=row["group_id"],
        user_id=row["user_id"],
        name=row["name"],
        status=Status(row["status"]),
        seat=row["seat"],
        profile=Profile(row["business"], row["offer"], row["ideal_referral"], row["contact"], row["links"]),
        sponsor_id=row["sponsor_id"],
        language=row["language"],
        on_boards=bool(row["on_boards"]),
        applied_at=maybe_instant(row["applied_at"]),
        joined_at=maybe_instant(row["joined_at"]),
        left_at=maybe_instant(row["left_at"]),
        version=row["version"],
    )
