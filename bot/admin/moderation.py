"""Use cases of moderators: void records, and read or export the audit log."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import allowances
from bot.core.audit_log import store as audit_log_store
from bot.core.calendar import Period
from bot.core.declarations import declared
from bot.core.errors import N_, not_found
from bot.core.text import REASON, Field, read
from bot.core.use_case import Service, reads, writes
from bot.membership.guards import moderated_group
from bot.membership.members import store as members_store
from bot.weekly.activity import store as activity_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.actor import Actor
    from bot.core.audit_log.model import Logged
    from bot.core.db.database import Tx
    from bot.groups.model import Group

WHY = Field(N_("Reason"), REASON)
LONGEST_LOG = 366
MOST_LOGGED, SLICE = 20_000, 500
"""Maximum number of entries of a file, and of those read in one transaction."""


class LogPage(Struct, frozen=True):
    """Entries, newest first, and members' names by id; `quiet` referrals of the group had no move for `quiet_days`."""

    entries: tuple[Logged, ...]
    names: dict[int, str]
    quiet: int
    quiet_days: int


class LogFile(Struct, frozen=True):
    """Entries, newest first, and members' names by id; `more`: the days have older entries, which are not in the file."""

    group: Group
    entries: tuple[Logged, ...]
    names: dict[int, str]
    more: bool


class Moderation(Service):
    @writes
    async def void(self, tx: Tx, actor: Actor, prefix: str, number: int, reason: str) -> str:
        """Cancel the record with that label, such as R-42, and tell whom it concerns; returns the label. Raises Refused."""
        group = await moderated_group(tx, actor)
        reason = read(WHY, reason)
        # The prefix is typed by the moderator, as part of a label.
        if prefix not in declared().voids:
            raise not_found()
        return await declared().voids[prefix].run(tx, group, actor, number, reason)

    @reads
    async def log(self, tx: Tx, actor: Actor, member_id: int | None, days: int, limit: int, offset: int = 0) -> LogPage:
        """Read a page of the audit log of the last `days`; it has no client's data. Raises Refused."""
        group = await moderated_group(tx, actor)
        entries = await audit_log_store.of_group(tx, actor.group_id, member_id, _days(tx.now, days), limit, offset)
        names = await members_store.names(tx, actor.group_id, _concerned(entries))
        quiet = await activity_store.count_quiet(tx, actor.group_id, tx.now - timedelta(days=group.remind_quiet))
        return LogPage(tuple(entries), names, quiet, group.remind_quiet)

    async def whole_log(self, actor: Actor, member_id: int | None, days: int) -> LogFile:
        """Read up to MOST_LOGGED entries for a file, SLICE in each transaction, so that others' transactions get in between. Raises Refused."""
        # `span` ends at this moment, so entries that are written meanwhile do not shift the offsets.
        group, span = await self._begin_log(actor, days)
        entries: list[Logged] = []
        names: dict[int, str] = {}
        # One entry beyond MOST_LOGGED shows that there are more.
        while len(entries) <= MOST_LOGGED:
            some, their_names = await self._some_of_log(actor, member_id, span, len(entries))
            entries += some
            names |= their_names
            if len(some) < SLICE:
                break
        return LogFile(group, tuple(entries[:MOST_LOGGED]), names, len(entries) > MOST_LOGGED)

    @writes
    async def _begin_log(self, tx: Tx, actor: Actor, days: int) -> tuple[Group, Period]:
        group = await moderated_group(tx, actor)
        await allowances.take(tx, actor.group_id, actor.user_id, "log.export")
        return group, _days(tx.now, days)

    @reads
    async def _some_of_log(
        self, tx: Tx, actor: Actor, member_id: int | None, span: Period, offset: int
    ) -> tuple[list[Logged], dict[int, str]]:
        # `_begin_log` checked the actor, whose permissions are those of one interaction.
        entries = await audit_log_store.of_group(tx, actor.group_id, member_id, span, SLICE, offset)
        return entries, await members_store.names(tx, actor.group_id, _concerned(entries))


def _days(now: datetime, days: int) -> Period:
    """The last days up to now, this moment included."""
    return Period(now - timedelta(days=min(days, LONGEST_LOG)), now + timedelta(microseconds=1))


def _concerned(entries: Sequence[Logged]) -> set[int]:
    return {person for each in entries for person in (each.entry.actor_id, each.entry.member_id) if person is not None}
