"""The roll of a group."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.db.database import maybe_instant, maybe_micros, micros
from bot.core.lookalikes import told_apart
from bot.core.outbox.kinds import kind_of
from bot.core.outbox.model import Reach
from bot.core.text import sort_key
from bot.membership.members.model import SEATED, Away, Listed, Member, Status
from bot.membership.members.profile import Profile, Sharing, Story, Switches
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.core.calendar import Period
    from bot.core.db.database import Row, Tx
    from bot.core.db.encryption import Cipher

_SWITCHES = "dm_referrals, dm_steps, dm_thanks, dm_reminders, dm_digest"
_COLUMNS = (
    "group_id, user_id, name, status, seat, business, offer, ideal_referral, contact, links, goals, wins, interests, circles,"
    f" skills, shares_contact, {_SWITCHES}, sponsor_id, language, chosen_language,"
    " on_boards, applied_at, joined_at, left_at, status_at, returns_to, away_until, away_note, away_by, partner_of, welcomed_at,"
    " version"
)
_NAMES = _COLUMNS.replace(" ", "").split(",")
_PROFILE = ("business", "offer", "ideal_referral", "contact", "links")
_STORY = ("goals", "wins", "interests", "circles", "skills")
SEALED = (*_PROFILE, *_STORY, "away_note")
"""Columns with what somebody wrote, or how to reach them."""


async def get(tx: Tx, group_id: int, user_id: int) -> Member | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND user_id = ?", group_id, user_id)
    return _member(tx.cipher, row) if row else None


async def get_pair(tx: Tx, group_id: int, one: int, other: int) -> tuple[Member | None, Member | None]:
    """Two members in one question, in the order asked for."""
    found = {member.user_id: member for member in await some(tx, group_id, (one, other))}
    return found.get(one), found.get(other)


async def some(tx: Tx, group_id: int, user_ids: Sequence[int]) -> list[Member]:
    """Those of them who are on the roll, in the order asked for."""
    if not user_ids:
        return []
    places = ", ".join("?" * len(user_ids))
    rows = await tx.all(f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND user_id IN ({places})", group_id, *user_ids)
    return sorted((_member(tx.cipher, row) for row in rows), key=lambda member: user_ids.index(member.user_id))


async def roll(tx: Tx, group_id: int, statuses: Iterable[Status]) -> list[Member]:
    """The members of these statuses, sorted by name."""
    wanted = [status.value for status in statuses]
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND status IN ({places})", group_id, *wanted)
    return sorted((_member(tx.cipher, row) for row in rows), key=lambda member: (sort_key(member.name), member.user_id))


async def wanting_own_news(tx: Tx, group_id: int) -> list[Member]:
    """The active members who want weekly news of their own."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND status = ? AND dm_digest = 1 ORDER BY user_id",
        group_id,
        Status.ACTIVE.value,
    )
    return [_member(tx.cipher, row) for row in rows]


async def seats(tx: Tx, group_id: int, statuses: Iterable[Status]) -> list[str]:
    """The trades of members of these statuses, each once as it is written."""
    wanted = [status.value for status in statuses]
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(
        f"SELECT DISTINCT seat FROM members WHERE group_id = ? AND status IN ({places}) AND seat <> ''", group_id, *wanted
    )
    return [row["seat"] for row in rows]


async def listed(tx: Tx, group_id: int, statuses: Iterable[Status]) -> list[Listed]:
    """The same people in no order, and no more of them than a list is made of."""
    wanted = [status.value for status in statuses]
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(f"SELECT user_id, name, seat FROM members WHERE group_id = ? AND status IN ({places})", group_id, *wanted)
    return [Listed(*row) for row in rows]


async def names(tx: Tx, group_id: int, user_ids: Iterable[int]) -> dict[int, str]:
    """Names by user id, of all who ever were on the roll; those that look alike with their trades."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return {}
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(
        f"SELECT user_id, name, seat FROM members WHERE group_id = ? AND user_id IN ({places})", group_id, *wanted
    )
    return told_apart((row["user_id"], row["name"], row["seat"]) for row in rows)


async def newcomers(tx: Tx, group_id: int, period: Period) -> list[Member]:
    """The active members who joined in the period, in the order in which they did."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM members WHERE group_id = ? AND status = ? AND joined_at >= ? AND joined_at < ? ORDER BY joined_at",
        group_id,
        Status.ACTIVE.value,
        micros(period.start),
        micros(period.end),
    )
    return [_member(tx.cipher, row) for row in rows]


