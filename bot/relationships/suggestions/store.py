"""Queries on whom a member may meet next: one for one member; what pairs have in common is kept nowhere."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from bot.core.db.database import instant, literals, micros
from bot.core.lookalikes import told_apart
from bot.membership.members.model import Listed
from bot.membership.members.roll import SealedTexts
from bot.relationships.suggestions.model import NEW_FOR, SHORTLIST, Candidate
from bot.relationships.touches.model import TALKS

if TYPE_CHECKING:
    from bot.core.db.database import Tx

_KINDS = literals(TALKS)
_TALKED = (
    "(SELECT other, COALESCE(MAX(CASE kind WHEN 'known' THEN NULL ELSE day END), MAX(day)) AS day, MIN(CASE kind WHEN 'known' THEN 1 ELSE 0 END) AS known FROM ("
    "SELECT high_id AS other, kind, day FROM touches"
    f" WHERE group_id = ? AND low_id = ? AND low_noted_at IS NOT NULL AND kind IN ({_KINDS})"
    " UNION ALL SELECT low_id, kind, day FROM touches"
    f" WHERE group_id = ? AND high_id = ? AND high_noted_at IS NOT NULL AND kind IN ({_KINDS})"
    ") AS noted GROUP BY other)"
)
"""The last talk with each other member that the asker noted, else the day on which they noted that they know them. Parameters: group, asker, group, asker."""
_SUGGESTED = (
    "m.group_id = ? AND m.status = 'active' AND m.user_id <> ?"
    " AND NOT EXISTS (SELECT 1 FROM suggest_others AS mine WHERE mine.group_id = ? AND mine.user_id = ? AND mine.other_id = m.user_id)"
    " AND NOT EXISTS (SELECT 1 FROM suggest_others AS theirs WHERE theirs.group_id = ? AND theirs.other_id = ? AND theirs.user_id = m.user_id)"
    " AND NOT EXISTS (SELECT 1 FROM muted_senders AS muted WHERE muted.group_id = ? AND muted.user_id = ? AND muted.sender_id = m.user_id)"
)
"""Whoever is active, on neither's list *Suggest others*, and not muted by the asker. Parameters: group and asker, four times."""
_TURN = "(m.user_id / 4194304 % 997 * ?) % 997"
"""The order of members who are alike in all else, another one for each parameter from 1 to 996. From bit 22 on an id is a time
(https://docs.discord.com/developers/reference#snowflakes); few ids differ in the bits below.
"""
_ORDER = "ORDER BY c.met, c.day, COALESCE(c.joined_at, 0) DESC, c.turn, c.user_id"
_TEXTS = "'' AS business, m.offer, m.ideal_referral, m.skills"
"""The columns of `roll.SealedTexts`, in their order, without the business: names are no reason to meet, and decrypting takes 8 µs each."""


async def candidates(tx: Tx, group_id: int, user_id: int, turn: int) -> tuple[list[Candidate], SealedTexts]:
    """The first SHORTLIST members whom `user_id` may be suggested, in the order of `model.chosen` as far as that is known here; and their texts.

    One statement, the same one whoever is left out.
    """
    new = micros(tx.now - NEW_FOR)
    rows = await tx.all(
        f"SELECT m.user_id, c.joined_at, c.day, c.known, m.name, m.seat, {_TEXTS} FROM ("
        "SELECT m.user_id, CASE WHEN m.joined_at >= ? THEN m.joined_at END AS joined_at, talked.day, talked.known,"
        f" CASE WHEN talked.day IS NULL THEN 0 ELSE 1 END AS met, {_TURN} AS turn"
        f" FROM members AS m LEFT JOIN {_TALKED} AS talked ON talked.other = m.user_id WHERE {_SUGGESTED}"
        " ORDER BY met, talked.day, CASE WHEN m.joined_at >= ? THEN m.joined_at ELSE 0 END DESC, turn, m.user_id LIMIT ?) AS c"
        f" JOIN members AS m ON m.group_id = ? AND m.user_id = c.user_id {_ORDER}",
        new,
        turn,
        *(group_id, user_id) * 2,
        *(group_id, user_id) * 4,
        new,
        SHORTLIST,
        group_id,
    )
    found: list[Candidate] = []
    texts: list[tuple[Any, ...]] = []
    for member_id, joined_at, day, known, *said in rows:
        joined = None if joined_at is None else instant(joined_at)
        found.append(Candidate(member_id, None if day is None else date.fromisoformat(day), bool(known), joined))
        texts.append((member_id, *said))
    return found, SealedTexts(tx.cipher, group_id, tuple(texts), None)


