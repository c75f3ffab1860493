"""Queries on the members of a group."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import astuple

from bot.core.db.database import maybe_instant, maybe_micros, micros
from bot.core.lookalikes import told_apart
from bot.core.outbox.kinds import kind_of
from bot.core.outbox.model import Reach
from bot.core.text import stored_sort_key
from bot.membership.members import roll as roll_store
from bot.membership.members.model import SEATED, Away, Member, Status
from bot.membership.members.profile import Profile, Sharing, Story, Switches
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from bot.core.calendar import Period
    from bot.core.db.database import Row, Tx
    from bot.core.db.encryption import Cipher

_SWITCHES = "dm_referrals, dm_steps, dm_thanks, dm_reminders, dm_digest, dm_needs, dm_introductions, tells_introductions, dm_fits, dm_talks, dm_keep_in_touch"
"""The columns of `Switches`, in the order of its fields."""
_COLUMNS = (
    "group_id, user_id, name, status, seat, business, offer, ideal_referral, contact, links, goals, wins, interests, circles,"
    f" skills, shares_contact, {_SWITCHES}, sponsor_id, language, chosen_language,"
    " on_boards, in_picture, applied_at, joined_at, left_at, status_at, returns_to, away_until, away_note, away_by, partner_of, welcomed_at,"
    " version"
)
_NAMES = _COLUMNS.replace(" ", "").split(",")
_PROFILE = ("business", "offer", "ideal_referral", "contact", "links")
_STORY = ("goals", "wins", "interests", "circles", "skills")
SEALED = (*_PROFILE, *_STORY, "away_note")
"""Encrypted columns: texts that a member wrote, and their contact."""


async def get(tx: Tx, group_id: int, user_id: int) -> Member | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND user_id = ?", group_id, user_id)
    return _member(tx.cipher, row) if row else None


async def get_pair(tx: Tx, group_id: int, one: int, other: int) -> tuple[Member | None, Member | None]:
    """Read two members in one query; returned in the order of the arguments, None where there is no such member."""
    found = {member.user_id: member for member in await some(tx, group_id, (one, other))}
    return found.get(one), found.get(other)


async def some(tx: Tx, group_id: int, user_ids: Sequence[int]) -> list[Member]:
    """Read the members with these ids, in the order of `user_ids`; ids without a row are left out."""
    if not user_ids:
        return []
    places = ", ".join("?" * len(user_ids))
    rows = await tx.all(f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND user_id IN ({places})", group_id, *user_ids)
    return sorted((_member(tx.cipher, row) for row in rows), key=lambda member: user_ids.index(member.user_id))


async def roll(tx: Tx, group_id: int, statuses: Iterable[Status]) -> list[Member]:
    """Read the members with these statuses, sorted by name."""
    wanted = [status.value for status in statuses]
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND status IN ({places})", group_id, *wanted)
    return roll_store.by_name(_member(tx.cipher, row) for row in rows)


async def part(tx: Tx, group_id: int, after: int, limit: int) -> list[tuple[int, Callable[[], Member]]]:
    """Read the first `limit` people of any status whose ids follow `after`: each id, and what decrypts the record."""
    sql = f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND user_id > ? ORDER BY user_id LIMIT ?"
    return [(row["user_id"], partial(_member, tx.cipher, row)) for row in await tx.all(sql, group_id, after, limit)]


async def names(tx: Tx, group_id: int, user_ids: Iterable[int]) -> dict[int, str]:
    """Map user ids to names, former members included; names that look alike have their trades added."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return {}
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(
        f"SELECT user_id, name, seat FROM members WHERE group_id = ? AND user_id IN ({places})", group_id, *wanted
    )
    return told_apart(map(tuple, rows))


