"""Whom to ask, what was answered before, and what a search finds: by words, and by meaning where the group chose it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.matching import common as in_profiles
from bot.asks.matching import search as searching
from bot.asks.matching import store as matching_store
from bot.asks.matching.both import fitting, profile_text, query_text, together, with_reasons
from bot.asks.matching.meaning import MODEL, PRESENT, likeness
from bot.asks.matching.model import PROFILE, SEARCHED, Query
from bot.asks.matching.store import Written
from bot.asks.matching.words import WordMatching
from bot.core.computing import beside
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import check_acting
from bot.membership.members import roll
from bot.membership.members.model import Status
from bot.membership.profiles.gathering import first_slice, slices
from bot.relationships.suggestions.model import SHORTLIST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.asks.matching.meaning import Meaning
    from bot.asks.matching.model import Entry, Match
    from bot.asks.matching.store import SealedVectors
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.model import Texts
    from bot.membership.members.roll import SealedTexts
    from bot.relationships.suggestions.model import Common

FILLED = 100
"""The most vectors that are made for one call: half a second of the thread for computations. Texts whose vector is not made yet are found by
their words, until later calls have made all.
"""
BATCH = 20
"""Texts whose vectors are made at once, between which others have their turn on that thread."""
FEW_LETTERS = 1500
"""Letters of a profile and the texts compared with it that take about a millisecond."""
_ASKABLE = (Status.ACTIVE,)


class Matching(Service):
    async def suggestions(self, actor: Actor, text: str, trades: Sequence[str] = ()) -> list[Match]:
        """Whom the actor may ask about a text of theirs: at most three other active members with the words that speak for each, best first.

        `trades` are those that they chose, by their names. Raises Refused where the actor is no active member. Members are read in slices, as in the directory; no read holds the store for long.
        """
        first, query = await self._first(actor), Query(actor.user_id, text, tuple(trades))
        matching, meaning = WordMatching(query), await self._meaning(actor.group_id) if query_text(query).strip() else None
        names: dict[int, str] = {}
        cosines: dict[int, float] = {}
        wanted = (await beside(meaning.vectors, [query_text(query)]))[0] if meaning else b""
        left = FILLED
        async for texts in slices(self.database, actor.group_id, _ASKABLE, first):
            others = [each for each in texts if each.user_id != query.author_id]
            await beside(matching.add, others)
            names |= {each.user_id: each.name for each in others}
            if meaning and others:
                written = await beside(_profiles, others)
                vectors, made = await self._vectors(meaning, actor.group_id, PROFILE, written, left)
                left -= made
                cosines |= zip(vectors, await beside(likeness, wanted, list(vectors.values())), strict=True)
        if meaning:
            best = await beside(together, await beside(matching.best), cosines, names)
        else:
            best = await beside(matching.suggested)
        members = await self._written(actor.group_id, [each.user_id for each in best])
        return await beside(with_reasons, query, await beside(members.opened), meaning)

    async def fits(self, group_id: int, member: Texts, entries: Sequence[Entry]) -> list[tuple[str, ...]]:
        """For each entry the words of a member's profile by which it fits them; nothing where it does not, or is their own.

        Compared by words alone, a page of usual needs takes a tenth of a millisecond, for which the thread for computations is not waited for.
        """
        meaning = await self._meaning(group_id) if entries else None
        queries = list(map(_query, entries))
        if meaning is None and sum(len(each.text) for each in entries) + sum(map(len, member.searched)) <= FEW_LETTERS:
            return fitting(queries, [member], None, [])
        near: list[float] = []
        if meaning:
            vectors, _ = await self._vectors(meaning, group_id, PROFILE, _profiles([member]), 1)
            near = await self._near(meaning, group_id, vectors[member.user_id], entries)
        return await beside(fitting, queries, [member], meaning, near)

    async def fitted(self, group_id: int, members: Sequence[Texts], entry: Entry) -> list[tuple[str, ...]]:
        """For each member the words of their profile by which an entry fits them, as `fits`."""
        meaning, near = await self._meaning(group_id), list[float]()
        if meaning:
            vectors, _ = await self._vectors(meaning, group_id, entry.kind, [Written(entry.id, entry.author_id, entry.text)], 1)
            profiles: list[bytes] = []
            for member in members:  # one by one: between the ids of a few may be those of thousands
                found, _ = await self._vectors(meaning, group_id, PROFILE, _profiles([member]), 1)
                profiles += found.values()
            near = await beside(likeness, vectors[entry.id], profiles)
        return await beside(fitting, [_query(entry)], members, meaning, near)

    async def in_common(self, group_id: int, mine: Texts, others: Sequence[Texts]) -> list[Common]:
        """For each of the others what they and the reader have in common, by words and, where the group chose it, by meaning.

        `relationships.suggestions` is handed this; a few profiles take a millisecond by words.
        """
        common = in_profiles.in_common(mine, others)
        meaning = await self._meaning(group_id) if others else None
        if meaning is None:
            return common
        written = _profiles([mine, *others])
        # As many ids whoever is left out, so that the statement does not tell.
        ids = [each.record_id for each in written] + [0] * (SHORTLIST - len(others))
        vectors, _ = await self._completed(
            meaning, group_id, PROFILE, written, await self._stored_of(group_id, PROFILE, ids), len(written)
        )
        near = await beside(likeness, vectors[mine.user_id], [vectors[each.user_id] for each in others])
        return await beside(in_profiles.with_meaning, meaning, mine, others, common, near)

    async def search(self, group_id: int, typed: str, entries: Sequence[Entry]) -> list[Entry]:
        """Those of a group's entries, newest first, that fit what was typed, best first. The caller has checked who may read them."""
        return await beside(searching.ranked, typed, entries, await self._likeness(group_id, typed, entries))

    async def answered_before(self, group_id: int, question: str, entries: Sequence[Entry]) -> Entry | None:
        """The earlier question among a group's entries, newest first, that asks the same and has an answer that helped."""
        return await beside(searching.answered_before, question, entries, await self._likeness(group_id, question, entries))

    async def _meaning(self, group_id: int) -> Meaning | None:
        """The model; None where it is not loaded, or the group did not choose it."""
        return PRESENT.meaning if PRESENT.meaning is not None and await self._is_chosen(group_id) else None

    @reads
    async def _is_chosen(self, tx: Tx, group_id: int) -> bool:
        return (await groups_store.get(tx, group_id)).smart

    @reads
    async def _first(self, tx: Tx, actor: Actor) -> SealedTexts:
        await check_acting(tx, actor)
        return await first_slice(tx, actor.group_id, _ASKABLE)

    @reads
    async def _written(self, tx: Tx, group_id: int, user_ids: Sequence[int]) -> SealedTexts:
        """What those with these ids wrote who are still active."""
        return await roll.texts_of(tx, group_id, _ASKABLE, user_ids)

    async def _likeness(self, group_id: int, typed: str, entries: Sequence[Entry]) -> list[float]:
        """The cosine of each of the newest entries with a text, 0 where it is not known; nothing where no model is loaded."""
        meaning = await self._meaning(group_id) if typed.strip() else None
        if meaning is None:
            return []
        (wanted,) = await beside(meaning.vectors, [typed])
        return await self._near(meaning, group_id, wanted, entries[:SEARCHED])

    async def _near(self, meaning: Meaning, group_id: int, wanted: bytes, entries: Sequence[Entry]) -> list[float]:
        """The cosine of each entry with a vector, 0 where it is not known."""
        vectors: dict[tuple[str, int], bytes] = {}
        left = FILLED
        for kind in sorted({each.kind for each in entries}):
            written = [Written(each.id, each.author_id, each.text) for each in entries if each.kind is kind]
            found, made = await self._vectors(meaning, group_id, kind, written, left)
            left -= made
            vectors |= {(kind, record_id): vector for record_id, vector in found.items()}
        near = dict(zip(vectors, await beside(likeness, wanted, list(vectors.values())), strict=True))
        return [near.get((each.kind, each.id), 0.0) for each in entries]

    async def _vectors(
        self, meaning: Meaning, group_id: int, kind: str, written: Sequence[Written], most: int
    ) -> tuple[Mapping[int, bytes], int]:
        """{record id: vector} of the texts, of which at most `most` are made and kept now; and how many were."""
        ids = [each.record_id for each in written]
        return await self._completed(
            meaning, group_id, kind, written, await self._stored(group_id, kind, min(ids), max(ids)), most
        )

    async def _completed(
        self, meaning: Meaning, group_id: int, kind: str, written: Sequence[Written], sealed: SealedVectors, most: int
    ) -> tuple[Mapping[int, bytes], int]:
        """The same from those that are stored."""
        vectors = dict(await beside(sealed.opened, written))
        missing = [each for each in written if each.record_id not in vectors][:most]
        made: list[tuple[Written, bytes]] = []
        for begin in range(0, len(missing), BATCH):
            batch = missing[begin : begin + BATCH]
            made += zip(batch, await beside(meaning.vectors, [each.text for each in batch]), strict=True)
        if made:
            await self._keep(group_id, kind, made)
        return vectors | {each.record_id: vector for each, vector in made}, len(made)

    @reads
    async def _stored(self, tx: Tx, group_id: int, kind: str, first: int, last: int) -> SealedVectors:
        return await matching_store.between(tx, group_id, kind, first, last, MODEL)

    @reads
    async def _stored_of(self, tx: Tx, group_id: int, kind: str, ids: Sequence[int]) -> SealedVectors:
        return await matching_store.of(tx, group_id, kind, ids, MODEL)

    @writes
    async def _keep(self, tx: Tx, group_id: int, kind: str, made: Sequence[tuple[Written, bytes]]) -> None:
        if (await groups_store.get(tx, group_id)).smart:  # it may have been switched off since
            await matching_store.keep(tx, group_id, kind, MODEL, made)


def _query(entry: Entry) -> Query:
    return Query(entry.author_id, entry.text, entry.trades)


def _profiles(members: Sequence[Texts]) -> list[Written]:
    return [Written(each.user_id, each.user_id, profile_text(each)) for each in members]
