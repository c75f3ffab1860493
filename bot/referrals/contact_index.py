"""The prints of clients' contacts: keyed hashes by which one finds a client again, or has them forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.db.database import instant, micros
from bot.core.text import contact_keys
from bot.referrals.model import NOT_COUNTED, Kind, State

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx


def prints(tx: Tx, group_id: int, contact: str) -> list[bytes]:
    """One for each way in which the contact reaches somebody."""
    return [tx.cipher.fingerprint(group_id, each) for each in sorted(contact_keys(contact))]


async def keep_prints(tx: Tx, group_id: int, referral_id: int, contact: str) -> None:
    """Let the referral be found by this contact, and by no other."""
    await tx.run("DELETE FROM contact_prints WHERE group_id = ? AND referral_id = ?", group_id, referral_id)
    await add_prints(tx, group_id, referral_id, contact)


async def add_prints(tx: Tx, group_id: int, referral_id: int, contact: str) -> None:
    """Let a new referral be found by its contact."""
    for each in prints(tx, group_id, contact):
        await tx.run("INSERT INTO contact_prints (group_id, print, referral_id) VALUES (?, ?, ?)", group_id, each, referral_id)


async def with_contact(tx: Tx, group_id: int, contact: str) -> list[int]:
    """The group's referrals whose client is reached by any part of this contact, oldest first."""
    wanted = prints(tx, group_id, contact)
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(f"SELECT referral_id FROM contact_prints WHERE group_id = ? AND print IN ({places})", group_id, *wanted)
    return sorted({row["referral_id"] for row in rows})  # an ORDER BY would walk all the prints of the group instead


@dataclass(frozen=True, slots=True)
class Sent:
    """A referral by which a client came to somebody: no more of it than is needed to compare."""

    id: int
    number: int
    giver_id: int
    given_at: datetime
    state: State
    kind: Kind

    @property
    def label(self) -> str:
        return f"R-{self.number}"

    @property
    def counts(self) -> bool:
        """As `Referral.counts`."""
        return self.kind is not Kind.LEAD and self.state not in NOT_COUNTED


async def sent_to(tx: Tx, group_id: int, receiver_id: int, contact: str) -> list[Sent]:
    """What brought a client whom any part of this contact reaches to the receiver, oldest first."""
    wanted = prints(tx, group_id, contact)
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(
        "SELECT DISTINCT r.id, r.number, r.giver_id, r.given_at, r.state, r.kind FROM contact_prints AS p JOIN referrals AS r"
        f" ON r.group_id = p.group_id AND r.id = p.referral_id WHERE p.group_id = ? AND p.print IN ({places})"
        " AND r.receiver_id = ? ORDER BY r.id",
        group_id,
        *wanted,
        receiver_id,
    )
    return [
        Sent(row["id"], row["number"], row["giver_id"], instant(row["given_at"]), State(row["state"]), Kind(row["kind"]))
        for row in rows
    ]


async def remember_forgotten(tx: Tx, group_id: int, contact: str, user_id: int) -> None:
    """Note who asked to be forgotten, so that a restored backup forgets them again: in the referrals of `user_id`, 0 for all."""
    for each in prints(tx, group_id, contact):
        await tx.run(
            "INSERT INTO forgotten (group_id, print, user_id, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (group_id, print, user_id) DO UPDATE SET at = excluded.at",
            group_id,
            each,
            user_id,
            micros(tx.now),
        )


async def wipe(tx: Tx, group_id: int, referral_id: int) -> None:
    """Take everything of the client out of one referral: name, need, contact, reasons; the receiver's own label stays."""
    await tx.run(
        "UPDATE referrals SET prospect = NULL, contact = NULL, need = NULL, wiped_at = ?, version = version + 1"
        " WHERE group_id = ? AND id = ? AND wiped_at IS NULL",
        micros(tx.now),
        group_id,
        referral_id,
    )
    await tx.run("UPDATE referral_moves SET reason = NULL WHERE group_id = ? AND referral_id = ?", group_id, referral_id)
    await tx.run("DELETE FROM contact_prints WHERE group_id = ? AND referral_id = ?", group_id, referral_id)
    await tx.run("DELETE FROM reminders WHERE group_id = ? AND referral_id = ?", group_id, referral_id)


async def ended_before(tx: Tx, group_id: int, before: datetime, limit: int) -> list[int]:
    """Some of the referrals that ended by then and still hold their client, the oldest first."""
    return await _unchanged(tx, group_id, 0, before, limit)


async def quiet_since(tx: Tx, group_id: int, before: datetime, limit: int) -> list[int]:
    """Some of the referrals that are under way and have not moved since then, the oldest first."""
    return await _unchanged(tx, group_id, 1, before, limit)


async def _unchanged(tx: Tx, group_id: int, waits: int, before: datetime, limit: int) -> list[int]:
    rows = await tx.all(
        "SELECT id FROM referrals WHERE group_id = ? AND waits = ? AND wiped_at IS NULL AND changed_at <= ?"
        " ORDER BY changed_at, id LIMIT ?",
        group_id,
        waits,
        micros(before),
        limit,
    )
    return [row["id"] for row in rows]
