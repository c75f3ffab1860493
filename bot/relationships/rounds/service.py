"""Use cases of rounds: set how often, count oneself in, be paired by the clock, say whether one met."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.computing import beside
from bot.core.errors import N_, Refused, not_found
from bot.core.jobs import store as jobs_store
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import check_acting, moderated_group
from bot.referrals.access import check_belongs
from bot.relationships.one_to_ones import notices as one_to_ones_notices
from bot.relationships.rounds import store as rounds_store
from bot.relationships.rounds.model import ASKED_BEFORE, FIRST_AFTER, REMEMBERED, Answer, Every, Mine, Place, Rounds, Schedule
from bot.relationships.rounds.pairing import Acquaintance, Pairing
from bot.relationships.touches import noting
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.core.jobs.model import Job
    from bot.groups.model import Group
    from bot.relationships.rounds.pairing import Team

JOB = "one_to_one.round"
SLICE = 50
"""People whose contacts one transaction reads."""


class _Waiting(Struct, frozen=True):
    """Who is to be paired today, in the order of their ids, and which of them does not want to be with which other."""

    day: date
    people: list[int]
    apart: set[tuple[int, int]]


class RoundsOfGroup(Service):
    @reads
    async def show(self, tx: Tx, actor: Actor) -> Rounds:
        """The rounds of the group, for moderators. Raises Refused."""
        group = await moderated_group(tx, actor)
        return Rounds(await rounds_store.schedule(tx, group.group_id), group.language)

    @writes
    async def set_every(self, tx: Tx, actor: Actor, every: Every) -> Rounds:
        """Set how often the group has rounds. Set as it is, nothing changes, so the next stays where it is. Raises Refused."""
        group = await moderated_group(tx, actor)
        present = await rounds_store.schedule(tx, group.group_id)
        before = Every.OFF if present is None else present.every
        if every is before:
            return Rounds(present, group.language)
        wanted: Schedule | None = None
        if every is Every.OFF:
            await rounds_store.end(tx, group.group_id)
        else:
            # The next one stays where it is: those who wait for it read its day.
            next_on = present.next_on if present is not None else _today(tx, group) + FIRST_AFTER
            wanted = Schedule(group.group_id, every, next_on, next_on.day)
            await rounds_store.keep_schedule(tx, wanted)
        facts = ({"every": before.value}, {"every": every.value})
        entry = LogEntry(group.group_id, actor.user_id, "rounds.set", "rounds", None, *facts)
        await audit_log_store.write(tx, entry)
        return Rounds(wanted, group.language)

    @reads
    async def announced(self, tx: Tx, actor: Actor) -> Rounds:
        """As `show`, to tell everybody. Raises Refused where there are none."""
        group = await moderated_group(tx, actor)
        present = await rounds_store.schedule(tx, group.group_id)
        if present is None:
            raise _none()
        return Rounds(present, group.language)

    @writes
    async def count_in(self, tx: Tx, actor: Actor, *, on: bool) -> Mine:
        """Count the actor in from the next round on, or (`on` False) out. Raises Refused, also where the group has no rounds."""
        await check_acting(tx, actor)
        change = rounds_store.count_in if on else rounds_store.count_out
        await change(tx, actor.group_id, actor.user_id)
        found = await rounds_store.standing(tx, actor.group_id, actor.user_id)
        if found is None:
            raise _none()
        return Mine(*found)

    async def run(self, job: Job) -> None:
        """Pair those who count themselves in; run again, such as after the process ended in between, it finds what is left to do.

        They are read in several transactions and written in another, and paired outside of the store. Where somebody came, left, or
        rather has others suggested meanwhile, they are paired anew.
        """
        while (found := await self._waiting(job.group_id)) is not None:
            pairing = await beside(Pairing, _in_turn(found.people, found.day), await self._known(job.group_id, found))
            while await beside(pairing.improve):
                pass
            await self._make(job.group_id, found, pairing.teams)
        await self._finish(job)

    @reads
    async def _waiting(self, tx: Tx, group_id: int) -> _Waiting | None:
        return await _waiting(tx, await groups_store.get(tx, group_id))

    async def _known(self, group_id: int, found: _Waiting) -> Acquaintance:
        """How well they know each other, read slice by slice."""
        contacts: list[tuple[int, int, str]] = []
        for begin in range(0, len(found.people), SLICE):
            some = found.people[begin : begin + SLICE]
            contacts += await self._contacts(group_id, some[0], some[-1])
        return await beside(Acquaintance.of, contacts, found.apart, found.day)

    @reads
    async def _contacts(self, tx: Tx, group_id: int, first: int, last: int) -> list[tuple[int, int, str]]:
        return await rounds_store.contacts(tx, group_id, first, last)

    @writes
    async def _make(self, tx: Tx, group_id: int, found: _Waiting, teams: Sequence[Team]) -> None:
        group = await groups_store.get(tx, group_id)
        schedule = await rounds_store.schedule(tx, group_id)
        if schedule is None or found != await _waiting(tx, group):
            return
        following = schedule.following(found.day)
        if teams:
            await rounds_store.make(tx, group_id, found.day, following.next_on - ASKED_BEFORE, teams)
        await rounds_store.keep_schedule(tx, following)

    @writes
    async def _finish(self, tx: Tx, job: Job) -> None:
        await jobs_store.finish(tx, job)

    @reads
    async def place(self, tx: Tx, user_id: int, place_id: int) -> Place:
        """One's own place. Raises Refused for everybody else."""
        return await _own(tx, user_id, place_id)

    @writes
    async def answer(self, tx: Tx, user_id: int, place_id: int, said: Answer) -> Place:
        """Say for oneself whether one met whom one was paired with. A yes notes a talk, as /one-to-one log does; not yet is told to nobody.

        Raises Refused for everybody else.
        """
        place = await _own(tx, user_id, place_id)
        group = await groups_store.get(tx, place.group_id)
        if said is Answer.MET:
            for other_id, _ in place.others:
                await _note(tx, group, place, other_id)
        await rounds_store.answer(tx, place, said)
        return replace(place, answer=said)


