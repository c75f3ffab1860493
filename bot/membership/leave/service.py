"""Use cases of a leave: beginning, changing and ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core import allowances
from bot.core.calendar import MIDNIGHT, at_local
from bot.core.dates import read_day
from bot.core.errors import N_, Refused
from bot.core.events import announce
from bot.core.jobs import store as jobs_store
from bot.core.text import LINE, Field, read
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership import notices as membership_notices
from bot.membership.events import TEXT_PUBLISHED
from bot.membership.guards import belonging_member, check_acting, not_a_member, working_group
from bot.membership.leave import store as leave_store
from bot.membership.members import lifecycle as model
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Away, Member, Person, Status

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.core.jobs.model import Job
    from bot.groups.model import Group

JOB = "away"
NOTE = Field(N_("What others read of your leave"), LINE, required=False)


class Leave(Service):
    @reads
    async def mine(self, tx: Tx, actor: Actor) -> Member:
        """Read the actor as a member, active or on leave. Raises Refused."""
        return await belonging_member(tx, actor)

    @reads
    async def group(self, tx: Tx, group_id: int) -> Group:
        """Read the group, in whose time zone days of return are read and shown."""
        return await groups_store.get(tx, group_id)

    @writes
    async def go(self, tx: Tx, actor: Actor, until: str, note: str, *, sure: bool = False) -> Member:
        """Begin a leave, or change the end and note of a leave that the actor began.

        Raises Refused, and Doubt where the note names a client, unless the actor is `sure`.
        """
        group = await working_group(tx, actor.group_id)
        present = await belonging_member(tx, actor)
        on_leave = present.status is Status.PAUSED
        if on_leave:
            _check_own(present)
        away = Away(read_until(group, until, tx.now, actor.language), read(NOTE, note), actor.user_id)
        if away.note and not sure:
            await announce(tx, TEXT_PUBLISHED, actor=actor, text=away.note)
        await allowances.take(tx, actor.group_id, actor.user_id, "away.go")
        gone = replace(
            present,
            # In a direct message Discord sends no nickname, so the stored name stays.
            name=actor.name if actor.in_group else present.name,
            status=Status.PAUSED,
            # A leave that is changed keeps its beginning.
            status_at=present.status_at if on_leave else tx.now,
            away=away,
            version=present.version + 1,
        )
        await members_store.save(tx, gone)
        await schedule_return(tx, gone)
        await membership_notices.note(tx, actor.user_id, "away.go", present, gone)
        await membership_notices.leave_changed(tx, group, present, gone)
        return gone

    @writes
    async def come_back(self, tx: Tx, actor: Actor) -> Member:
        """End the actor's leave; does nothing where they are not on leave. Raises Refused where a moderator began it."""
        group = await working_group(tx, actor.group_id)
        present = await belonging_member(tx, actor)
        if present.is_active:
            return present
        _check_own(present)
        return await bring_back(tx, group, present, actor.user_id)

    @writes
    async def run(self, tx: Tx, job: Job) -> None:
        """Job at the end of a leave: bring the member back if their present leave has ended."""
        if not await jobs_store.finish(tx, job):
            return
        # The member's id is the third part of the key (see `schedule_return`).
        present = await members_store.get(tx, job.group_id, int(job.key.split(":")[2]))
        until = present.away.until if present is not None and present.away is not None else None
        # The leave may have been changed or ended since the job was scheduled.
        if present is not None and present.status is Status.PAUSED and until is not None and until <= tx.now:
            await bring_back(tx, await groups_store.get(tx, job.group_id), present, present.user_id)

    @writes
    async def wait_for(self, tx: Tx, actor: Actor, person: Person) -> Member:
        """Ask to be told when that member is back. Raises Refused where they are back, or no member."""
        await check_acting(tx, actor)
        member = await members_store.get(tx, actor.group_id, person.user_id)
        if member is None or not member.belongs:
            raise not_a_member(person)
        if member.is_active:
            raise Refused(N_("{name} is back already. Send it with /refer."), name=member.name)
        # Lock the member's row: a concurrent return either comes first, or finds the request below.
        await members_store.hold(tx, member)
        await leave_store.for_return(tx, actor.group_id, person.user_id, actor.user_id)
        return member


def read_until(group: Group, until: str, now: datetime, language: str) -> datetime | None:
    """Read the day of return: midnight of it in the group's zone; None for an empty text. Raises Refused."""
    if not until.strip():
        return None
    day = read_day(until, now.astimezone(group.zone).date(), group.zone, language)
    return at_local(day, MIDNIGHT, group.zone)


async def schedule_return(tx: Tx, member: Member) -> None:
    """Schedule the job that ends a leave, if its end is known. A job of an earlier version stays, and does nothing when it runs."""
    if member.away is not None and member.away.until is not None:
        # The version makes the key of each change of a leave unique; a finished job's key can't be added again.
        key = f"{JOB}:{member.group_id}:{member.user_id}:{member.version}"
        await jobs_store.add(tx, member.group_id, JOB, key, member.away.until)


async def bring_back(tx: Tx, group: Group, present: Member, actor_id: int) -> Member:
    """End a leave and tell those who asked to be told. Raises Refused where the member is not on leave."""
    status = model.after(Step.RESUME, present, present.name)
    back = replace(present, status=status, status_at=tx.now, away=None, version=present.version + 1)
    await members_store.save(tx, back)
    await membership_notices.note(tx, actor_id, f"member.{Step.RESUME.value}", present, back)
    await membership_notices.leave_changed(tx, group, present, back)
    # The job ends a leave in the member's name; an open leave has no job, so there the member is who pressed and needs no message.
    if actor_id != present.user_id or (present.away is not None and present.away.until is not None):
        await membership_notices.tell(tx, group, f"member.{Step.RESUME.value}", back)
    await tell_waiting(tx, group, back)
    return back


async def tell_waiting(tx: Tx, group: Group, back: Member) -> None:
    """Queue a message to those who waited for a member's return."""
    for user_id in await leave_store.is_back(tx, group.group_id, back.user_id):
        waiting = await members_store.get(tx, group.group_id, user_id)
        if waiting is not None and waiting.belongs:
            await membership_notices.tell(tx, group, "member.back", back, waiting)


def _check_own(present: Member) -> None:
    """Raise Refused where another person, a moderator, began the leave."""
    if present.away is not None and present.away.by != present.user_id:
        raise Refused(N_("A moderator put you on leave. Ask a moderator to bring you back."))
