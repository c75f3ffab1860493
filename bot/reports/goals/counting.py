"""Counts what a group's goals measure, over closed weeks, each week as the ledger stood when it closed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.meetings.guests import store as guests_store
from bot.reports.goals import store as goals_store
from bot.reports.goals.model import SCHEMES, Bar, Measure, Weeks, bar, closed_weeks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.reports.goals.model import Scheme

    Pair = tuple[int, int, int]
    """(member id, counterpart id, number of entries), as `ledger.store.known_at` reads it."""

_LEDGER = {
    Measure.GIVERS: EntryKind.REFERRAL,
    Measure.RECEIVERS: EntryKind.REFERRAL,
    Measure.REFERRALS: EntryKind.REFERRAL,
    Measure.INTRODUCTIONS: EntryKind.INTRODUCTION,
    Measure.ANSWERS: EntryKind.ANSWER,
    Measure.THANKS: EntryKind.THANKS,
}
_BY_COUNTERPART = {Measure.RECEIVERS, Measure.THANKS}
"""What is counted by the entry's counterpart: who received a referral, who said the thanks. All else by whom it counts for."""
_HALVES = {Measure.INTRODUCTIONS}
"""An introduction is two entries, one for each of the two."""


class Progress(Struct, frozen=True):
    """How far the group came in the closed weeks of a month, and how much of each measure one member did."""

    scheme: Scheme
    weeks: Weeks
    bars: tuple[Bar, ...]
    own: dict[Measure, int]


async def progress(tx: Tx, group: Group, scheme: Scheme, user_id: int = 0) -> Progress:
    """Count for the group; `user_id` is whose own part is read, 0 for nobody's."""
    weeks = closed_weeks(tx.now, group)
    members = await goals_store.members(tx, group.group_id)
    bars: list[Bar] = []
    own: dict[Measure, int] = {}
    goals = SCHEMES[scheme]
    kinds = dict.fromkeys(_LEDGER[goal.measure] for goal in goals if goal.measure in _LEDGER)
    entries = {kind: await _known(tx, group.group_id, kind, weeks) for kind in kinds}
    for goal in goals:
        by_person = await _by_person(tx, group, goal.measure, weeks, entries)
        own[goal.measure] = _whole(goal.measure, by_person[user_id])
        n = len(members & by_person.keys()) if goal.measure.is_of_everybody else _whole(goal.measure, by_person.total())
        bars.append(bar(goal, n, len(members)))
    return Progress(scheme, weeks, tuple(bars), own)


def _whole(measure: Measure, entries: int) -> int:
    return entries // 2 if measure in _HALVES else entries


async def _known(tx: Tx, group_id: int, kind: EntryKind, weeks: Weeks) -> list[Pair]:
    # Not as it stands now: who compares two weeks' news does not read that something was declined or cancelled in between.
    return [pair for week in weeks.closed for pair in await ledger_store.known_at(tx, group_id, kind, week, week.end)]


async def _by_person(
    tx: Tx, group: Group, measure: Measure, weeks: Weeks, entries: Mapping[EntryKind, Iterable[Pair]]
) -> Counter[int]:
    """How much each person did of it; a new member for whom nobody vouched is 0's."""
    if measure is Measure.GUESTS:
        return Counter(await guests_store.who_brought(tx, group.group_id, weeks.period))
    if measure is Measure.NEWCOMERS:
        return Counter(sponsor or 0 for sponsor in await goals_store.newcomers(tx, group.group_id, weeks.period))
    found: Counter[int] = Counter()
    for member, counterpart, n in entries[_LEDGER[measure]]:
        found[counterpart if measure in _BY_COUNTERPART else member] += n
    return found
