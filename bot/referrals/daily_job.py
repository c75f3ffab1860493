"""The daily job of a group's referrals: reminders, lapsing of quiet ones, and erasure of clients' data after its term."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.audit_log.model import THE_CLOCK
from bot.core.calendar import next_daily
from bot.core.declarations import declared
from bot.core.jobs import store as jobs_store
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.members import store as members_store
from bot.membership.muted_senders import store as muted_senders_store
from bot.referrals import contact_index, transitions
from bot.referrals import notices as referrals_notices
from bot.referrals import store as referrals_store
from bot.referrals.erasure import service as erasure_service
from bot.referrals.model import LAPSES_AFTER, Party, Verb
from bot.referrals.reminders import morning_items
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
SLICE = 25
"""Maximum number of referrals, and of people, that one transaction handles."""
LATE = timedelta(hours=6)
"""How late the job may still send reminders; after a longer absence of the process they wait for the next morning."""
NOT_WITHIN = timedelta(hours=20)
"""Minimum interval of two reminders to a person, also after a change of the zone. Less than a day of 23 hours."""
MOST_NAMED = 10
"""Maximum number of referrals that a reminder lists; /referrals shows all."""
MOST_ITEMS = 3
"""Maximum number of other items that a reminder lists; the others of a person come on the next mornings."""


class Item(Struct, frozen=True):
    """A record of another feature of which the person is asked, as its declaration (`MorningItems`) reads it."""

    kind: str
    record: object


class Reminder(Struct, frozen=True):
    """The morning list of a person, with those of its referrals and other items that still wait, as the person sees them."""

    group_id: int
    at: datetime
    waiting: tuple[Opened, ...]
    items: tuple[Item, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.waiting and not self.items


class DailyJob(Service):
    async def run(self, job: Job) -> None:
        """Run the job in slices, each a transaction, so that none locks the store for long."""
        after: int | None = 0
        while after is not None:
            after = await self._some(job, after)

    @writes
    async def _some(self, tx: Tx, job: Job, after: int) -> int | None:
        """Handle one slice; returns the id of the last person reminded, after whom the next begins.

        Returns None when all is done and the next day is scheduled, or the clock is no longer trusted.
        """
        # The job is left as it is: after its lease (`jobs_store.LEASE`) it is claimed again, until the clock is
        # trusted.
        if not tx.clock_is_trusted:
            return None
        group = await groups_store.get(tx, job.group_id)
        quiet = await contact_index.quiet_since(tx, group.group_id, tx.now - LAPSES_AFTER, SLICE)
        await _lapse(tx, group, quiet)
        ended = await contact_index.ended_before(tx, group.group_id, tx.now - timedelta(days=group.keep_clients), SLICE)
        await _wipe(tx, group, ended)
        following: int | None = None
        # Lapsing and erasure have terms of months and may be late; a reminder should come in the morning.
        if tx.now - job.due_at <= LATE and not await jobs_store.rests(tx, group.group_id):
            following = await _remind(tx, group, job.due_at, after)
        # A full slice means that there may be more; the next transaction continues after the last person.
        if following is not None or SLICE in {len(quiet), len(ended)}:
            return after if following is None else following
        if not await jobs_store.rests(tx, group.group_id):
            mornings = [feature.morning for feature in declared().features if feature.morning is not None]
            if any([await morning(tx, group.group_id) for morning in mornings]):
                return after
        await jobs_store.again(tx, job, _next_morning(group, tx.now))
        return None

    @reads
    async def reminder(self, tx: Tx, group_id: int, user_id: int, at: datetime) -> Reminder:
        """Read the reminder of that time, without what was dealt with since or is with somebody who was muted since."""
        member = await members_store.get(tx, group_id, user_id)
        waiting: list[Opened] = []
        items: list[Item] = []
        if member is not None and member.is_active:
            muted = await muted_senders_store.of(tx, group_id, user_id)
            for referral_id in await reminders_store.named(tx, group_id, user_id, at):
                referral = await referrals_store.get(tx, group_id, referral_id)
                if referral is None or referral.other(user_id) in muted:
                    continue
                if still_concerns(referral, user_id, at):
                    waiting.append(await transitions.opened(tx, referral, user_id))
            items = await _items(tx, group_id, user_id, at)
        return Reminder(group_id, at, tuple(waiting), tuple(items))

    @writes
    async def stop(self, tx: Tx, group_id: int, user_id: int) -> None:
        """Switch off a person's reminders in that group."""
        await reminders_store.switch_off(tx, group_id, user_id)


async def tend(tx: Tx, group: Group) -> None:
    """Schedule the group's daily job."""
    await jobs_store.schedule(tx, group.group_id, JOB, f"{JOB}:{group.group_id}", _next_morning(group, tx.now))


def _next_morning(group: Group, now: datetime) -> datetime:
    """The next run, between 09:00 and 11:00 in the group's zone; groups are spread over that time by their ids."""
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


async def _remind(tx: Tx, group: Group, at: datetime, after: int) -> int | None:
    """Queue reminders to one slice of people whose ids are above `after`; returns where the next slice begins, None where there is none."""
    rest = Rest.until(group, at)
    owing = await reminders_store.due(tx, group.group_id, rest, at - NOT_WITHIN, after, SLICE)
    asked, known_to = await _asked(tx, group, at, after)
    people = [each for each in sorted({*owing, *asked}) if known_to is None or each <= known_to][:SLICE]
    for user_id in people:
        due = await reminders_store.take(tx, group.group_id, user_id, rest, at)
        await reminders_store.name(tx, group.group_id, user_id, at, due[:MOST_NAMED])
        await morning_items.name(tx, group.group_id, user_id, at, asked.get(user_id, ())[:MOST_ITEMS])
        await reminders_notices.remind(tx, group, user_id, at)
    return people[-1] if len(people) == SLICE else known_to


async def _asked(tx: Tx, group: Group, at: datetime, after: int) -> tuple[dict[int, list[tuple[str, int]]], int | None]:
    """The items (kind, record id) of people whose ids are above `after`, and up to whom they are known; None where these are all."""
    found: dict[int, list[tuple[str, int]]] = {}
    known_to: int | None = None
    for kind in declared().morning_items.values():
        items = await kind.due(tx, group, at, after, SLICE)
        for item in items:
            found.setdefault(item.user_id, []).append((kind.kind, item.record_id))
        if len(items) == SLICE:
            last = items[-1].user_id
            known_to = last if known_to is None else min(known_to, last)
    may = await reminders_store.remindable(tx, group.group_id, found, at - NOT_WITHIN)
    return {user_id: found[user_id] for user_id in may}, known_to


async def _items(tx: Tx, group_id: int, user_id: int, at: datetime) -> list[Item]:
    """The items that the reminder of that time names and that still wait, in the order of the declarations."""
    named = await morning_items.named(tx, group_id, user_id, at)
    found: list[Item] = []
    for kind in declared().morning_items.values():
        for record_id in [record_id for name, record_id in named if name == kind.kind]:
            record = await kind.read(tx, group_id, user_id, record_id)
            found += [] if record is None else [Item(kind.kind, record)]
    return found
