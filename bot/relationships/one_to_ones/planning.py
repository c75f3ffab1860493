"""Use cases of a planned one-to-one: set or move it after a yes, read it; the morning list names it the day before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import allowances, idempotency
from bot.core.calendar import MIDNIGHT, Period, at_local
from bot.core.dates import read_moment
from bot.core.errors import N_, Refused, not_found
from bot.core.text import read as read_text
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import acting_member, remember
from bot.membership.members import store as members_store
from bot.referrals.access import belongs, check_belongs
from bot.referrals.reminders import morning_items
from bot.relationships.one_to_ones import checks
from bot.relationships.one_to_ones import notices as one_to_ones_notices
from bot.relationships.one_to_ones import store as one_to_ones_store
from bot.relationships.one_to_ones.model import PLACE

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.core.morning_items import WaitingItem
    from bot.groups.model import Group
    from bot.membership.members.model import Member, Person
    from bot.relationships.one_to_ones.model import Plan

ITEM = "one_to_one"
"""The kind of the item in the morning list, as it is stored."""
KEPT = timedelta(days=1)
"""How long a plan is kept after its time."""


class Planned(Struct, frozen=True):
    """A planned talk as `reader`, one of the two, sees it; `other` is the other, with the story. The time is shown in `zone` by calendars."""

    plan: Plan
    reader: Member
    other: Member
    zone: ZoneInfo


class Planning(Service):
    @writes
    async def plan(self, tx: Tx, actor: Actor, person: Person, when: str, place: str, action: str) -> Planned:
        """Plan a talk with a member after one of the two said yes, or move the one that is planned. The other is told. Raises Refused."""
        member = await acting_member(tx, actor)
        other = await checks.companion(tx, actor, person)
        group = await groups_store.get(tx, actor.group_id)
        earlier = await idempotency.earlier(tx, actor.group_id, action)
        kept = None if earlier is None else await one_to_ones_store.get_plan(tx, actor.group_id, earlier)
        if kept is not None:
            return Planned(kept, member, other, group.zone)
        await groups_store.hold(tx, actor.group_id)  # both may plan it at once
        present = await one_to_ones_store.coming(tx, actor.group_id, actor.user_id, other.user_id)
        if present is None and not await _is_agreed(tx, actor.group_id, actor.user_id, other.user_id):
            raise Refused(
                N_("Ask {name} first: *Shall we talk?* on their profile. Once one of you said yes, plan it."), name=other.name
            )
        at, where = read_moment(when, tx.now, group.zone, actor.language), read_text(PLACE, place)
        await allowances.take(tx, actor.group_id, actor.user_id, "one_to_one.plan", other.user_id)
        if present is not None:
            tx.erases()  # of the place before
            await morning_items.unname(tx, actor.group_id, ITEM, present.id, present.two)
        plan = await one_to_ones_store.plan(tx, actor.group_id, actor.user_id, other.user_id, at, where)
        await one_to_ones_notices.planned(tx, group, plan, other.user_id)
        await remember(tx, actor, member)
        await idempotency.done(tx, actor.group_id, action, plan.id)
        return Planned(plan, member, other, group.zone)

    @reads
    async def open(self, tx: Tx, user_id: int, plan_id: int) -> Planned:
        """Read a planned talk as one of the two. Raises Refused for everybody else, and where the other is gone."""
        group_id = await one_to_ones_store.locate_plan(tx, plan_id)
        plan = None if group_id is None else await one_to_ones_store.get_plan(tx, group_id, plan_id)
        if plan is None or user_id not in plan.two:
            raise not_found()
        await check_belongs(tx, plan.group_id, user_id)
        found = await _seen(tx, plan, user_id)
        if found is None:
            raise not_found()
        return found

    @reads
    async def get(self, tx: Tx, group_id: int, plan_id: int, reader_id: int) -> Planned | None:
        """Read a planned talk for a message to one of the two; None where it is over, or one of them does not belong any more."""
        return await read(tx, group_id, reader_id, plan_id) if await belongs(tx, group_id, reader_id) else None


async def due(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Who talks tomorrow, or today where that was planned since, as `MorningItems` says."""
    overmorrow = at_local(at.astimezone(group.zone).date() + timedelta(days=2), MIDNIGHT, group.zone)
    return await one_to_ones_store.to_remind(tx, group.group_id, ITEM, Period(at, overmorrow), after, limit)


async def read(tx: Tx, group_id: int, user_id: int, plan_id: int) -> Planned | None:
    """The planned talk as one of the two sees it; None where it has begun, is gone, or the other does not belong any more."""
    plan = await one_to_ones_store.get_plan(tx, group_id, plan_id)
    return None if plan is None else await _seen(tx, plan, user_id)


async def forget_old(tx: Tx, group_id: int) -> None:
    """Each night: delete plans whose time was more than KEPT ago."""
    if tx.clock_is_trusted:
        await one_to_ones_store.delete_plans(tx, group_id, tx.now - KEPT)


async def _seen(tx: Tx, plan: Plan, user_id: int) -> Planned | None:
    if user_id not in plan.two or plan.starts_at <= tx.now:
        return None
    two = {member.user_id: member for member in await members_store.some(tx, plan.group_id, plan.two)}
    reader, other = two.get(user_id), two.get(plan.other(user_id))
    if reader is None or other is None or not other.belongs:
        return None
    return Planned(plan, reader, other, (await groups_store.get(tx, plan.group_id)).zone)


async def _is_agreed(tx: Tx, group_id: int, one: int, other: int) -> bool:
    """Whether one of the two asked the other, who said yes."""
    asked = [await one_to_ones_store.last_request(tx, group_id, *pair) for pair in ((one, other), (other, one))]
    return any(each is not None and each.is_agreed(tx.now) for each in asked)
