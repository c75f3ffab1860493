"""Use cases of one-to-ones: note a talk, confirm one that the other noted; and a query of the steps of a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import allowances, idempotency
from bot.core.errors import N_, Refused, not_found
from bot.core.text import read
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import acting_member, remember
from bot.membership.members import store as members_store
from bot.referrals.access import belongs, check_belongs
from bot.relationships.one_to_ones import checks
from bot.relationships.one_to_ones import notices as one_to_ones_notices
from bot.relationships.one_to_ones import steps as pair_steps
from bot.relationships.one_to_ones.model import TOPICS
from bot.relationships.touches import noting
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.model import Member, Person
    from bot.relationships.one_to_ones.steps import Steps
    from bot.relationships.touches.model import Touch

SLICE = 50
"""Maximum number of talks that one transaction lets lapse."""


class Talk(Struct, frozen=True):
    """A talk as one of the two sees it, with the other's name. `touch` is None where it lapsed."""

    touch: Touch | None
    reader_id: int
    other_name: str = ""


class OneToOnes(Service):
    @writes
    async def log(self, tx: Tx, actor: Actor, person: Person, day: str, topics: str, action: str) -> Talk:
        """Note a talk with another member, who is asked to confirm it; where they noted one of that day, this confirms it.

        The topics are the actor's alone. A pair has one talk a day: noted again, only the topics change. Raises Refused.
        """
        member = await acting_member(tx, actor)
        other = await checks.companion(tx, actor, person)
        earlier = await idempotency.earlier(tx, actor.group_id, action)
        if earlier is not None:
            return Talk(await touches_store.get(tx, actor.group_id, earlier), actor.user_id, other.name)
        group = await groups_store.get(tx, actor.group_id)
        met_on = checks.read_past_day(day, tx.now.astimezone(group.zone).date(), group.zone, actor.language)
        about = read(TOPICS, topics)
        touch = await noting.note(tx, actor.group_id, actor.user_id, other.user_id, Kind.MET, met_on)
        if about:
            tx.erases()  # of what stood there before
            touch = await touches_store.keep_topics(tx, touch, actor.user_id, about)
        if touch.is_mutual:
            await one_to_ones_notices.show_again(tx, group, touch, actor.user_id)
        elif touch.confirm_until is None:
            await allowances.take(tx, actor.group_id, actor.user_id, "one_to_one.log", other.user_id)
            touch = await touches_store.ask_to_confirm(tx, touch)
            await one_to_ones_notices.ask_to_confirm(tx, group, touch, other.user_id)
        elif not touch.waits(tx.now):  # noted anew before the daily run deleted it
            touch = await touches_store.ask_to_confirm(tx, touch)
            await one_to_ones_notices.show_again(tx, group, touch, other.user_id)
        await remember(tx, actor, member)
        await idempotency.done(tx, actor.group_id, action, touch.id)
        return Talk(touch, actor.user_id, other.name)

    @writes
    async def confirm(self, tx: Tx, user_id: int, touch_id: int) -> Talk:
        """Confirm, as the other of the two, a talk that was noted. Repeated, it changes nothing. Raises Refused."""
        group_id = await touches_store.locate(tx, touch_id)
        touch = None if group_id is None else await touches_store.get(tx, group_id, touch_id)
        if touch is None or user_id not in touch.two or not touch.is_noted_by(touch.other(user_id)):
            raise not_found()
        await check_belongs(tx, touch.group_id, user_id)
        if not touch.is_noted_by(user_id):
            if not touch.waits(tx.now):
                raise Refused(N_("That is over by now. If you met, note it with /one-to-one log."))
            touch = await noting.note(tx, touch.group_id, user_id, touch.other(user_id), touch.kind, touch.day)
            await one_to_ones_notices.show_again(tx, await groups_store.get(tx, touch.group_id), touch, user_id)
        return await _talk(tx, touch, user_id)

    @reads
    async def to_confirm(self, tx: Tx, group_id: int, touch_id: int, reader_id: int) -> Talk | None:
        """Read a talk for the message to one of the two; None where the reader does not belong any more."""
        if not await belongs(tx, group_id, reader_id):
            return None
        touch = await touches_store.get(tx, group_id, touch_id)
        return Talk(None, reader_id) if touch is None else await _talk(tx, touch, reader_id)

    @reads
    async def check_member(self, tx: Tx, actor: Actor) -> None:
        """Raise Refused for who is no active member."""
        await acting_member(tx, actor)

    @writes
    async def know(self, tx: Tx, actor: Actor, user_ids: Sequence[int]) -> list[Member]:
        """Note, for the actor alone, which members they know well already; returns those who are members. Raises Refused."""
        await acting_member(tx, actor)
        group = await groups_store.get(tx, actor.group_id)
        members = await members_store.some(tx, actor.group_id, [each for each in user_ids if each != actor.user_id])
        known = [member for member in members if member.belongs]
        today = tx.now.astimezone(group.zone).date()
        await pair_steps.know(tx, actor.group_id, actor.user_id, (member.user_id for member in known), today)
        return known


async def steps_of(tx: Tx, actor: Actor, other_id: int) -> Steps | None:
    """Read the four steps of the actor and another member, for the actor alone; None for who has none: oneself, or no member."""
    if other_id == actor.user_id or not await belongs(tx, actor.group_id, actor.user_id):
        return None
    return await pair_steps.read(tx, actor.group_id, actor.user_id, other_id)


async def lapse(tx: Tx, group_id: int) -> bool:
    """Each morning: delete what was not confirmed in time; returns whether there may be more. Nobody is told."""
    over = await touches_store.lapsed(tx, group_id, SLICE) if tx.clock_is_trusted else []
    if not over:
        return False
    group = await groups_store.get(tx, group_id)
    tx.erases()
    for touch in over:
        asked = touch.low_id if touch.low_noted_at is None else touch.high_id
        await touches_store.delete(tx, touch)
        await one_to_ones_notices.show_again(tx, group, touch, asked)
    return len(over) == SLICE


async def _talk(tx: Tx, touch: Touch, reader_id: int) -> Talk:
    other_id = touch.other(reader_id)
    names = await members_store.names(tx, touch.group_id, (other_id,))
    return Talk(touch, reader_id, names.get(other_id, ""))
