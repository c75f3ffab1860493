"""Queries on allowances. A row is written with the act that it counts; a refused act rolls back and counts nothing."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from bot.core import past_decisions, person_hashes
from bot.core.db.database import instant, micros
from bot.core.declarations import DeclarationError, declared
from bot.core.limit import OFTEN, OFTEN_TO_ONE, spent

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure

_FULL_AT = "SELECT act, full_at FROM allowances WHERE group_id = ? AND user_id = ? AND act IN ({})"


async def take(tx: Tx, group_id: int, user_id: int, act: str, other_id: int | None = None) -> None:
    """Count one act of the person, with `other_id` also among those that reach that person.

    Raises TooOften, and DeclarationError for an act that no feature declares.

    Of concurrent transactions one fails to serialise and is run again on PostgreSQL; SQLite has one writer.
    """
    limit = declared().limits.get(act)
    if limit is None:
        raise DeclarationError(f"No feature declares a limit for {act}.")
    counted = [(limit.name, limit, OFTEN)]
    if other_id is not None:
        # A keyed hash, so that nothing names the other where they delete their data; a new key only ends what is left of the hour.
        counted.append((f"{limit.name}:{person_hashes.of(tx, group_id, other_id).hex()}", limit.for_one, OFTEN_TO_ONE))
    before = await _full_at(tx, group_id, user_id, *(name for name, _, _ in counted))
    if limit.kept_as and limit.name not in before:  # it outlasts a deletion
        kept = (await past_decisions.of(tx, group_id, user_id)).get(limit.kept_as)
        if kept is not None:
            before[limit.name] = kept
    values = [
        (group_id, user_id, name, micros(spent(each, before.get(name), tx.now, sentence))) for name, each, sentence in counted
    ]
    await tx.run(
        f"INSERT INTO allowances (group_id, user_id, act, full_at) VALUES {', '.join(['(?, ?, ?, ?)'] * len(values))}"
        " ON CONFLICT (group_id, user_id, act) DO UPDATE SET full_at = excluded.full_at",
        *chain.from_iterable(values),
    )


async def _full_at(tx: Tx, group_id: int, user_id: int, *acts: str) -> dict[str, datetime]:
    """By act when its allowance is whole, where the person used it."""
    rows = await tx.all(_FULL_AT.format(", ".join("?" * len(acts))), group_id, user_id, *acts)
    return {act: instant(full_at) for act, full_at in rows}


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Keep the allowances that outlast a deletion, under a keyed hash. The caller deletes the person's rows."""
    for limit in declared().limits.values():
        # Else whoever applies, deletes their data and applies again would never come to the limit.
        found = await _full_at(tx, gone.group_id, gone.user_id, limit.name) if limit.kept_as else {}
        for full_at in found.values():
            await past_decisions.keep(tx, gone.group_id, gone.user_id, limit.kept_as, full_at)


async def prune(tx: Tx, group_id: int) -> None:
    """Delete the group's rows, and those of direct messages (group 0), whose allowance is whole again; only by a trusted clock."""
    if tx.clock_is_trusted:
        for limit in declared().limits.values():
            if limit.kept_as:
                await past_decisions.forget_until(tx, group_id, limit.kept_as, tx.now)
        # By a clock that is ahead, every allowance would be given back. What is counted in direct messages belongs to
        # no group, so each group's nightly run deletes it.
        await tx.run("DELETE FROM allowances WHERE group_id IN (?, 0) AND full_at <= ?", group_id, micros(tx.now))
