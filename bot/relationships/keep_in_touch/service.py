"""Use cases of keep-in-touch, each of the owner alone: put somebody on the list, read who is due, note a contact, put off, take off."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.errors import N_, Refused, not_found
from bot.core.text import read, same_name_key
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import acting_member, member_by_record, not_a_member, remember
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import BELONGING, Person
from bot.referrals.reminders import morning_items
from bot.relationships.keep_in_touch import owed as owed_words
from bot.relationships.keep_in_touch import store as keep_in_touch_store
from bot.relationships.keep_in_touch.model import (
    DONE,
    ITEM,
    MOST,
    MOST_DUE,
    NAME,
    NOTE,
    RELATION,
    Acquaintance,
    Every,
    Last,
    Today,
    shared_out,
)
from bot.relationships.touches import noting

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.core.morning_items import WaitingItem
    from bot.groups.model import Group
    from bot.membership.members.model import Listed, Member
    from bot.relationships.touches.model import Kind


class Typed(Struct, frozen=True):
    """What was typed of somebody; None where it was left out. `member_id` is set where a member was chosen, whose name then is used."""

    name: str
    every: Every | None = None
    relation: str | None = None
    note: str | None = None
    member_id: int | None = None


class Kept(Struct, frozen=True):
    """Somebody on the owner's list; `is_new` where they were not on it before."""

    found: Acquaintance
    is_new: bool = False


class Done(Enum):
    """What a press on somebody did."""

    TOUCHED = auto()
    PUT_OFF = auto()
    TAKEN_OFF = auto()
    RECEIVED = auto()
    UNLINKED = auto()


class Pressed(Struct, frozen=True):
    """What came of a press: somebody as they are now, or as they were before they were taken off, and the list of the day after it.

    `line` is whom the owner looks for, by their own profile: to ask with.
    """

    done: Done
    found: Acquaintance
    today: Today
    line: str = ""


class KeepInTouch(Service):
    @writes
    async def add(self, tx: Tx, actor: Actor, typed: Typed) -> Kept:
        """Put somebody on the actor's list, or change what it says of somebody of that name. Raises Refused."""
        member = await acting_member(tx, actor)
        group = await groups_store.get(tx, actor.group_id)
        name, member_id = await _named(tx, actor, typed)
        await groups_store.hold(tx, actor.group_id)  # two at once could exceed MOST
        mine = await keep_in_touch_store.of_owner(tx, actor.group_id, actor.user_id)
        present = next((each for each in mine if _is_same(each, name, member_id)), None)
        relation = None if typed.relation is None else read(RELATION, typed.relation)
        note = None if typed.note is None else read(NOTE, typed.note)
        await remember(tx, actor, member)
        if present is None:
            if len(mine) >= MOST:
                raise full()
            every = typed.every or Every.MONTH
            due_on = every.after(local_day(tx, group))
            new = Acquaintance(0, group.group_id, actor.user_id, name, every, due_on, relation or "", note or "", member_id)
            return Kept(await keep_in_touch_store.add(tx, new), is_new=True)
        changed = replace(
            present,
            relation=present.relation if relation is None else relation,
            note=present.note if note is None else note,
            member_id=present.member_id or member_id,
        )
        if typed.every is not None and typed.every is not present.every:
            since = present.last_on or local_day(tx, group)
            due_on = max(typed.every.after(since), local_day(tx, group))
            changed = replace(changed, every=typed.every, due_on=present.due_on if present.owes_thanks else due_on)
        tx.erases()  # of what stood there before
        return Kept((await keep_in_touch_store.write(tx, present.id, changed)).shown_on(local_day(tx, group)))

    @reads
    async def names(self, tx: Tx, actor: Actor) -> list[Listed]:
        """The other members, of whom one may be chosen by name. Raises Refused."""
        await acting_member(tx, actor)
        return [each for each in await roll.listed(tx, actor.group_id, BELONGING) if each.user_id != actor.user_id]

    @reads
    async def today(self, tx: Tx, actor: Actor) -> Today:
        """Whom the actor's list names today. Raises Refused."""
        await acting_member(tx, actor)
        return await _today(tx, await groups_store.get(tx, actor.group_id), actor.user_id)

    @reads
    async def everybody(self, tx: Tx, actor: Actor) -> list[Acquaintance]:
        """All of the actor's people, in the order in which they are due. Raises Refused."""
        await acting_member(tx, actor)
        day = local_day(tx, await groups_store.get(tx, actor.group_id))
        return [each.shown_on(day) for each in await keep_in_touch_store.of_owner(tx, actor.group_id, actor.user_id)]

    @reads
    async def open(self, tx: Tx, actor: Actor, acquaintance_id: int) -> Acquaintance:
        """Read one of the actor's own people. Raises Refused for everybody else's."""
        _, found, group = await _own(tx, actor, acquaintance_id)
        return found.shown_on(local_day(tx, group))

    @writes
    async def did(self, tx: Tx, actor: Actor, acquaintance_id: int, kind: Kind) -> Pressed:
        """Note a contact of today: the time begins anew. Repeated, it changes nothing. Raises Refused."""
        member, found, group = await _own(tx, actor, acquaintance_id)
        if kind not in DONE:
            raise not_found()
        if found.member_id is not None:
            await noting.note(tx, group.group_id, found.owner_id, found.member_id, kind, local_day(tx, group))
        changed = await keep_in_touch_store.touched(tx, found, Last(kind.value), local_day(tx, group))
        return await _pressed(tx, group, Done.TOUCHED, changed, member.profile.ideal_referral)

    @writes
    async def put_off(self, tx: Tx, actor: Actor, acquaintance_id: int) -> Pressed:
        """Have the list name somebody some days later. Raises Refused."""
        _, found, group = await _own(tx, actor, acquaintance_id)
        until = local_day(tx, group) + timedelta(days=found.every.later)
        return await _pressed(tx, group, Done.PUT_OFF, await keep_in_touch_store.put_off(tx, found, until))

    @writes
    async def take_off(self, tx: Tx, actor: Actor, acquaintance_id: int) -> Pressed:
        """Delete somebody from the list, with all that stands there of them. Raises Refused."""
        _, found, group = await _own(tx, actor, acquaintance_id)
        tx.erases()
        await keep_in_touch_store.delete(tx, group.group_id, found.id)
        return await _pressed(tx, group, Done.TAKEN_OFF, found)

    @writes
    async def received(self, tx: Tx, actor: Actor, acquaintance_id: int) -> Pressed:
        """Note that somebody sent a client: the list names them at once, until the next contact. One a day counts. Raises Refused."""
        _, found, group = await _own(tx, actor, acquaintance_id)
        if found.received_on != local_day(tx, group):
            found = await keep_in_touch_store.received(tx, found, local_day(tx, group))
        return await _pressed(tx, group, Done.RECEIVED, found)

    @writes
    async def unlink(self, tx: Tx, actor: Actor, acquaintance_id: int) -> Pressed:
        """Say that somebody is not the member of that name. Raises Refused."""
        _, found, group = await _own(tx, actor, acquaintance_id)
        return await _pressed(tx, group, Done.UNLINKED, await keep_in_touch_store.unlink(tx, found))

    @writes
    async def word(self, tx: Tx, actor: Actor, other_id: int, kind: Kind) -> Today:
        """Note a word to a member whom one owed it. Raises Refused."""
        await acting_member(tx, actor)
        other = (await roll.addressees(tx, actor.group_id, other_id)).get(other_id)
        if kind not in DONE or other_id == actor.user_id or other is None or not other.belongs:
            raise not_found()
        group = await groups_store.get(tx, actor.group_id)
        await noting.note(tx, group.group_id, actor.user_id, other_id, kind, local_day(tx, group))
        return await _today(tx, group, actor.user_id)