async def newcomers(tx: Tx, group_id: int, period: Period, limit: int) -> list[Member]:
    """Read the first `limit` of the active members who joined in the period, by `joined_at`."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND status = 'active' AND joined_at >= ? AND joined_at < ?"
        " ORDER BY joined_at, user_id LIMIT ?",
        group_id,
        micros(period.start),
        micros(period.end),
        limit,
    )
    return [_member(tx.cipher, row) for row in rows]


async def seat_holders(tx: Tx, group_id: int, seat: str, but: int) -> list[Member]:
    """Others who hold the seat, compared by `trades.seat_key`; those on leave, away from the server or yet to arrive too."""
    wanted = seat_key(seat)
    written = [each for each in await roll_store.seats(tx, group_id, SEATED) if seat_key(each) == wanted]
    if not written:
        return []
    places, seated = ", ".join("?" * len(written)), ", ".join("?" * len(SEATED))
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND status IN ({seated}) AND seat IN ({places}) AND user_id <> ?",
        group_id,
        *(status.value for status in SEATED),
        *written,
        but,
    )
    return roll_store.by_name(each for each in (_member(tx.cipher, row) for row in rows) if each.holds_seat)


async def save(tx: Tx, member: Member) -> None:
    places = ", ".join("?" * len(_NAMES))
    # Columns that are not named here, such as messages_closed_at, keep their value.
    changes = ", ".join(f"{name} = excluded.{name}" for name in (*_NAMES[2:], "name_key"))
    await tx.run(
        f"INSERT INTO members ({_COLUMNS}, name_key) VALUES ({places}, ?) ON CONFLICT (group_id, user_id) DO UPDATE SET {changes}",
        *_values(tx.cipher, member),
        stored_sort_key(member.name),
    )


async def leave_picture(tx: Tx, member: Member) -> None:
    """Store that the picture of the network shows the person no more."""
    await tx.run("UPDATE members SET in_picture = 0 WHERE group_id = ? AND user_id = ?", member.group_id, member.user_id)


async def hold(tx: Tx, member: Member) -> None:
    """Lock the member's row for this transaction (no-op UPDATE, a portable SELECT … FOR UPDATE)."""
    await tx.run("UPDATE members SET version = version WHERE group_id = ? AND user_id = ?", member.group_id, member.user_id)


async def recognise(tx: Tx, group_id: int, expected_id: int, member: Member) -> None:
    """Delete the row of an expected member and save `member`, as whom they were recognised, in its place."""
    tx.erases()
    await tx.run("DELETE FROM members WHERE group_id = ? AND user_id = ?", group_id, expected_id)
    await save(tx, member)


async def seen(tx: Tx, group_id: int, user_id: int, name: str, language: str | None) -> None:
    """Store a member's name and language as Discord last sent them; `language` None keeps the stored one."""
    await tx.run(
        "UPDATE members SET name = ?, name_key = ?, language = COALESCE(?, language) WHERE group_id = ? AND user_id = ?",
        name,
        stored_sort_key(name),
        language,
        group_id,
        user_id,
    )


async def messages_closed(tx: Tx, group_id: int, user_id: int, *, closed: bool) -> None:
    """Store whether Discord refuses direct messages to the member, with the present time."""
    await tx.run(
        "UPDATE members SET messages_closed_at = ? WHERE group_id = ? AND user_id = ?",
        micros(tx.now) if closed else None,
        group_id,
        user_id,
    )


async def messages_opened(tx: Tx, user_id: int, until: datetime) -> bool:
    """Clear refusals of direct messages up to `until`, in all groups. Returns whether there was one."""
    sql = "UPDATE members SET messages_closed_at = NULL WHERE user_id = ? AND messages_closed_at <= ?"
    return bool(await tx.run(sql, user_id, micros(until)))


async def messages_uncertain(tx: Tx, user_id: int) -> bool:
    """Allow the next direct message to be tried despite an earlier refusal. Returns whether there was one, in any group.

    The time of the refusal is set back by CLOSED_FOR, not removed: until one is delivered, nothing shows that they are open.
    """
    sql = "UPDATE members SET messages_closed_at = ? WHERE user_id = ? AND messages_closed_at IS NOT NULL"
    return bool(await tx.run(sql, micros(tx.now - CLOSED_FOR), user_id))


async def closed(tx: Tx) -> list[int]:
    """The ids of people to whom Discord refused the last direct message, over all groups."""
    rows = await tx.all("SELECT DISTINCT user_id FROM members WHERE user_id > 0 AND messages_closed_at IS NOT NULL")
    return [row["user_id"] for row in rows]


async def has_closed_messages(tx: Tx, user_id: int) -> bool:
    """Whether Discord refused the last direct message to the person, in any group, at any time."""
    sql = "SELECT 1 FROM members WHERE user_id = ? AND messages_closed_at IS NOT NULL LIMIT 1"
    return await tx.one(sql, user_id) is not None


