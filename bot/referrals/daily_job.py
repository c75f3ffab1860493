"""What a group's referrals need every day by themselves: reminders, an end for what went quiet, an end for clients' data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.core.calendar import next_daily
from bot.core.jobs import store as jobs_store
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.members import store as members_store
from bot.referrals import contact_index, transitions
from bot.referrals import notices as referrals_notices
from bot.referrals import store as referrals_store
from bot.referrals.erasure import service as erasure_service
from bot.referrals.model import LAPSES_AFTER, Party, Verb
from bot.referrals.reminders import notices as reminders_notices
from bot.referrals.reminders import store as reminders_store
from bot.referrals.reminders.model import Rest, still_concerns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.core.jobs.model import Job
    from bot.groups.model import Group
    from bot.referrals.transitions import Opened

JOB = "care"
THE_CLOCK = 0
"""Who acts where nobody does."""
SLICE = 25
"""Of how many referrals, and of how many people, one transaction takes care at most."""
LATE = timedelta(hours=6)
"""How late people may still be reminded; a process that was away for longer leaves it for the next morning."""
NOT_WITHIN = timedelta(hours=20)
"""How far apart two reminders are at least, also where the group moved its time zone. A day may have 23 hours."""
MOST_NAMED = 10
"""How many referrals a reminder names; /referrals shows all."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a reminder named and still waits, as its person sees it."""

    group_id: int
    at: datetime
    waiting: tuple[Opened, ...]


class DailyJob(Service):
    async def run(self, job: Job) -> None:
        """What happens in the morning: some at a time, each time in a transaction of its own."""
        after: int | None = 0
        while after is not None:
            after = await self._some(job, after)

    @writes
    async def _some(self, tx: Tx, job: Job, after: int) -> int | None:
        """Returns the person after whom to go on; None when all is done, and to be done again tomorrow, or the clock is trusted no more."""
        if not tx.clock_is_trusted:
            return None
        group = await groups_store.get(tx, job.group_id)
        quiet = await contact_index.quiet_since(tx, group.group_id, tx.now - LAPSES_AFTER, SLICE)
        await _lapse(tx, group, quiet)
        ended = await contact_index.ended_before(tx, group.group_id, tx.now - timedelta(days=group.keep_clients), SLICE)
        await _wipe(tx, group, ended)
        people: Sequence[int] = ()
        if tx.now - job.due_at <= LATE and not await jobs_store.rests(tx, group.group_id):
            people = await _remind(tx, group, job.due_at, after)
        if SLICE in {len(quiet), len(ended), len(people)}:
            return people[-1] if people else after
        await jobs_store.again(tx, job, _next_morning(group, tx.now))
        return None

    @reads
    async def reminder(self, tx: Tx, group_id: int, user_id: int, at: datetime) -> Reminder:
        """The reminder of that moment, without what was dealt with meanwhile."""
        member = await members_store.get(tx, group_id, user_id)
        waiting: list[Opened] = []
        if member is not None and member.is_active:
            for referral_id in await reminders_store.named(tx, group_id, user_id, at):
                referral = await referrals_store.get(tx, group_id, referral_id)
                if referral is not None and still_concerns(referral, user_id, at):
                    waiting.append(await transitions.opened(tx, referral, user_id))
        return Reminder(group_id, at, tuple(waiting))

    @writes
    async def stop(self, tx: Tx, group_id: int, user_id: int) -> None:
        """Send this person no more reminders from that group."""
        await reminders_store.switch_off(tx, group_id, user_id)


async def tend(tx: Tx, group: Group) -> None:
    """Take care of the group every morning, by its own clock."""
    await jobs_store.schedule(tx, group.group_id, JOB, f"{JOB}:{group.group_id}", _next_morning(group, tx.now))


def _next_morning(group: Group, now: datetime) -> datetime:
    """Groups are spread over two hours of it, by what their id is made of."""
    hours, minutes = divmod((group.group_id >> 22) % 120, 60)
    return next_daily(now, time(9 + hours, minutes), group.zone)


async def _lapse(tx: Tx, group: Group, referral_ids: Sequence[int]) -> None:
    for referral_id in referral_ids:
        referral = await referrals_store.get(tx, group.group_id, referral_id)
        assert referral is not None
        lapsed = await transitions.make(tx, group, referral, Verb.LAPSE, THE_CLOCK)
        for party in Party:
            await referrals_notices.tell(tx, group, lapsed, Verb.LAPSE, lapsed.user_of(party))


async def _wipe(tx: Tx, group: Group, referral_ids: Sequence[int]) -> None:
    for referral_id in referral_ids:
        referral = await referrals_store.get(tx, group.group_id, referral_id)
        assert referral is not None
        await erasure_service.wipe(tx, group, referral)


async def _remind(tx: Tx, group: Group, at: datetime, after: int) -> list[int]:
    """Remind some of the people; whom."""
    rest = Rest.until(group, at)
    people = await reminders_store.due(tx, group.group_id, rest, at - NOT_WITHIN, after, SLICE)
    for user_id in people:
        due = await reminders_store.take(tx, group.group_id, user_id, rest, at)
        await reminders_store.name(tx, group.group_id, user_id, at, due[:MOST_NAMED])
        await reminders_notices.remind(tx, group, user_id, at)
    return people
