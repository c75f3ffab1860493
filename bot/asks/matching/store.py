"""Queries on the vectors of texts."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from bot.asks.matching.model import PROFILE
from bot.membership.members.model import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.db.database import Tx
    from bot.core.db.encryption import Cipher

SEALED = ("vector",)
_DIGEST_BYTES = 8


class Written(NamedTuple):
    """A text that a member wrote; `record_id` is the member's id for a profile, else the id of the record that has the text."""

    record_id: int
    user_id: int
    text: str

    @property
    def digest(self) -> str:
        """Tells the text from others, in hexadecimal digits; it is stored sealed only."""
        return hashlib.blake2b(self.text.encode(errors="surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()


class SealedVectors(Struct, frozen=True):
    """Vectors of a group's texts of one kind as the store has them: (record id, sealed vector)."""

    cipher: Cipher
    group_id: int
    rows: tuple[tuple[int, bytes], ...]

    def opened(self, written: Sequence[Written]) -> Mapping[int, bytes]:
        """{record id: vector} of those that were made of just these texts. Opening one takes about 10 µs."""
        digests = {each.record_id: each.digest for each in written}
        found: dict[int, bytes] = {}
        for record_id, sealed in self.rows:
            digest, _, vector = self.cipher.open("text_vectors", self.group_id, record_id, "vector", sealed).partition(":")
            if digests.get(record_id) == digest:
                found[record_id] = base64.b64decode(vector)
        return found


async def between(tx: Tx, group_id: int, kind: str, first: int, last: int, model: str) -> SealedVectors:
    """Read the vectors of one model whose record's id is in a range."""
    rows = await tx.all(
        "SELECT record_id, model, vector FROM text_vectors WHERE group_id = ? AND kind = ? AND record_id BETWEEN ? AND ?",
        group_id,
        kind,
        first,
        last,
    )
    found = tuple((record_id, vector) for record_id, made_by, vector in rows if made_by == model)
    return SealedVectors(tx.cipher, group_id, found)


async def of(tx: Tx, group_id: int, kind: str, record_ids: Sequence[int], model: str) -> SealedVectors:
    """Read the vectors of one model of these records."""
    rows = await tx.all(
        "SELECT record_id, model, vector FROM text_vectors WHERE group_id = ? AND kind = ?"
        f" AND record_id IN ({', '.join('?' * len(record_ids))})",
        group_id,
        kind,
        *record_ids,
    )
    found = tuple((record_id, vector) for record_id, made_by, vector in rows if made_by == model)
    return SealedVectors(tx.cipher, group_id, found)


async def keep(tx: Tx, group_id: int, kind: str, model: str, made: Sequence[tuple[Written, bytes]]) -> None:
    """Store vectors, but of no one who left the roll since their text was read, and of profiles only while they are active."""
    if not made:
        return
    present = await _present(tx, group_id, {written.user_id for written, _ in made}, active=kind == PROFILE)
    for written, vector in made:
        if written.user_id in present:
            text = f"{written.digest}:{base64.b64encode(vector).decode()}"
            await tx.run(
                "INSERT INTO text_vectors (group_id, kind, record_id, user_id, model, vector) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (group_id, kind, record_id) DO UPDATE"
                " SET user_id = excluded.user_id, model = excluded.model, vector = excluded.vector",
                group_id,
                kind,
                written.record_id,
                written.user_id,
                model,
                tx.cipher.seal("text_vectors", group_id, written.record_id, "vector", text),
            )


async def _present(tx: Tx, group_id: int, user_ids: set[int], *, active: bool) -> set[int]:
    """Those of the people who are on the roll, or only the active ones; ids below zero stand for erased people, of whom nothing is stored."""
    places = ", ".join("?" * len(user_ids))
    rows = await tx.all(
        f"SELECT user_id, status FROM members WHERE group_id = ? AND user_id IN ({places})", group_id, *sorted(user_ids)
    )
    return {user_id for user_id, status in rows if user_id > 0 and (not active or status == Status.ACTIVE.value)}


async def forget_profile(tx: Tx, group_id: int, user_id: int) -> None:
    """Delete the vector of somebody's profile."""
    if await tx.run("DELETE FROM text_vectors WHERE group_id = ? AND kind = ? AND record_id = ?", group_id, PROFILE, user_id):
        tx.erases()
