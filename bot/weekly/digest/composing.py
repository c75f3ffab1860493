"""Composes the weekly digest from the features' sections: outside of the writing transaction, which would hold up everybody's acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.declarations import declared
from bot.weekly.digest.model import in_messages

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Database, Tx
    from bot.core.digest_block import Block
    from bot.groups.model import Group
    from bot.weekly.digest.model import Digest, Measure


async def compose(database: Database, group: Group, span: Period, measure: Measure) -> list[Digest]:
    """Compose the digest of a period, in as many messages as its thanks need beside the other blocks, as `measure` finds them.

    On SQLite the writing transaction comes after those that began before it, so that all that was done before the period's end is read.
    """
    await database.write(lambda tx: _close(tx, group))
    found = await database.read(lambda tx: _at_once(tx, group, span))
    for each in declared().blocks.values():
        if each.gather is not None:
            found[each.kind] = await each.gather(database, group, span, found)
    blocks = [block for kind in declared().blocks if (block := found[kind]) is not None]
    return in_messages(span, blocks, len(group.language.tags), lambda block: measure(group, span, block))


async def _close(tx: Tx, group: Group) -> None:
    for each in declared().blocks.values():
        if each.close is not None:
            await each.close(tx, group)


async def _at_once(tx: Tx, group: Group, span: Period) -> dict[str, Block | None]:
    """The sections that one transaction reads, so that their numbers agree."""
    blocks = declared().blocks.values()
    return {each.kind: await each.compose(tx, group, span) for each in blocks if each.compose is not None}
