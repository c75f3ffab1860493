"""Queries on claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.membership.claims.model import Claim

if TYPE_CHECKING:
    from bot.core.db.database import Row, Tx

_COLUMNS = "group_id, user_id, expected_id, name, expected_name, language, accepted, decided_by"


async def add(tx: Tx, claim: Claim) -> None:
    """Insert an undecided claim, made now."""
    await tx.run(
        "INSERT INTO claims (group_id, user_id, expected_id, name, expected_name, language, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        claim.group_id,
        claim.user_id,
        claim.expected_id,
        claim.name,
        claim.expected_name,
        claim.language,
        micros(tx.now),
    )


async def get(tx: Tx, group_id: int, user_id: int, expected_id: int) -> Claim | None:
    """Read the claim of `user_id` on `expected_id`, a negative id; None where there is none."""
    row = await tx.one(
        f"SELECT {_COLUMNS} FROM claims WHERE group_id = ? AND user_id = ? AND expected_id = ?", group_id, user_id, expected_id
    )
    return _claim(row) if row else None


async def of(tx: Tx, group_id: int, user_id: int) -> list[Claim]:
    """Read all claims of a person, decided or not, oldest first."""
    rows = await tx.all(f"SELECT {_COLUMNS} FROM claims WHERE group_id = ? AND user_id = ? ORDER BY at", group_id, user_id)
    return [_claim(row) for row in rows]


async def decide(tx: Tx, claim: Claim, moderator_id: int, *, accept: bool) -> bool:
    """Store the decision; False where it was decided before, as by a concurrent transaction."""
    return bool(
        await tx.run(
            "UPDATE claims SET accepted = ?, decided_by = ?, decided_at = ?"
            # The condition on decided_at lets one of two concurrent decisions through: the other updates no row.
            " WHERE group_id = ? AND user_id = ? AND expected_id = ? AND decided_at IS NULL",
            int(accept),
            moderator_id,
            micros(tx.now),
            claim.group_id,
            claim.user_id,
            claim.expected_id,
        )
    )


async def became(tx: Tx, group_id: int, expected_id: int, user_id: int) -> None:
    """Replace the expected member's id by the member's in other members' rows."""
    for column in ("partner_of", "sponsor_id"):
        await tx.run(f"UPDATE members SET {column} = ? WHERE group_id = ? AND {column} = ?", user_id, group_id, expected_id)


def _claim(row: Row) -> Claim:
    return Claim(
        group_id=row["group_id"],
        user_id=row["user_id"],
        expected_id=row["expected_id"],
        name=row["name"],
        expected_name=row["expected_name"],
        language=row["language"],
        accepted=None if row["accepted"] is None else bool(row["accepted"]),
        decided_by=row["decided_by"],
    )
