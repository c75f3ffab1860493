"""Use cases of an import of past referrals: preview it, apply it in one transaction, undo it as a whole."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import astuple, replace

from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.calendar import MIDNIGHT, Period, at_local
from bot.core.dates import DayOrder
from bot.core.errors import N_, not_found
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.use_case import reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import moderated_group
from bot.membership.import_sessions.model import Meant, PlanChanged, Tell, dumped_meant, loaded_meant
from bot.membership.import_sessions.service import ImportSession
from bot.membership.members import store as members_store
from bot.membership.members.model import Status
from bot.membership.roster_import import name_matching
from bot.membership.roster_import.columns import Column as Roll
from bot.membership.roster_import.columns import Row
from bot.referrals.history import store as history_store
from bot.referrals.history.model import Column, Slip
from bot.referrals.history.plan import Known, Plan, Upload, names_in, span
from bot.referrals.history.plan import plan as make_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member
    from bot.referrals.history.model import PastImport


class PastChanged(PlanChanged):
    """The roll or the ledger changed between the preview and its application; nothing was entered."""

    why = N_("The group changed since you looked at this. Nothing was entered: look again, then press once more.")


class Brought(Struct, frozen=True):
    """An import and the name of the moderator who made it; empty where they are not on the roll."""

    made: PastImport
    moderator: str


class HistoryImport(ImportSession[Upload, Plan, Brought]):
    """The import session of past referrals; applying its plan returns a Brought."""

    form = "past"
    changed = PastChanged
    may_be_nobody = False

    async def read_days(self, actor: Actor, draft_id: str, order: DayOrder) -> None:
        """Answer whether the days of the file have the day or the month first. Raises Refused."""
        await self._answer(actor, draft_id, lambda upload: replace(upload, order=order))

    @reads
    async def get(self, tx: Tx, actor: Actor, import_id: int) -> Brought:
        """Read an import of the group, undone or not. Raises Refused."""
        return await _brought(tx, await moderated_group(tx, actor), import_id)

    @writes
    async def undo(self, tx: Tx, actor: Actor, import_id: int) -> Brought:
        """Delete an import's referrals, whichever moderator made it; repeated, it changes nothing. Raises Refused."""
        group = await moderated_group(tx, actor)
        # Lock the group's row: of two moderators who undo at the same time the second finds it undone, and logs nothing.
        await groups_store.hold(tx, group.group_id)
        brought = await _brought(tx, group, import_id)
        if brought.made.undone_at is None:
            removed = await history_store.undo(tx, brought.made)
            entry = LogEntry(group.group_id, actor.user_id, "past.undo", brought.made.target, before={"added": removed})
            await audit_log_store.write(tx, entry)
        return await _brought(tx, group, import_id)

    def _may_be_meant(self, members: list[Member]) -> list[Member]:
        """Everybody except people who deleted their data: the name in their row is a placeholder."""
        return [member for member in members if member.user_id > 0 or member.seat or member.status is Status.EXPECTED]

    def _dump(self, upload: Upload) -> dict[str, Any]:
        return {
            "slips": [astuple(slip) for slip in upload.slips],
            "names": upload.names,
            "meant": dumped_meant(upload.meant),
            "order": upload.order,
            "unread": upload.unread,
        }

    def _load(self, kept: dict[str, Any]) -> Upload:
        slips = tuple(
            Slip(number, giver, receiver, day, kind, Column(formula) if formula else None)
            for number, giver, receiver, day, kind, formula in kept["slips"]
        )
        order = DayOrder(kept["order"]) if kept["order"] else None
        return Upload(slips, tuple(kept["names"]), loaded_meant(kept["meant"]), order, tuple(kept["unread"]))

    def _meant(self, upload: Upload) -> Mapping[int, Meant]:
        return upload.meant

    def _with_meant(self, upload: Upload, meant: Mapping[int, Meant]) -> Upload:
        return replace(upload, meant=meant)

    def _likeliest(self, meant: Mapping[int, Meant]) -> Mapping[int, Meant]:
        """The first candidate of each name. Two names may mean one person, since files write a person in more than one way."""
        unsure = ((place, each.candidates) for place, each in meant.items() if each.user_id is None)
        return {place: Meant(candidates[0], candidates, for_sure=True) for place, candidates in unsure}

    def _rows(self, upload: Upload) -> int:
        return len(upload.slips)

    async def _planner(self, tx: Tx, actor: Actor, group: Group, upload: Upload) -> Callable[[Sequence[Member]], Plan]:
        today = tx.now.astimezone(group.zone).date()
        since, until = span(upload, today)
        # A period is half-open: it ends as the day after the last one begins.
        days = Period(at_local(since, MIDNIGHT, group.zone), at_local(until + timedelta(days=1), MIDNIGHT, group.zone))
        live: Counter[tuple[int, int, date]] = Counter()
        for giver, receiver, at in await ledger_store.done_between(tx, group.group_id, EntryKind.REFERRAL, days):
            live[giver, receiver, at.astimezone(group.zone).date()] += 1
        known = Known(await history_store.between(tx, group.group_id, since, until), live)
        return lambda members: make_plan(upload, members, known, today, actor.language)

    async def _carry_out(self, tx: Tx, actor: Actor, group: Group, plan: Plan, tell: Tell) -> int:
        if not plan.added:
            raise PastChanged
        made = await history_store.add(tx, group.group_id, actor.user_id, plan.added, tell)
        facts = {"added": made.added, "since": made.since.isoformat(), "until": made.until.isoformat()}
        await audit_log_store.write(tx, LogEntry(group.group_id, actor.user_id, "past.import", made.target, after=facts))
        return made.id

    async def _result(self, tx: Tx, group: Group, number: int) -> Brought:
        return await _brought(tx, group, number)


def read(slips: Sequence[Slip], roll: Sequence[Member], unread: Sequence[str] = ()) -> Upload:
    """The upload of a file's lines: each distinct name is matched with the roll once, as a full name and as a user name."""
    names = names_in(slips)
    rows = [Row(place, {Roll.NAME: name, Roll.HANDLE: name}) for place, name in enumerate(names)]
    return Upload(tuple(slips), names, name_matching.meant(rows, roll, (), each_once=False), unread=tuple(unread))


async def _brought(tx: Tx, group: Group, import_id: int) -> Brought:
    made = await history_store.get(tx, group.group_id, import_id)
    if made is None:
        raise not_found()
    names = await members_store.names(tx, group.group_id, [made.moderator_id])
    return Brought(made, names.get(made.moderator_id, ""))