async def leave_out(tx: Tx, group_id: int, user_id: int, other_id: int) -> None:
    """Put `other_id` on the list of `user_id`; who is on it stays since then."""
    await tx.run(
        "INSERT INTO suggest_others (group_id, user_id, other_id, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (group_id, user_id, other_id) DO NOTHING",
        group_id,
        user_id,
        other_id,
        micros(tx.now),
    )


async def take_back(tx: Tx, group_id: int, user_id: int, other_id: int) -> None:
    """Take `other_id` off the list of `user_id`; without a row nothing happens."""
    await tx.run("DELETE FROM suggest_others WHERE group_id = ? AND user_id = ? AND other_id = ?", group_id, user_id, other_id)


async def left_out(tx: Tx, group_id: int, user_id: int, limit: int) -> dict[int, str]:
    """The names of those on the list of `user_id`, by their ids, the last first, up to `limit`."""
    rows = await tx.all(
        "SELECT m.user_id, m.name, m.seat FROM suggest_others AS o JOIN members AS m ON m.group_id = o.group_id AND m.user_id = o.other_id"
        " WHERE o.group_id = ? AND o.user_id = ? ORDER BY o.at DESC, o.other_id LIMIT ?",
        group_id,
        user_id,
        limit,
    )
    return told_apart(map(tuple, rows))


async def to_practise(tx: Tx, group_id: int, user_id: int, turn: int) -> tuple[Listed, str] | None:
    """The member whom `user_id` should learn about next, of those who said whom they look for; and that.

    Not asked yet first, then the longest ago; among them those with whom no talk is noted, then the newest.
    """
    row = await tx.one(
        "SELECT m.user_id, m.name, m.seat, m.ideal_referral FROM members AS m"
        f" LEFT JOIN {_TALKED} AS talked ON talked.other = m.user_id"
        " LEFT JOIN practice_days AS p ON p.group_id = ? AND p.user_id = ? AND p.other_id = m.user_id"
        f" WHERE {_SUGGESTED} AND m.ideal_referral <> ''"
        " ORDER BY CASE WHEN p.day IS NULL THEN 0 ELSE 1 END, p.day, CASE WHEN talked.day IS NULL THEN 0 ELSE 1 END, talked.day,"
        f" COALESCE(m.joined_at, 0) DESC, {_TURN}, m.user_id LIMIT 1",
        *(group_id, user_id) * 2,
        *(group_id, user_id),
        *(group_id, user_id) * 4,
        turn,
    )
    if row is None:
        return None
    *member, sealed = row
    return Listed._make(member), tx.cipher.open("members", group_id, row["user_id"], "ideal_referral", sealed)


async def to_guess(tx: Tx, group_id: int, user_id: int, right_id: int, turn: int, limit: int) -> list[Listed]:
    """Up to `limit` members among whom `user_id` looks for the right one, without that one."""
    rows = await tx.all(
        f"SELECT m.user_id, m.name, m.seat FROM members AS m WHERE {_SUGGESTED} AND m.user_id <> ? ORDER BY {_TURN}, m.user_id LIMIT ?",
        *(group_id, user_id) * 4,
        right_id,
        turn,
        limit,
    )
    return list(map(Listed._make, rows))


async def practised(tx: Tx, group_id: int, user_id: int, other_id: int, day: date) -> None:
    """Write that `user_id` was asked about `other_id` on `day`, in the place of the day before."""
    await tx.run(
        "INSERT INTO practice_days (group_id, user_id, other_id, day) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (group_id, user_id, other_id) DO UPDATE SET day = excluded.day",
        group_id,
        user_id,
        other_id,
        day.isoformat(),
    )
