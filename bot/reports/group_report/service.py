"""Use case: a moderator reads a report on a closed period."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import THE_BEGINNING
from bot.core.computing import beside
from bot.core.errors import N_, Day, Refused, not_found
from bot.core.ledger.model import EntryKind
from bot.core.text import sort_key
from bot.core.use_case import Service, reads
from bot.membership.guards import moderated_group
from bot.reports.group_report import gathering
from bot.reports.group_report.model import LET_IN_AT, Closed, Report, Span, begins, closed, last_closed
from bot.weekly.boards.gathering import standings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.reports.group_report.gathering import Gathered
    from bot.weekly.boards.model import Standing


class Attended(Struct, frozen=True):
    """A member, and at how many of the meetings since they joined they were, a substitute counted."""

    name: str
    seat: str
    attended: int
    held: int


class Files(Struct, frozen=True):
    """A report with what stands of members in its files: what boards show of those who let them name them, and attendance."""

    report: Report
    boards: Mapping[EntryKind, Sequence[Standing]]
    attendance: tuple[Attended, ...]


class GroupReports(Service):
    async def last(self, actor: Actor, span: Span) -> Report:
        """The report on the last closed period of that length. Raises Refused for who is no moderator, and where there is none yet."""
        group, of = await self._begin(actor, span, None)
        return (await gathering.gathered(self.database, group, of)).report

    async def of(self, actor: Actor, span: Span, first: date) -> Report:
        """The report on the period whose calendar months begin with `first`, which is input. Raises Refused."""
        group, of = await self._begin(actor, span, first)
        return (await gathering.gathered(self.database, group, of)).report

    async def files(self, actor: Actor, span: Span) -> Files:
        """The last report with its members. Raises Refused."""
        group, of = await self._begin(actor, span, None)
        read = await gathering.gathered(self.database, group, of)
        standings = await standings_of(self.database, group, EntryKind, of.period)
        boards = {kind: [each for each in found if each.on_boards] for kind, found in standings.items()}
        attended = await gathering.attended(self.database, group.group_id, of.period) if read.held else Counter[int]()
        return Files(read.report, boards, await beside(_attendance, read, attended))

    @reads
    async def _begin(self, tx: Tx, actor: Actor, span: Span, first: date | None) -> tuple[Group, Closed]:
        group = await moderated_group(tx, actor)
        last = last_closed(span, tx.now, group)
        if first is not None and not (THE_BEGINNING.date() <= first <= last.first and begins(span, first)):
            raise not_found()
        found = last if first is None else closed(span, first, group)
        assert group.set_up_at is not None, "it is checked"
        if group.set_up_at >= found.period.end:
            following = last_closed(span, group.set_up_at, group)
            while following.period.end <= group.set_up_at:
                following = following.after(group)
            raise Refused(
                N_(
                    "Nothing of that time is over yet since Goodword began here. Choose a shorter period, or ask again from {day} on."
                ),
                day=Day(following.period.end),
            )
        return group, found


def _attendance(read: Gathered, attended: Counter[int]) -> tuple[Attended, ...]:
    """The members by name, each with the period's meetings at which they were; empty where none was held."""
    if not read.held:
        return ()
    people = [each for each in read.people if each.belongs and each.joined_at < read.report.of.period.end]
    return tuple(
        Attended(
            each.name,
            each.seat,
            attended[each.user_id],
            sum(meeting.starts_at > each.joined_at - LET_IN_AT for meeting in read.held),
        )
        for each in sorted(people, key=lambda each: sort_key(each.name))
    )
