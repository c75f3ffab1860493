"""Queries on what a group knows: its questions, their answers and its tips, as the store has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from bot.asks.matching.model import Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Tx
    from bot.core.db.encryption import Cipher


class SealedKnowledge(Struct, frozen=True):
    """The newest texts of a group. `helped` has (need id, helper's id) of each answer or tip that helped somebody."""

    cipher: Cipher
    group_id: int
    needs: Sequence[tuple[Any, ...]]
    answers: Sequence[tuple[Any, ...]]
    helped: frozenset[tuple[int, int]]

    def opened(self) -> list[Entry]:
        """Decrypt them, the newest first: about 20 µs each."""
        answered = {need_id for need_id, _ in self.helped}
        found: list[tuple[int, Entry]] = []
        for need_id, number, author_id, kind, title, text, posted_at in self.needs:
            said = "\n".join(
                each for each in (self._of_need(number, "title", title), self._of_need(number, "text", text)) if each
            )
            found.append((posted_at, Entry(need_id, EntryKind(kind), said, author_id, is_helped=need_id in answered)))
        for offer_id, need_id, user_id, sealed, changed_at in self.answers:
            said = self.cipher.open("offers", self.group_id, need_id, "text", sealed)
            helped = (need_id, user_id) in self.helped
            found.append((changed_at, Entry(offer_id, EntryKind.ANSWER, said, user_id, is_helped=helped)))
        return [entry for _, entry in sorted(found, key=lambda each: each[0], reverse=True)]

    def _of_need(self, number: int, column: str, sealed: str) -> str:
        return self.cipher.open("needs", self.group_id, number, column, sealed)


async def newest(tx: Tx, group_id: int, limit: int) -> SealedKnowledge:
    """Read the newest `limit` questions and tips that were not cancelled, no tip that its author closed; with as many answers."""
    needs = await tx.all(
        "SELECT id, number, author_id, kind, title, text, posted_at FROM needs WHERE group_id = ? AND kind IN ('question', 'tip')"
        " AND state <> 'voided' AND NOT (kind = 'tip' AND state = 'closed') AND text <> '' ORDER BY posted_at DESC, id DESC LIMIT ?",
        group_id,
        limit,
    )
    questions = [row["id"] for row in needs if row["kind"] == "question"]
    answers = await tx.all(
        "SELECT id, need_id, user_id, text, changed_at FROM offers"
        f" WHERE group_id = ? AND need_id IN ({_places(questions)}) AND text <> '' AND state <> 'let_go' ORDER BY need_id DESC LIMIT ?",
        group_id,
        *questions,
        limit,
    )
    ids = [row["id"] for row in needs]
    helped = await tx.all(
        f"SELECT DISTINCT need_id, helper_id FROM helps WHERE group_id = ? AND need_id IN ({_places(ids)})", group_id, *ids
    )
    return SealedKnowledge(
        tx.cipher,
        group_id,
        [tuple(row) for row in needs],
        [tuple(row) for row in answers],
        frozenset((row["need_id"], row["helper_id"]) for row in helped),
    )


async def needs_of(tx: Tx, group_id: int, offer_ids: Sequence[int]) -> dict[int, int]:
    """The ids of the needs for which these offers were made."""
    sql = f"SELECT id, need_id FROM offers WHERE group_id = ? AND id IN ({_places(offer_ids)})"
    return {row["id"]: row["need_id"] for row in await tx.all(sql, group_id, *offer_ids)}


def _places(values: Sequence[int]) -> str:
    """As many question marks; NULL, which equals nothing, for none."""
    return ", ".join("?" * len(values)) or "NULL"
