"""Queries on allowances. A row is written with the act that it counts; a refused act rolls back and counts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import past_decisions, person_hashes
from bot.core.db.database import instant, maybe_instant, micros
from bot.core.declarations import DeclarationError, declared
from bot.core.limit import OFTEN_TO_ONE, TooOften, spent

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure
    from bot.core.limit import Limit

_FULL_AT = "SELECT full_at FROM allowances WHERE group_id = ? AND user_id = ? AND act = ?"


async def take(tx: Tx, group_id: int, user_id: int, act: str, other_id: int | None = None) -> None:
    """Count one act of the person, with `other_id` also among those that reach that person.

    Raises TooOften, and DeclarationError for an act that no feature declares.

    Of concurrent transactions one fails to serialise and is run again on PostgreSQL; SQLite has one writer.
    """
    limit = declared().limits.get(act)
    if limit is None:
        raise DeclarationError(f"No feature declares a limit for {act}.")
    await _save(tx, group_id, user_id, act, spent(limit, await _full_at(tx, group_id, user_id, limit), tx.now))
    if other_id is not None:
        await _take_for_one(tx, group_id, user_id, limit, other_id)


async def _take_for_one(tx: Tx, group_id: int, user_id: int, limit: Limit, other_id: int) -> None:
    # A keyed hash, so that nothing names the other where they delete their data; a new key only ends what is left of the hour.
    act = f"{limit.name}:{person_hashes.of(tx, group_id, other_id).hex()}"
    row = await tx.one(_FULL_AT, group_id, user_id, act)
    try:
        full_at = spent(limit.for_one, maybe_instant(row["full_at"]) if row else None, tx.now)
    except TooOften as refused:
        raise TooOften(refused.at, OFTEN_TO_ONE) from None
    await _save(tx, group_id, user_id, act, full_at)


async def _full_at(tx: Tx, group_id: int, user_id: int, limit: Limit) -> datetime | None:
    """When the allowance is whole; for one that outlasts a deletion also as it was before that."""
    row = await tx.one(_FULL_AT, group_id, user_id, limit.name)
    if row is None and limit.kept_as:
        return (await past_decisions.of(tx, group_id, user_id)).get(limit.kept_as)
    return maybe_instant(row["full_at"]) if row else None


async def _save(tx: Tx, group_id: int, user_id: int, act: str, full_at: datetime) -> None:
    await tx.run(
        "INSERT INTO allowances (group_id, user_id, act, full_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (group_id, user_id, act) DO UPDATE SET full_at = excluded.full_at",
        group_id,
        user_id,
        act,
        micros(full_at),
    )


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Keep the allowances that outlast a deletion, under a keyed hash. The caller deletes the person's rows."""
    for limit in declared().limits.values():
        # Else whoever applies, deletes their data and applies again would never come to the limit.
        row = await tx.one(_FULL_AT, gone.group_id, gone.user_id, limit.name) if limit.kept_as else None
        if row is not None:
            await past_decisions.keep(tx, gone.group_id, gone.user_id, limit.kept_as, instant(row["full_at"]))


async def prune(tx: Tx, group_id: int) -> None:
    """Delete the group's rows, and those of direct messages (group 0), whose allowance is whole again; only by a trusted clock."""
    if tx.clock_is_trusted:
        for limit in declared().limits.values():
            if limit.kept_as:
                await past_decisions.forget_until(tx, group_id, limit.kept_as, tx.now)
        # By a clock that is ahead, every allowance would be given back. What is counted in direct messages belongs to
        # no group, so each group's nightly run deletes it.
        await tx.run("DELETE FROM allowances WHERE group_id IN (?, 0) AND full_at <= ?", group_id, micros(tx.now))