async def mine(tx: Tx, group: Group, user_id: int) -> Mine | None:
    """The rounds as one member sees them; None where the group has none. Their place is shown until the next round."""
    found = await rounds_store.standing(tx, group.group_id, user_id)
    if found is None:
        return None
    place = await rounds_store.last_place(tx, group.group_id, user_id)
    is_over = place is None or place.ask_on + ASKED_BEFORE <= _today(tx, group)
    return Mine(*found, None if is_over else place)


async def nightly(tx: Tx, group_id: int) -> None:
    """Each night: let a job make the round that is due, and delete those that are not remembered any more."""
    if not tx.clock_is_trusted:
        return
    group = await groups_store.get(tx, group_id)
    today, schedule = _today(tx, group), await rounds_store.schedule(tx, group_id)
    if schedule is not None and schedule.next_on <= today:
        await jobs_store.add(tx, group_id, JOB, f"{JOB}:{group_id}:{schedule.next_on}", tx.now)
    await rounds_store.delete_old(tx, group_id, today - REMEMBERED)


async def _waiting(tx: Tx, group: Group) -> _Waiting | None:
    """Who is to be paired in the round that is due; None where none is."""
    schedule, today = await rounds_store.schedule(tx, group.group_id), _today(tx, group)
    if schedule is None or schedule.next_on > today or not tx.clock_is_trusted:
        return None
    people = await rounds_store.counted_in(tx, group.group_id)
    return _Waiting(today, people, await rounds_store.apart(tx, group.group_id, people))


async def _own(tx: Tx, user_id: int, place_id: int) -> Place:
    group_id = await rounds_store.locate(tx, place_id)
    place = None if group_id is None else await rounds_store.get(tx, group_id, place_id)
    if place is None or place.user_id != user_id:
        raise not_found()
    await check_belongs(tx, place.group_id, user_id)
    return place


async def _note(tx: Tx, group: Group, place: Place, other_id: int) -> None:
    """Note a talk since the round, for who says so alone; where the other noted it too, and asked for it, that question is over."""
    pair = (place.group_id, place.user_id, other_id)
    before = await touches_store.since_day(tx, *pair, Kind.MET, place.day)
    touch = await noting.note(tx, *pair, Kind.MET, _today(tx, group), place.day)
    if before is not None and before.confirm_until is not None and touch.is_mutual:
        await one_to_ones_notices.show_again(tx, group, touch, place.user_id)


def _in_turn(people: Sequence[int], day: date) -> list[int]:
    """The people in an order that is another one each time: who chooses first, and who is the odd one."""
    return sorted(people, key=lambda user_id: blake2b(f"{day}:{user_id}".encode(), digest_size=8).digest())


def _today(tx: Tx, group: Group) -> date:
    return tx.now.astimezone(group.zone).date()


def _none() -> Refused:
    return Refused(N_("This group has no rounds of one-to-ones. Ask a moderator, or find somebody with /one-to-one suggest."))
