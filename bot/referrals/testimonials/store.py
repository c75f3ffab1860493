"""Queries on testimonials. One whose thanks were undone, or whose words were deleted, is as if it were not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import maybe_instant, micros
from bot.referrals.testimonials.model import NO_PIN, Pin

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.referrals.thanks.model import Thanks


async def get(tx: Tx, said: Thanks) -> Pin:
    """What is noted of these thanks."""
    row = await tx.one(
        "SELECT pinned_at, withheld_at FROM testimonials WHERE group_id = ? AND thanks_id = ?", said.group_id, said.id
    )
    return Pin(maybe_instant(row["pinned_at"]), maybe_instant(row["withheld_at"])) if row else NO_PIN


async def shown(tx: Tx, group_id: int, thanked_id: int) -> list[int]:
    """The ids of the thanks on a member's profile, the last pinned first."""
    rows = await tx.all(
        "SELECT p.thanks_id FROM testimonials AS p JOIN thanks AS t ON t.id = p.thanks_id"
        " WHERE p.group_id = ? AND p.thanked_id = ? AND p.pinned_at IS NOT NULL AND t.undone_at IS NULL AND t.message <> ''"
        " ORDER BY p.pinned_at DESC, p.thanks_id DESC",
        group_id,
        thanked_id,
    )
    return [row["thanks_id"] for row in rows]


async def pin(tx: Tx, said: Thanks) -> None:
    """Put thanks on the profile of the thanked member."""
    await tx.run(
        "INSERT INTO testimonials (group_id, thanks_id, author_id, thanked_id, pinned_at) VALUES (?, ?, ?, ?, ?)"
        # Of two transactions at once PostgreSQL has the second run again, where without the clause it would raise for the key.
        " ON CONFLICT (group_id, thanks_id) DO NOTHING",
        said.group_id,
        said.id,
        said.author_id,
        said.thanked_id,
        micros(tx.now),
    )


async def unpin(tx: Tx, said: Thanks) -> None:
    """Take thanks off the profile; they may be pinned again."""
    await tx.run(
        "DELETE FROM testimonials WHERE group_id = ? AND thanks_id = ? AND withheld_at IS NULL",
        said.group_id,
        said.id,
    )


async def withhold(tx: Tx, said: Thanks) -> None:
    """Take thanks off the profile for good, as their author asked."""
    await tx.run(
        "INSERT INTO testimonials (group_id, thanks_id, author_id, thanked_id, withheld_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, thanks_id) DO UPDATE SET pinned_at = NULL,"
        " withheld_at = COALESCE(testimonials.withheld_at, excluded.withheld_at)",
        said.group_id,
        said.id,
        said.author_id,
        said.thanked_id,
        micros(tx.now),
    )
