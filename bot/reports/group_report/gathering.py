"""Reads a report part by part, each in a transaction of its own, and adds up outside of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.audit_log import store as audit_log_store
from bot.core.calendar import Period
from bot.core.computing import beside
from bot.core.ledger import store as ledger_store
from bot.core.ledger import weeks
from bot.core.ledger.model import EntryKind
from bot.membership.members.roll import BEFORE_ALL
from bot.reports.group_report import store as group_report_store
from bot.reports.group_report.model import Numbers, Report, Told, changed_in, compared_from, to_first_answer, told_in
from bot.weekly.business import store as business_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.core.db.database import Database, Row, Tx
    from bot.groups.model import Group
    from bot.reports.group_report.model import Closed, Tenure
    from bot.reports.group_report.store import Asked, Held

PART = timedelta(days=28)
"""How much of a period one transaction reads, except of the ledger, which has its own parts."""


class _Events(Struct, frozen=True):
    """What happened in a part of a period."""

    jobs: frozenset[int] = frozenset()
    guests: int = 0
    applied: int = 0
    held: tuple[Held, ...] = ()
    asks: tuple[Asked, ...] = ()

    def __add__(self, other: _Events) -> _Events:
        # A job that was undone and reported again may be in two parts.
        return _Events(
            self.jobs | other.jobs,
            self.guests + other.guests,
            self.applied + other.applied,
            self.held + other.held,
            self.asks + other.asks,
        )


class Gathered(Struct, frozen=True):
    """A report, with what it was counted from: whoever is or was a member, and the meetings of its period."""

    report: Report
    people: Sequence[Tenure]
    held: Sequence[Held]


async def gathered(database: Database, group: Group, of: Closed) -> Gathered:
    """Read the report on a period."""
    previous = of.before(group)
    people = await _with_changes(database, group.group_id, await _everybody(database, group.group_id), previous.period.start)
    assert group.set_up_at is not None, "the use case checks it"
    before = None
    if group.set_up_at < previous.period.end:
        before = await _numbers(database, group, previous, people, await _happened(database, group.group_id, previous.period))
    happened = await _happened(database, group.group_id, of.period)
    return Gathered(Report(group, of, await _numbers(database, group, of, people, happened), before), people, happened.held)


async def _everybody(database: Database, group_id: int) -> list[Tenure]:
    """Whoever is or was a member, without the changes of their trades."""
    people: list[Tenure] = []
    after: int | None = BEFORE_ALL
    while after is not None:
        some, after = await database.read(lambda tx, after=after: group_report_store.people(tx, group_id, after))
        people += some
    return people


async def _with_changes(database: Database, group_id: int, people: Iterable[Tenure], since: datetime) -> list[Tenure]:
    """The same people with the changes of their trades since that instant."""
    changes: defaultdict[int, list[tuple[datetime, str]]] = defaultdict(list)
    now = await database.read(_now)
    for part in parts(Period(since, max(now, since) + timedelta.resolution)):
        for logged in await database.read(lambda tx, part=part: audit_log_store.of_action(tx, group_id, "member.seat", part)):
            if logged.entry.member_id is not None:
                changes[logged.entry.member_id].insert(0, (logged.at, str(logged.entry.before.get("seat", ""))))
    return [replace(each, changes=tuple(changes[each.user_id])) if each.user_id in changes else each for each in people]


async def attended(database: Database, group_id: int, span: Period) -> Counter[int]:
    """At how many of the meetings of a period each person was."""
    found: Counter[int] = Counter()
    for part in parts(span):
        found.update(await database.read(lambda tx, part=part: group_report_store.attendance(tx, group_id, part)))
    return found


def parts(span: Period) -> Iterator[Period]:
    """The period in parts of at most PART."""
    start = span.start
    while start < span.end:
        end = min(start + PART, span.end)
        yield Period(start, end)
        start = end


async def _now(tx: Tx) -> datetime:
    return tx.now


async def _happened(database: Database, group_id: int, span: Period) -> _Events:
    happened = _Events()
    for part in parts(span):
        happened += await database.read(lambda tx, part=part: _events(tx, group_id, part))
    return happened


async def _numbers(database: Database, group: Group, of: Closed, people: Sequence[Tenure], happened: _Events) -> Numbers:
    group_id, span = group.group_id, of.period
    assert group.set_up_at is not None, "the use case checks it"
    changed = await beside(changed_in, people, compared_from(span, group.set_up_at))
    return Numbers(
        entries=await _entries(database, group, span),
        receivers=await _receivers(database, group_id, span),
        jobs=len(happened.jobs),
        guests=happened.guests,
        applied=happened.applied,
        meetings=len(happened.held),
        attended=sum(each.attended for each in happened.held),
        asks=len(happened.asks),
        answered=sum(each.taken is not None for each in happened.asks),
        to_first_answer=to_first_answer((each.author_id, each.taken) for each in happened.asks if each.taken is not None),
        members=changed.members,
        joined=changed.joined,
        left=changed.left,
        gained=changed.gained,
        lost=changed.lost,
        business=await database.read(lambda tx: _told(tx, group, of)),
    )


async def _events(tx: Tx, group_id: int, part: Period) -> _Events:
    came, applied = await group_report_store.guests(tx, group_id, part)
    return _Events(
        await group_report_store.jobs(tx, group_id, part),
        came,
        applied,
        tuple(await group_report_store.held(tx, group_id, part)),
        tuple(await group_report_store.asked(tx, group_id, part)),
    )


async def _entries(database: Database, group: Group, span: Period) -> Mapping[EntryKind, int]:
    """The number of entries of each kind."""
    found: Counter[EntryKind] = Counter(dict.fromkeys(EntryKind, 0))
    since: int | None = None
    while True:
        part = await database.read(lambda tx, since=since: weeks.part(tx, group, group.group_id, span, since))
        found.update(part.totals)
        if part.rest is None:
            return found
        since = part.rest


async def _receivers(database: Database, group_id: int, span: Period) -> int:
    """How many different members received a referral that is not reversed."""
    sums: defaultdict[tuple[int, int], int] = defaultdict(int)
    left: Period | None = span
    while left is not None:
        part = await database.read(lambda tx, left=left: ledger_store.part(tx, group_id, EntryKind.REFERRAL, left))
        await beside(_add, sums, part.entries)
        left = part.rest
    return await beside(_count_receivers, sums)


def _count_receivers(sums: Mapping[tuple[int, int], int]) -> int:
    return len({receiver for (_, receiver), number in sums.items() if number > 0})


def _add(sums: defaultdict[tuple[int, int], int], entries: Iterable[Row]) -> None:
    for giver, receiver, _, sign in entries:
        sums[giver, receiver] += sign


async def _told(tx: Tx, group: Group, of: Closed) -> Told:
    if not group.amounts:
        return Told()
    months = await business_store.months(tx, group.group_id, of.period)
    return told_in(months, await business_store.weeks(tx, group.group_id, of.period), of)
