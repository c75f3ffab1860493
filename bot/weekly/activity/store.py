"""Queries on the course of a member's referrals, and a count of a group's quiet ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.referrals.model import LAPSES_AFTER, Party, State, Verb

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.calendar import Period
    from bot.core.db.database import Tx


async def count_won(tx: Tx, group_id: int, user_id: int, party: Party, period: Period | None = None) -> int:
    """The number of referrals in state WON that `user_id` gave or received, by `party`; with `period`, of those given in it.

    Those from linked groups are left out.
    """
    within, bounds = (" AND given_at >= ? AND given_at < ?", (micros(period.start), micros(period.end))) if period else ("", ())
    row = await tx.one(
        # WON implies waits = 0, which is the column before given_at in the index of that party. Those from linked groups, which are few, are
        # counted along a partial index of their own, so that neither count reads a row.
        f"SELECT COUNT(*) - (SELECT COUNT(*) FROM referrals WHERE group_id = ? AND {party.value}_id = ? AND state = ?{within}"
        f" AND giver_group_id IS NOT NULL) AS n FROM referrals WHERE group_id = ? AND {party.value}_id = ? AND waits = 0{within} AND state = ?",
        *(group_id, user_id, State.WON.value, *bounds),
        *(group_id, user_id, *bounds, State.WON.value),
    )
    assert row is not None
    return row["n"]


async def won_between(tx: Tx, group_id: int, period: Period) -> int:
    """How many of the group's referrals, those from linked groups apart, became a job in the period and are in that state still."""
    row = await tx.one(
        # DISTINCT: a job that was undone and reported again has two such moves.
        "SELECT COUNT(DISTINCT m.referral_id) AS n FROM referral_moves AS m JOIN referrals AS r ON r.id = m.referral_id"
        " WHERE m.group_id = ? AND m.verb = ? AND m.at >= ? AND m.at < ? AND r.state = ? AND r.giver_group_id IS NULL",
        group_id,
        Verb.WON.value,
        micros(period.start),
        micros(period.end),
        State.WON.value,
    )
    assert row is not None
    return row["n"]


async def times_taken(tx: Tx, group_id: int, receiver_id: int, since: datetime) -> tuple[list[int], list[int]]:
    """For referrals received since `since`, the microseconds to the first contact (or the job), and to the job; linked groups apart.

    The correlated subquery with ORDER BY ... LIMIT 1 reads the moves of one referral by their index; a join with GROUP BY reads
    all moves of the group.
    """
    first = (
        "(SELECT m.at FROM referral_moves AS m WHERE m.group_id = r.group_id AND m.referral_id = r.id AND m.verb IN ({})"
        " ORDER BY m.group_id, m.referral_id, m.id LIMIT 1) - r.given_at"
    )
    rows = await tx.all(
        f"SELECT {first.format('?, ?')} AS to_contact, {first.format('?')} AS to_close"
        # `waits IN (0, 1)` is always true: it names every column of referrals_by_receiver before given_at, so that the range uses
        # it.
        " FROM referrals AS r WHERE r.group_id = ? AND r.receiver_id = ? AND r.waits IN (0, 1) AND r.given_at >= ?"
        # The few from linked groups by their own index: that of all others does not hold the giver's group.
        " AND r.id NOT IN (SELECT l.id FROM referrals AS l"
        " WHERE l.group_id = ? AND l.receiver_id = ? AND l.giver_group_id IS NOT NULL)",
        Verb.CONTACTED.value,
        Verb.WON.value,
        Verb.WON.value,
        group_id,
        receiver_id,
        micros(since),
        group_id,
        receiver_id,
    )
    return [contact for contact, _ in rows if contact is not None], [close for _, close in rows if close is not None]


async def count_quiet(tx: Tx, group_id: int, before: datetime) -> int:
    """How many of the group's referrals wait for their receiver and have not changed since `before`, but would not have lapsed yet.

    Those from linked groups are counted: their receivers are this group's, and nobody else sees to them.

    One that waited when its client was erased, or would wait again, counts as if it did, until it would have lapsed: the number must not
    show that the erasure found anybody.
    """
    lapses = micros(tx.now - LAPSES_AFTER)
    waiting = await tx.one(
        "SELECT COUNT(*) AS n FROM referrals WHERE group_id = ? AND waits = 1 AND wiped_at IS NULL AND changed_at < ?"
        " AND changed_at > ?",
        group_id,
        micros(before),
        lapses,
    )
    changed = (
        "COALESCE((SELECT MAX(p.at) FROM referral_moves AS p"
        " WHERE p.group_id = m.group_id AND p.referral_id = m.referral_id AND p.id < m.id), r.given_at)"
    )
    erased = await tx.one(
        "SELECT COUNT(*) AS n FROM referral_moves AS m JOIN referrals AS r ON r.id = m.referral_id"
        f" WHERE m.group_id = ? AND m.verb = ? AND m.at > ? AND r.state = ? AND {changed} > ? AND {changed} < ?",
        group_id,
        Verb.FORGET.value,
        lapses,
        State.NO_FIT.value,
        lapses,
        micros(before),
    )
    # A job whose thanks were cancelled after its client had been erased: it would wait again.
    reopened = await tx.one(
        "SELECT COUNT(*) AS n FROM referral_moves AS m JOIN referrals AS r ON r.id = m.referral_id"
        " WHERE m.group_id = ? AND m.verb = ? AND r.state = ? AND r.wiped_at IS NOT NULL AND m.at = r.changed_at AND m.at > ? AND m.at < ?",
        group_id,
        Verb.NOT_WON.value,
        State.NO_FIT.value,
        lapses,
        micros(before),
    )
    assert waiting is not None
    assert erased is not None
    assert reopened is not None
    return waiting["n"] + erased["n"] + reopened["n"]
