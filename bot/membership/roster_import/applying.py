"""Applies and undoes the plan of a roll's import: records, audit log and messages for each person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.declarations import declared
from bot.core.events import announce
from bot.groups import store as groups_store
from bot.membership import notices as membership_notices
from bot.membership.claims import store as claims_store
from bot.membership.events import MEMBER_RENUMBERED
from bot.membership.leave import service as leave_service
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.membership.roster_import import store as roster_import_store
from bot.membership.roster_import.columns import Column
from bot.membership.roster_import.entry_draft import PROFILE, STORY
from bot.membership.roster_import.model import WRITTEN, Change, RowOutcome
from bot.membership.roster_import.plan import is_provisional
from bot.membership.roster_import.undo import undone
from bot.membership.seats import exclusivity

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.import_sessions.model import Tell
    from bot.membership.roster_import.model import Entry, Plan, RollImport


async def carry_out(tx: Tx, actor: Actor, group: Group, planned: Plan, tell: Tell) -> list[Change]:
    """Write everybody who changes; returns what they were and are. `tell` is called with how many are written, and of how many."""
    entries = [(each, each.after) for each in planned.entries if each.outcome in WRITTEN and each.after is not None]
    # All ids first: an entry's partner_of may refer to a person whose own entry comes later.
    ids: dict[int | None, int] = {}
    for _, after in entries:
        if is_provisional(after.user_id):
            ids[after.user_id] = await groups_store.next_expected(tx, group.group_id)
    changes: list[Change] = []
    for number, (entry, after) in enumerate(entries):
        tell(number, len(entries))
        partner = ids.get(after.partner_of, after.partner_of)
        known = replace(after, user_id=ids.get(after.user_id, after.user_id), partner_of=partner)
        await _write(tx, actor, group, entry, known)
        changes.append(Change(entry.before, known))
    # After all entries, since another one may have taken a seat that one gave up.
    await exclusivity.all_opened(tx, group, [entry.before.seat for entry, _ in entries if entry.before is not None])
    return changes


async def undo(tx: Tx, actor: Actor, group: Group, made: RollImport) -> int:
    """Restore everybody; returns the number of people who stay as they are, because they had changed since."""
    roll = {member.user_id: member for member in await members_store.roll(tx, group.group_id, list(Status))}
    changes = await roster_import_store.changes(tx, made)
    before = {change.after.user_id: change.before for change in changes}
    pairs = undone(changes, roll, group, tx.now)
    for present, after in pairs:
        await _put_back(tx, actor, group, present, after, before[present.user_id])
    await exclusivity.all_opened(tx, group, [present.seat for present, _ in pairs])
    return made.written - len(pairs)


async def _write(tx: Tx, actor: Actor, group: Group, entry: Entry, after: Member) -> None:
    """Write one entry with its log entry, role switch and messages. Only people who become members get a direct message."""
    if entry.outcome is RowOutcome.RECOGNISE and entry.before is not None:
        await members_store.recognise(tx, group.group_id, entry.before.user_id, after)
        await announce(tx, MEMBER_RENUMBERED, group_id=group.group_id, old_id=entry.before.user_id, new_id=after.user_id)
        await claims_store.became(tx, group.group_id, entry.before.user_id, after.user_id)
        await membership_notices.tell(tx, group, "member.claim", after, detail=entry.before.name)
    else:
        await members_store.save(tx, after)
    await _note(tx, actor, "member.import", entry.before, after)
    if entry.outcome in {RowOutcome.ADD, RowOutcome.RECOGNISE}:
        await membership_notices.belonging_changed(tx, group, after)
    await membership_notices.leave_changed(tx, group, entry.before, after)
    if entry.outcome is RowOutcome.ADD:
        await membership_notices.tell(tx, group, membership_notices.welcome_of(after), after)
        await leave_service.tell_waiting(tx, group, after)
        if entry.before is not None and entry.before.status is Status.APPLICANT:
            await membership_notices.application_decided(tx, group, after)


async def _put_back(
    tx: Tx,
    actor: Actor,
    group: Group,
    present: Member,
    after: Member,
    before: Member | None,
) -> None:
    """Restore one person with log entry, role switch and message; a person whom the import recognised gets both records back."""
    expects = present.status is Status.EXPECTED and after.status is Status.FORMER
    if expects and before is None and not await is_needed(tx, group.group_id, present.user_id):
        await roster_import_store.delete_expected(tx, group.group_id, present.user_id)
    else:
        await members_store.save(tx, after)
    if before is not None and before.user_id != present.user_id:
        await members_store.save(tx, before)
        await announce(tx, MEMBER_RENUMBERED, group_id=group.group_id, old_id=present.user_id, new_id=before.user_id)
    await _note(tx, actor, "member.import_undo", present, after)
    if present.belongs != after.belongs:
        await membership_notices.belonging_changed(tx, group, after)
        kind = "member.remove" if present.belongs else membership_notices.welcome_of(after)
        await membership_notices.tell(tx, group, kind, after)
    await membership_notices.leave_changed(tx, group, present, after)
    if after.status is Status.APPLICANT and present.status is not Status.APPLICANT:
        await membership_notices.show_application(tx, group, after, only_edit=True)


async def _note(tx: Tx, actor: Actor, action: str, before: Member | None, after: Member) -> None:
    """Log the old and new values of changed fields. Contacts are left out: their owners decide who reads them, and may change that."""
    facts = [_facts(member) if member else {} for member in (before, after)]
    changed = {name for name in facts[1] if facts[0].get(name) != facts[1][name]} | {"status", "seat"}
    old, new = ({name: value for name, value in each.items() if name in changed} for each in facts)
    entry = LogEntry(after.group_id, actor.user_id, action, f"member:{after.user_id}", after.user_id, before=old, after=new)
    await audit_log_store.write(tx, entry)


def _facts(member: Member) -> dict[str, str | int | None]:
    told: dict[str, str | int | None] = {"status": member.status.value, "seat": member.seat, "name": member.name}
    told |= {column.value: getattr(member.profile, column.value) for column in PROFILE if column is not Column.CONTACT}
    told |= {column.value: getattr(member.story, column.value) for column in STORY}
    told["joined"] = member.joined_at.date().isoformat() if member.joined_at else None
    return told


async def is_needed(tx: Tx, group_id: int, user_id: int) -> bool:
    """Whether another feature's record names the person (`Feature.names_person`), so that their row must stay."""
    return any([await feature.names_person(tx, group_id, user_id) for feature in declared().features if feature.names_person])