CLOSED_FOR = timedelta(hours=1)
"""How long after a refusal direct messages count as closed; then the next one is tried."""


async def reach(tx: Tx, group_id: int, user_id: int, kind: str) -> Reach:
    """Whether a direct message of that kind would reach a person: CLOSED where Discord refused one within CLOSED_FOR.

    Ids below zero are internal, of expected members and erased people, and belong to no Discord account.
    """
    if user_id < 0:
        return Reach.UNWANTED
    row = await tx.one(
        f"SELECT messages_closed_at, {_SWITCHES} FROM members WHERE group_id = ? AND user_id = ?", group_id, user_id
    )
    if row is None:
        return Reach.OPEN
    if not _switches(row).wants(kind_of(kind).switch):
        return Reach.UNWANTED
    closed_at = maybe_instant(row["messages_closed_at"])
    return Reach.OPEN if closed_at is None or tx.now - closed_at >= CLOSED_FOR else Reach.CLOSED


def _values(cipher: Cipher, member: Member) -> tuple[object, ...]:
    """The values of a record in the order of `_COLUMNS`, SEALED ones encrypted."""
    profile, story, switches, away = member.profile, member.story, member.switches, member.away
    texts = (
        *(profile.business, profile.offer, profile.ideal_referral, profile.contact, profile.links),
        *(story.goals, story.wins, story.interests, story.circles, story.skills),
        away.note if away else "",
    )
    *sealed, away_note = (
        cipher.seal_text("members", member.group_id, member.user_id, column, text)
        for column, text in zip(SEALED, texts, strict=True)
    )
    return (
        member.group_id,
        member.user_id,
        member.name,
        member.status.value,
        member.seat,
        *sealed,
        member.sharing.value,
        *map(int, astuple(switches)),
        member.sponsor_id,
        member.language,
        member.chosen_language,
        *(int(member.on_boards), int(member.in_picture)),
        *(maybe_micros(moment) for moment in (member.applied_at, member.joined_at, member.left_at, member.status_at)),
        member.returns_to.value if member.returns_to else None,
        *((maybe_micros(away.until), away_note, away.by) if away else (None, "", None)),
        member.partner_of,
        maybe_micros(member.welcomed_at),
        member.version,
    )


def _member(cipher: Cipher, row: Row) -> Member:
    """The record of a row that was selected with `_COLUMNS`."""
    # fmt: off
    (
        group_id, user_id, name, status, seat, business, offer, ideal_referral, contact, links,
        goals, wins, interests, circles, skills,
        shares_contact, dm_referrals, dm_steps, dm_thanks, dm_reminders, dm_digest, dm_needs, dm_introductions, tells_introductions,
        dm_fits, dm_talks, dm_keep_in_touch,
        sponsor_id, language, chosen_language, on_boards, in_picture, applied_at, joined_at, left_at, status_at, returns_to,
        away_until, away_note, away_by, partner_of, welcomed_at, version,
    ) = row
    # fmt: on

    def opened(column: str, sealed: str) -> str:
        return cipher.open("members", group_id, user_id, column, sealed) if sealed else ""

    return Member(
        group_id,
        user_id,
        name,
        Status(status),
        seat,
        Profile(*map(opened, _PROFILE, (business, offer, ideal_referral, contact, links))),
        Story(*map(opened, _STORY, (goals, wins, interests, circles, skills))),
        Sharing(shares_contact),
        Switches(
            *(bool(dm_referrals), bool(dm_steps), bool(dm_thanks), bool(dm_reminders), bool(dm_digest)),
            *(bool(dm_needs), bool(dm_introductions), bool(tells_introductions), bool(dm_fits), bool(dm_talks)),
            bool(dm_keep_in_touch),
        ),
        sponsor_id,
        language,
        chosen_language,
        *(bool(on_boards), bool(in_picture)),
        maybe_instant(applied_at),
        maybe_instant(joined_at),
        maybe_instant(left_at),
        maybe_instant(status_at),
        Status(returns_to) if returns_to else None,
        None if away_by is None else Away(maybe_instant(away_until), opened("away_note", away_note), away_by),
        partner_of,
        maybe_instant(welcomed_at),
        version,
    )


def _switches(row: Row) -> Switches:
    return Switches(*(bool(row[name]) for name in _SWITCHES.split(", ")))
