"""An index of clients' contacts: keyed hashes by which a client is found again, and erased on request.

Each hash is stored with its scheme (`contact_schemes`) and the id of its key. A search hashes what it looks for by every scheme.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.db.database import instant, micros
from bot.core.db.errors import StoreError
from bot.groups import region
from bot.referrals import contact_schemes
from bot.referrals.contact_schemes import CURRENT
from bot.referrals.model import NOT_COUNTED, Kind, State

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx

log = logging.getLogger(__name__)


async def keep_prints(tx: Tx, group_id: int, referral_id: int, contact: str) -> None:
    """Index the referral by this contact, and by no other."""
    await tx.run("DELETE FROM contact_prints WHERE group_id = ? AND referral_id = ?", group_id, referral_id)
    await add_prints(tx, group_id, referral_id, contact, await region.of(tx, group_id))


async def add_prints(tx: Tx, group_id: int, referral_id: int, contact: str, region: str) -> None:
    """Index a new referral by its contact: a hash for each way in which it reaches somebody. `region` is the group's."""
    for each in contact_schemes.stored(tx.cipher, group_id, contact, region):
        await tx.run(
            "INSERT INTO contact_prints (group_id, print, referral_id, scheme, key_id) VALUES (?, ?, ?, ?, ?)",
            group_id,
            each.digest,
            referral_id,
            each.scheme,
            tx.cipher.key_id,
        )


async def outdated(tx: Tx, after: tuple[int, int], limit: int) -> list[tuple[int, int]]:
    """Some of the referrals (group, id) whose hashes are of an older scheme or a former key, in order, after that one."""
    rows = await tx.all(
        "SELECT DISTINCT group_id, referral_id FROM contact_prints WHERE (group_id, referral_id) > (?, ?)"
        " AND (scheme < 3 OR key_id IS NULL OR key_id <> ?) ORDER BY group_id, referral_id LIMIT ?",
        *after,
        tx.cipher.key_id,
        limit,
    )
    return [(row["group_id"], row["referral_id"]) for row in rows]


async def hash_again(tx: Tx, group_id: int, referral_id: int) -> bool:
    """Index a referral by its sealed contact in the current scheme; False where the contact can't be opened."""
    row = await tx.one("SELECT number, contact FROM referrals WHERE group_id = ? AND id = ?", group_id, referral_id)
    assert row is not None, "hashes refer to their referral"
    try:
        contact = tx.cipher.open("referrals", group_id, row["number"], "contact", row["contact"])
    except StoreError as problem:
        log.warning("A client's contact keeps its old hashes: %s", problem)
        return False
    await keep_prints(tx, group_id, referral_id, contact)
    return True


async def hash_group_again(tx: Tx, group_id: int) -> None:
    """The same for all of a group: a process of an earlier version, which ends while this one starts, may have added some."""
    # The scheme is a literal, as in the condition of the partial index `contact_prints_outdated`.
    rows = await tx.all("SELECT DISTINCT referral_id FROM contact_prints WHERE group_id = ? AND scheme < 3", group_id)
    for row in rows:
        await hash_again(tx, group_id, row["referral_id"])


async def hash_in_another_region(tx: Tx, group_id: int) -> None:
    """Index all of a group's clients anew: their numbers without a country are of another region now."""
    rows = await tx.all("SELECT DISTINCT referral_id FROM contact_prints WHERE group_id = ? AND referral_id > 0", group_id)
    for row in rows:
        await hash_again(tx, group_id, row["referral_id"])
        await tx.breathe()


async def name_key_of_tombstones(tx: Tx, key_id: bytes) -> None:
    """Enter the id of the key into tombstones of before schema 7: a store had one key, so it is this one."""
    await tx.run("UPDATE forgotten SET key_id = ? WHERE group_id > 0 AND key_id IS NULL", key_id)


async def with_contact(tx: Tx, group_id: int, contact: str, written_in: str | None = None) -> list[int]:
    """The group's referrals whose client is reached by any part of this contact, oldest first.

    `written_in` is the region where a contact from another group was written.
    """
    place = await region.of(tx, group_id) if written_in is None else written_in
    wanted = contact_schemes.wanted_digests(tx.cipher, group_id, contact, place)
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(f"SELECT referral_id FROM contact_prints WHERE group_id = ? AND print IN ({places})", group_id, *wanted)
    # Sorted here: with ORDER BY SQLite would read all hashes of the group, instead of using the index on `print`.
    return sorted({row["referral_id"] for row in rows})


class Sent(Struct, frozen=True):
    """A referral by which a client came to somebody: no more of it than is needed to compare. `client` is for its two alone."""

    id: int
    number: int
    giver_id: int
    given_at: datetime
    state: State
    kind: Kind
    client: str

    @property
    def label(self) -> str:
        """The number that people see, such as R-42."""
        return f"R-{self.number}"

    @property
    def counts(self) -> bool:
        """As `Referral.counts`."""
        return self.kind is not Kind.LEAD and self.state not in NOT_COUNTED


async def sent_to(tx: Tx, group_id: int, receiver_id: int, contact: str, region: str) -> list[Sent]:
    """The referrals to the receiver whose client any part of this contact reaches, oldest first. `region` is the group's."""
    wanted = contact_schemes.wanted_digests(tx.cipher, group_id, contact, region)
    places = ", ".join("?" * len(wanted))
    rows = await tx.all(
        # DISTINCT: a contact has a hash for each way to reach it, and several may match.
        "SELECT DISTINCT r.id, r.number, r.giver_id, r.given_at, r.state, r.kind, r.prospect FROM contact_prints AS p"
        f" JOIN referrals AS r ON r.group_id = p.group_id AND r.id = p.referral_id WHERE p.group_id = ? AND p.print IN ({places})"
        " AND r.receiver_id = ? ORDER BY r.id",
        group_id,
        *wanted,
        receiver_id,
    )
    return [
        Sent(
            row["id"],
            row["number"],
            row["giver_id"],
            instant(row["given_at"]),
            State(row["state"]),
            Kind(row["kind"]),
            tx.cipher.open("referrals", group_id, row["number"], "prospect", row["prospect"]),
        )
        for row in rows
    ]


async def remember_forgotten(tx: Tx, group_id: int, contact: str, user_id: int) -> None:
    """Leave tombstones of an erased client, by which a restored backup erases them again: in the referrals of `user_id`, 0 for all.

    They hold what finds the contact in the current scheme; whoever matches them hashes the contacts of the backup by that.
    """
    found = contact_schemes.wanted(tx.cipher, group_id, contact, await region.of(tx, group_id))
    for each in found:
        if each.scheme == CURRENT:
            await tx.run(
                "INSERT INTO forgotten (group_id, print, user_id, at, scheme, key_id) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (group_id, print, user_id) DO UPDATE SET at = excluded.at",
                group_id,
                each.digest,
                user_id,
                micros(tx.now),
                each.scheme,
                tx.cipher.key_id,
            )


async def wipe(tx: Tx, group_id: int, referral_id: int) -> None:
    """Delete everything of the client from one referral: name, need, contact, reasons. The receiver's own label stays."""
    tx.erases()
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
