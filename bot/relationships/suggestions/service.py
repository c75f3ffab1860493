"""Use cases of suggestions: whom to meet next and why, and whom one would rather not be suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.use_case import Service, reads, writes
from bot.membership.guards import check_acting, check_on_roll
from bot.membership.members import roll
from bot.membership.members.model import Person, Status
from bot.relationships.one_to_ones import checks
from bot.relationships.rounds import service as rounds
from bot.relationships.suggestions import store as suggestions_store
from bot.relationships.suggestions.model import Suggestion, chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.model import Texts
    from bot.relationships.rounds.model import Mine
    from bot.relationships.suggestions.model import Candidate, Compare

LISTED = 25
"""The most members on one's list *Suggest others* who are shown: as many as a menu has."""
WEEK = 7
TURNS = 996
"""How many orders there are of members who are alike, see `store`."""


class Suggested(Struct, frozen=True):
    """Whom a member is suggested, whom they left out (id and name, the last first), and the rounds of the group, if any."""

    suggestions: tuple[Suggestion, ...]
    left_out: tuple[tuple[int, str], ...] = ()
    rounds: Mine | None = None


class _Read(Struct, frozen=True):
    mine: Texts
    shortlist: tuple[tuple[Candidate, Texts], ...]
    left_out: tuple[tuple[int, str], ...]
    rounds: Mine | None


class Suggestions(Service):
    async def suggest(self, actor: Actor, compare: Compare) -> Suggested:
        """At most three members to meet, each with the reason. `compare` says what two profiles have in common. Raises Refused."""
        found = await self._read(actor)
        common = await compare(actor.group_id, found.mine, [member for _, member in found.shortlist])
        shortlist = [Suggestion(*pair, each) for pair, each in zip(found.shortlist, common, strict=True)]
        return Suggested(tuple(chosen(shortlist)), found.left_out, found.rounds)

    @reads
    async def _read(self, tx: Tx, actor: Actor) -> _Read:
        await check_on_roll(tx, actor)
        group = await check_acting(tx, actor)
        today = tx.now.astimezone(group.zone).date()
        turn = turn_of(actor.user_id, today.toordinal() // WEEK)
        (mine,) = (await roll.texts_of(tx, group.group_id, (Status.ACTIVE,), [actor.user_id])).opened()
        candidates, texts = await suggestions_store.candidates(tx, group.group_id, actor.user_id, turn)
        left_out = await suggestions_store.left_out(tx, group.group_id, actor.user_id, LISTED)
        return _Read(
            mine,
            tuple(zip(candidates, texts.opened(), strict=True)),
            tuple(left_out.items()),
            await rounds.mine(tx, group, actor.user_id),
        )

    @writes
    async def leave_out(self, tx: Tx, actor: Actor, user_id: int) -> None:
        """Suggest neither of the two to the other from now on, nor pair them in a round; the other is not told. Raises Refused."""
        await check_on_roll(tx, actor)
        await check_acting(tx, actor)
        other = await checks.companion(tx, actor, Person(user_id))
        await suggestions_store.leave_out(tx, actor.group_id, actor.user_id, other.user_id)

    @writes
    async def take_back(self, tx: Tx, actor: Actor, user_ids: Sequence[int]) -> None:
        """Suggest these members again. Raises Refused."""
        await check_on_roll(tx, actor)
        await check_acting(tx, actor)
        for user_id in user_ids:
            await suggestions_store.take_back(tx, actor.group_id, actor.user_id, user_id)


def turn_of(user_id: int, number: int) -> int:
    """The order of members who are alike for somebody, the `number`-th time: another one for each person and each time."""
    return 1 + ((user_id >> 22) + number * 331) % TURNS
