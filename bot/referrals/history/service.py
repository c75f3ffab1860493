"""Referrals of the time before from a spreadsheet: shown first, then entered whole or not at all, and undone as they were entered."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core import idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.calendar import MIDNIGHT, Period, at_local
from bot.core.drafts import store as drafts_store
from bot.core.errors import N_, Refused, not_found
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import moderated_group
from bot.membership.members import store as members_store
from bot.membership.members.model import Status
from bot.membership.roster_import import import_sessions, name_matching
from bot.membership.roster_import.columns import Column as Roll
from bot.membership.roster_import.columns import Row
from bot.membership.roster_import.model import NOBODY, Meant
from bot.referrals.history import store as history_store
from bot.referrals.history.model import Column, Slip
from bot.referrals.history.plan import DayOrder, Known, Plan, Upload, names_in, plan, span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.core.drafts.store import Draft
    from bot.groups.model import Group
    from bot.membership.members.model import Member
    from bot.referrals.history.model import PastImport

FORM = "past"


class PastChanged(Refused):
    """What was shown is not what would be done any more; the person looks again first."""

    def __init__(self) -> None:
        super().__init__(N_("The group changed since you looked at this. Nothing was entered: look again, then press once more."))


@dataclass(frozen=True, slots=True)
class Brought:
    """An import with the name of who made it; empty where they are not on the roll."""

    made: PastImport
    moderator: str


class HistoryImport(Service):
    @reads
    async def roll(self, tx: Tx, actor: Actor) -> list[Member]:
        """Everybody who may be meant in a file. Raises Refused for all but moderators."""
        await moderated_group(tx, actor)
        return await _roll(tx, actor.group_id)

    @writes
    async def keep(self, tx: Tx, actor: Actor, upload: Upload) -> str:
        """Keep what was read for a quarter of an hour, for this moderator. Raises Refused."""
        return await import_sessions.keep(tx, actor, FORM, _dumped(upload))

    @writes
    async def preview(self, tx: Tx, actor: Actor, draft_id: str) -> Plan:
        """What would be entered now; it is remembered that it was shown. Raises Refused."""
        group, draft, upload = await _open(tx, actor, draft_id)
        planned = await _planned(tx, group, upload, actor.language)
        await import_sessions.remember_shown(tx, draft, planned.fingerprint)
        return planned

    @writes
    async def choose(self, tx: Tx, actor: Actor, draft_id: str, place: int, user_id: int | None) -> None:
        """Say whom a name means, or None to leave its rows out. Raises Refused."""
        _, draft, upload = await _open(tx, actor, draft_id)
        asked = upload.meant.get(place)
        if asked is None or user_id not in {None, *asked.candidates}:
            raise import_sessions.over()
        said = Meant(user_id or NOBODY, asked.candidates, for_sure=True, left_out=user_id is None)
        await import_sessions.change(tx, draft, _dumped(replace(upload, meant={**upload.meant, place: said})))

    @writes
    async def take_likeliest(self, tx: Tx, actor: Actor, draft_id: str) -> None:
        """Say of each name that is unsure that it means the likeliest. Raises Refused."""
        _, draft, upload = await _open(tx, actor, draft_id)
        meant = {
            place: each if each.user_id is not None else Meant(each.candidates[0], each.candidates, for_sure=True)
            for place, each in upload.meant.items()
        }
        await import_sessions.change(tx, draft, _dumped(replace(upload, meant=meant)))

    @writes
    async def read_days(self, tx: Tx, actor: Actor, draft_id: str, order: DayOrder) -> None:
        """Say which comes first in the days of the file. Raises Refused."""
        _, draft, upload = await _open(tx, actor, draft_id)
        await import_sessions.change(tx, draft, _dumped(replace(upload, order=order)))

    @writes
    async def apply(self, tx: Tx, actor: Actor, draft_id: str) -> Brought:
        """Enter all that was shown, once. Raises PastChanged, Refused."""
        group = await moderated_group(tx, actor)
        await groups_store.hold(tx, group.group_id)
        action = f"past:{draft_id}"
        earlier = await idempotency.earlier(tx, group.group_id, action)
        if earlier is not None:
            return await _brought(tx, group, earlier)
        _, draft, upload = await _open(tx, actor, draft_id)
        planned = await _planned(tx, group, upload, actor.language)
        if not import_sessions.was_shown(draft, planned.fingerprint) or not planned.added:
            raise PastChanged
        made = await history_store.add(tx, group.group_id, actor.user_id, planned.added)
        facts = {"added": made.added, "since": made.since.isoformat(), "until": made.until.isoformat()}
        await audit_log_store.write(tx, LogEntry(group.group_id, actor.user_id, "past.import", made.target, after=facts))
        await drafts_store.drop(tx, draft)
        await idempotency.done(tx, group.group_id, action, made.id)
        return await _brought(tx, group, made.id)

    @writes
    async def cancel(self, tx: Tx, actor: Actor, draft_id: str) -> None:
        """Forget the file. Raises Refused."""
        _, draft, _ = await _open(tx, actor, draft_id)
        await drafts_store.drop(tx, draft)

    @reads
    async def get(self, tx: Tx, actor: Actor, import_id: int) -> Brought:
        """An import of the group, undone or not. Raises Refused."""
        return await _brought(tx, await moderated_group(tx, actor), import_id)

    @writes
    async def undo(self, tx: Tx, actor: Actor, import_id: int) -> Brought:
        """Take out again what came with an import, whoever made it; done twice it changes nothing. Raises Refused."""
        group = await moderated_group(tx, actor)
        await groups_store.hold(tx, group.group_id)
        brought = await _brought(tx, group, import_id)
        if brought.made.undone_at is None:
            removed = await history_store.undo(tx, brought.made)
            entry = LogEntry(group.group_id, actor.user_id, "past.undo", brought.made.target, before={"added": removed})
            await audit_log_store.write(tx, entry)
        return await _brought(tx, group, import_id)


def read(slips: Sequence[Slip], roll: Sequence[Member]) -> Upload:
    """A file with whom its names mean; one name may stand in many rows."""
    names = names_in(slips)
    rows = [Row(place, {Roll.NAME: name, Roll.HANDLE: name}) for place, name in enumerate(names)]
    return Upload(tuple(slips), names, name_matching.meant(rows, roll, (), each_once=False))


async def _open(tx: Tx, actor: Actor, draft_id: str) -> tuple[Group, Draft, Upload]:
    group, draft = await import_sessions.opened(tx, actor, FORM, draft_id)
    return group, draft, _loaded(draft.typed[import_sessions.UPLOAD])


async def _brought(tx: Tx, group: Group, import_id: int) -> Brought:
    made = await history_store.get(tx, group.group_id, import_id)
    if made is None:
        raise not_found()
    names = await members_store.names(tx, group.group_id, [made.moderator_id])
    return Brought(made, names.get(made.moderator_id, ""))


async def _planned(tx: Tx, group: Group, upload: Upload, language: str) -> Plan:
    today = tx.now.astimezone(group.zone).date()
    since, until = span(upload, today)
    days = Period(at_local(since, MIDNIGHT, group.zone), at_local(until + timedelta(days=1), MIDNIGHT, group.zone))
    live: Counter[tuple[int, int, date]] = Counter()
    for giver, receiver, at in await ledger_store.done_between(tx, group.group_id, EntryKind.REFERRAL, days):
        live[giver, receiver, at.astimezone(group.zone).date()] += 1
    known = Known(await history_store.between(tx, group.group_id, since, until), live)
    return plan(upload, await _roll(tx, group.group_id), known, today, language)


async def _roll(tx: Tx, group_id: int) -> list[Member]:
    """All who ever were on it, but for those who deleted their data: the name that stands in their place is nobody's."""
    everybody = await members_store.roll(tx, group_id, list(Status))
    return [member for member in everybody if member.user_id > 0 or member.seat]


def _dumped(upload: Upload) -> str:
    return json.dumps(
        {
            "slips": [astuple(slip) for slip in upload.slips],
            "names": upload.names,
            "meant": import_sessions.dumped_meant(upload.meant),
            "order": upload.order,
        }
    )


def _loaded(text: str) -> Upload:
    kept: dict[str, Any] = json.loads(text)
    slips = tuple(
        Slip(number, giver, receiver, day, kind, Column(formula) if formula else None)
        for number, giver, receiver, day, kind, formula in kept["slips"]
    )
    order = DayOrder(kept["order"]) if kept["order"] else None
    return Upload(slips, tuple(kept["names"]), import_sessions.loaded_meant(kept["meant"]), order)