async def seat_holders(tx: Tx, group_id: int, seat: str, but: int) -> list[Member]:
    """Others who hold the seat, compared by `trades.seat_key`; those on leave, away from the server or yet to arrive too."""
    wanted = seat_key(seat)
    seated = [each for each in await roll(tx, group_id, SEATED) if each.holds_seat]
    return [each for each in seated if each.user_id != but and seat_key(each.seat) == wanted]


async def save(tx: Tx, member: Member) -> None:
    places = ", ".join("?" * len(_NAMES))
    changes = ", ".join(f"{name} = excluded.{name}" for name in _NAMES[2:])
    await tx.run(
        f"INSERT INTO members ({_COLUMNS}) VALUES ({places}) ON CONFLICT (group_id, user_id) DO UPDATE SET {changes}",
        *_values(tx.cipher, member),
    )


async def hold(tx: Tx, member: Member) -> None:
    """Let whoever changes this member at the same time come after us, and see what we did."""
    await tx.run("UPDATE members SET version = version WHERE group_id = ? AND user_id = ?", member.group_id, member.user_id)


async def recognise(tx: Tx, group_id: int, expected_id: int, member: Member) -> None:
    """Replace the row of somebody expected by `member`, who they turned out to be."""
    await tx.run("DELETE FROM members WHERE group_id = ? AND user_id = ?", group_id, expected_id)
    await save(tx, member)


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


async def messages_opened(tx: Tx, user_id: int, until: datetime) -> bool:
    """Note that they take direct messages from us, in all groups; whether one was refused before, `until` then at the latest."""
    sql = "UPDATE members SET messages_closed_at = NULL WHERE user_id = ? AND messages_closed_at <= ?"
    return bool(await tx.run(sql, user_id, micros(until)))


async def messages_uncertain(tx: Tx, user_id: int) -> bool:
    """Let the next direct message be tried although Discord refused the last one; whether it did, in any group.

    The time of the refusal is set back by CLOSED_FOR, not removed: until one is delivered, nothing shows that they are open.
    """
    sql = "UPDATE members SET messages_closed_at = ? WHERE user_id = ? AND messages_closed_at IS NOT NULL"
    return bool(await tx.run(sql, micros(tx.now - CLOSED_FOR), user_id))


async def closed(tx: Tx) -> list[int]:
    """Everybody who is taken not to get direct messages from us, over all groups."""
    rows = await tx.all("SELECT DISTINCT user_id FROM members WHERE user_id > 0 AND messages_closed_at IS NOT NULL")
    return [row["user_id"] for row in rows]


async def has_closed_messages(tx: Tx, user_id: int) -> bool:
    """Whether Discord refused the last direct message to them, for any group and however long ago."""
    sql = "SELECT 1 FROM members WHERE user_id = ? AND messages_closed_at IS NOT NULL LIMIT 1"
    return await tx.one(sql, user_id) is not None


CLOSED_FOR = timedelta(hours=1)
"""For how long closed direct messages are taken as closed without asking Discord again."""


async def reach(tx: Tx, group_id: int, user_id: int, kind: str) -> Reach:
    """Whether a direct message of that kind would reach them: closed means that Discord refused one within the last hour.

    Nobody stands behind a number below zero: who is expected, or deleted their data.
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
    """A record in the order of `_COLUMNS`."""
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
        *(int(on) for on in (switches.referrals, switches.steps, switches.thanks, switches.reminders, switches.digest)),
        member.sponsor_id,
        member.language,
        member.chosen_language,
        int(member.on_boards),
        *(maybe_micros(moment) for moment in (member.applied_at, member.joined_at, member.left_at, member.status_at)),
        member.returns_to.value if member.returns_to else None,
        *((maybe_micros(away.until), away_note, away.by) if away else (None, "", None)),
        member.partner_of,
        maybe_micros(member.welcomed_at),
        member.version,
    )


def _member(cipher: Cipher, row: Row) -> Member:
    """A record of what stands in the order of `_COLUMNS`."""
    # fmt: off
    (
        group_id, user_id, name, status, seat, business, offer, ideal_referral, contact, links,
        goals, wins, interests, circles, skills,
        shares_contact, dm_referrals, dm_steps, dm_thanks, dm_reminders, dm_digest,
        sponsor_id, language, chosen_language, on_boards, applied_at, joined_at, left_at, status_at, returns_to,
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
        Switches(bool(dm_referrals), bool(dm_steps), bool(dm_thanks), bool(dm_reminders), bool(dm_digest)),
        sponsor_id,
        language,
        chosen_language,
        bool(on_boards),
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
