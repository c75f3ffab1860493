"""Use cases of practice: whom does somebody look for? Nothing is kept but the day on which one was last asked of a member, and no score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_, Refused, not_found
from bot.core.use_case import Service, reads, writes
from bot.membership.guards import check_acting, not_a_member
from bot.membership.members import roll
from bot.membership.members.model import Person, Status
from bot.membership.members.roll import by_name
from bot.relationships.suggestions import store as suggestions_store
from bot.relationships.suggestions.service import turn_of

if TYPE_CHECKING:
    from datetime import date

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Listed, Texts

CARDS = 5
"""How many cards one sees in a row."""
CHOICES = 4
"""The most members among whom one chooses."""


class Question(Struct, frozen=True):
    """Card `number`, from 1 to CARDS: what the member `right_id` looks for, and the members (id and name, by name) among whom they are."""

    number: int
    right_id: int
    looks_for: str
    choices: tuple[tuple[int, str], ...]


class Answered(Struct, frozen=True):
    """Who it is that card `number` asked for, and whom the reader chose."""

    number: int
    right: Texts
    chosen: Texts

    @property
    def is_right(self) -> bool:
        return self.right.user_id == self.chosen.user_id


class Practice(Service):
    async def ask(self, actor: Actor, number: int) -> Question:
        """The next card, of a member whom the actor was not asked about yet, or the longest ago. Raises Refused."""
        if not 1 <= number <= CARDS:
            raise not_found()
        right, looks_for = await self._next(actor, number)
        others = await self._others(actor, number, right.user_id)
        if not others:
            raise _too_few()
        await self._asked(actor, right.user_id)
        return Question(number, right.user_id, looks_for, tuple((each.user_id, each.name) for each in by_name([right, *others])))

    @reads
    async def _next(self, tx: Tx, actor: Actor, number: int) -> tuple[Listed, str]:
        group = await check_acting(tx, actor)
        found = await suggestions_store.to_practise(tx, group.group_id, actor.user_id, _turn(tx, group, actor, number))
        if found is None:
            raise _too_few()
        return found

    @reads
    async def _others(self, tx: Tx, actor: Actor, number: int, right_id: int) -> list[Listed]:
        group = await check_acting(tx, actor)
        turn = _turn(tx, group, actor, number)
        return await suggestions_store.to_guess(tx, group.group_id, actor.user_id, right_id, turn, CHOICES - 1)

    @writes
    async def _asked(self, tx: Tx, actor: Actor, right_id: int) -> None:
        group = await check_acting(tx, actor)
        await suggestions_store.practised(tx, group.group_id, actor.user_id, right_id, _today(tx, group))

    @reads
    async def answer(self, tx: Tx, actor: Actor, number: int, right_id: int, chosen_id: int) -> Answered:
        """Who a card asked for. Raises Refused, also where that member left since."""
        if not 1 <= number <= CARDS:
            raise not_found()
        group = await check_acting(tx, actor)
        found = {
            each.user_id: each
            for each in (await roll.texts_of(tx, group.group_id, (Status.ACTIVE,), [right_id, chosen_id])).opened()
        }
        if right_id not in found or chosen_id not in found:
            raise not_a_member(Person(right_id))
        return Answered(number, found[right_id], found[chosen_id])


def _turn(tx: Tx, group: Group, actor: Actor, number: int) -> int:
    return turn_of(actor.user_id, _today(tx, group).toordinal() * CARDS + number)


def _today(tx: Tx, group: Group) -> date:
    return tx.now.astimezone(group.zone).date()


def _too_few() -> Refused:
    return Refused(N_("Too few members have said whom they look for. Look at /directory, and try again in some weeks."))