def full() -> Refused:
    """The refusal of one more than MOST."""
    return Refused(
        N_("Your list has {most} people, and takes no more. Take somebody off it first: /keep-in-touch list."), most=MOST
    )


def local_day(tx: Tx, group: Group) -> date:
    return tx.now.astimezone(group.zone).date()


async def due(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Who reads of whom in the morning, as `MorningItems` says."""
    return await keep_in_touch_store.waiting(tx, group.group_id, at.astimezone(group.zone).date(), after, limit)


async def read_item(tx: Tx, group_id: int, user_id: int, acquaintance_id: int) -> Acquaintance | None:
    """Somebody as the morning list names them to their owner; None where they are due no more, or the owner wants to read of nobody."""
    found = await keep_in_touch_store.get(tx, group_id, acquaintance_id)
    owner = await members_store.get(tx, group_id, user_id)
    if found is None or found.owner_id != user_id or owner is None or not owner.switches.keep_in_touch:
        return None
    return found if found.due_on <= local_day(tx, await groups_store.get(tx, group_id)) else None


async def _named(tx: Tx, actor: Actor, typed: Typed) -> tuple[str, int | None]:
    """The name, and which member that is: who was chosen, or the one other member of exactly that name. Raises Refused."""
    if typed.member_id is not None:
        if typed.member_id == actor.user_id:
            raise Refused(N_("That is you. Write the name of somebody else."))
        found = await members_store.get(tx, actor.group_id, typed.member_id)
        if found is None or not found.belongs:
            raise not_a_member(Person(typed.member_id))
        return found.name, found.user_id
    name = read(NAME, typed.name)
    there = await roll.listed(tx, actor.group_id, BELONGING)
    same = [each.user_id for each in there if same_name_key(each.name) == same_name_key(name) and each.user_id != actor.user_id]
    return name, same[0] if len(same) == 1 else None


def _is_same(each: Acquaintance, name: str, member_id: int | None) -> bool:
    """Whether somebody on a list is who is meant by a name, or by a member's id."""
    return same_name_key(each.name) == same_name_key(name) or (member_id is not None and each.member_id == member_id)


async def _own(tx: Tx, actor: Actor, acquaintance_id: int) -> tuple[Member, Acquaintance, Group]:
    """The actor as a member of the group, and one of their own people in it. Raises Refused."""
    member = await member_by_record(tx, actor, acquaintance_id, keep_in_touch_store.locate)
    found = await keep_in_touch_store.get(tx, member.group_id, acquaintance_id)
    if found is None or found.owner_id != actor.user_id:
        raise not_found()
    return member, found, await groups_store.get(tx, member.group_id)


async def _pressed(tx: Tx, group: Group, done: Done, found: Acquaintance, line: str = "") -> Pressed:
    await morning_items.unname(tx, group.group_id, ITEM, found.id, (found.owner_id,))
    return Pressed(done, found, await _today(tx, group, found.owner_id), line)


async def _today(tx: Tx, group: Group, owner_id: int) -> Today:
    day = local_day(tx, group)
    waiting = await keep_in_touch_store.due(tx, group.group_id, owner_id, day, MOST_DUE)
    owed, named = shared_out(await owed_words.read(tx, group, owner_id), waiting)
    return Today(group.group_id, owed, named, await keep_in_touch_store.count(tx, group.group_id, owner_id))
