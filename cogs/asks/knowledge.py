"""What matching adds to needs: whom to ask, what fits the reader, what was answered before, what a search finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.matching.entries import entry_of
from bot.asks.model import NeedKind

if TYPE_CHECKING:
    from bot.asks.home import Home
    from bot.asks.matching.model import Match
    from bot.asks.matching.service import Matching
    from bot.asks.offers import Answer, Offers
    from bot.asks.seen import SeenNeed
    from bot.asks.service import Needs
    from bot.core.actor import Actor


class Knowledge:
    def __init__(self, needs: Needs, offers: Offers, matching: Matching) -> None:
        self._needs = needs
        self._offers = offers
        self._matching = matching

    async def search(self, actor: Actor, words: str) -> list[SeenNeed]:
        """The questions and tips that fit, best first; a question too where one of its answers does. Raises Refused."""
        entries = await self._needs.texts(actor)
        return await self._needs.found(actor, await self._matching.search(actor.group_id, words, entries))

    async def answered(self, actor: Actor, question: str) -> tuple[SeenNeed, Answer] | None:
        """An earlier question that asks the same, with the answer that helped; None where there is none. Raises Refused."""
        entries = await self._needs.texts(actor)
        found = await self._matching.answered_before(actor.group_id, question, entries)
        for seen in await self._needs.found(actor, [found]) if found is not None else []:
            for answer in await self._offers.answers(actor, seen.need.id):
                if answer.helped:
                    return seen, answer
        return None

    async def whom_to_ask(self, actor: Actor, seen: SeenNeed) -> list[Match]:
        """Members who may help with a need of the actor's; none for a tip, which asks for nothing."""
        if seen.need.kind is NeedKind.TIP:
            return []
        return await self._matching.suggestions(actor, seen.need.text, seen.trades)

    async def fits(self, group_id: int, home: Home) -> dict[int, str]:
        """{id of a need of the page: the words of the reader's own profile by which it fits them}; one that does not is left out."""
        entries = [entry_of(each.need, each.trades) for each in home.open if each.need.kind is not NeedKind.TIP]
        found = await self._matching.fits(group_id, home.reader, entries)
        return {entry.id: ", ".join(words) for entry, words in zip(entries, found, strict=True) if words}
