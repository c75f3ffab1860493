"""Queries on what fitted of referrals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.referrals.fit import model

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.referrals.fit.model import Fit
    from bot.referrals.model import Referral


async def get(tx: Tx, group_id: int, referral_id: int) -> frozenset[Fit] | None:
    """What the receiver of a referral said; None where they said nothing."""
    row = await tx.one("SELECT fitted FROM referral_fits WHERE group_id = ? AND referral_id = ?", group_id, referral_id)
    return None if row is None else _opened(tx, group_id, referral_id, row["fitted"])


async def keep(tx: Tx, referral: Referral, fitted: frozenset[Fit]) -> None:
    """Insert or replace an answer; the time stays that of the first."""
    await tx.run(
        "INSERT INTO referral_fits (group_id, referral_id, giver_id, receiver_id, fitted, told_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, referral_id) DO UPDATE SET fitted = excluded.fitted",
        referral.group_id,
        referral.id,
        referral.giver_id,
        referral.receiver_id,
        tx.cipher.seal_text("referral_fits", referral.group_id, referral.id, "fitted", model.written(fitted)),
        micros(tx.now),
    )


async def last(tx: Tx, group_id: int, receiver_id: int) -> list[frozenset[Fit]]:
    """The receiver's latest answers, at most LAST, without those about referrals that a moderator cancelled."""
    rows = await tx.all(
        "SELECT f.referral_id, f.fitted FROM referral_fits AS f JOIN referrals AS r ON r.id = f.referral_id"
        " WHERE f.group_id = ? AND f.receiver_id = ? AND r.state <> 'voided' ORDER BY f.told_at DESC, f.referral_id DESC LIMIT ?",
        group_id,
        receiver_id,
        model.LAST,
    )
    return [_opened(tx, group_id, row["referral_id"], row["fitted"]) for row in rows]


def _opened(tx: Tx, group_id: int, referral_id: int, sealed: str) -> frozenset[Fit]:
    return model.opened(tx.cipher.open("referral_fits", group_id, referral_id, "fitted", sealed))
