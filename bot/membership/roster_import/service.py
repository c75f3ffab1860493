"""A roll from a spreadsheet: shown first, row by row, then written whole or not at all; and the roll for a spreadsheet."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.core import idempotency
from bot.core.drafts import store as drafts_store
from bot.core.errors import N_, Refused
from bot.core.events import announce
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership import notices as membership_notices
from bot.membership.claims import store as claims_store
from bot.membership.events import MEMBER_RECOGNISED
from bot.membership.guards import moderated_group
from bot.membership.leave import service as leave_service
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Sharing
from bot.membership.roster_import import import_sessions
from bot.membership.roster_import.columns import Column, Row
from bot.membership.roster_import.model import NOBODY, WRITTEN, Deed, Entry, Found, Meant, Plan, Upload
from bot.membership.roster_import.plan import is_provisional, plan
from bot.membership.seats import exclusivity

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.core.drafts.store import Draft
    from bot.groups.model import Group

FORM = "import"


class RollChanged(Refused):
    """What was shown is not what would be done any more; the person looks again first."""

    def __init__(self) -> None:
        super().__init__(N_("The roll changed since you looked at this. Nothing was written: look again, then press once more."))


@dataclass(frozen=True, slots=True)
class Exported:
    """The roll to be handed out, and how many keep their contact to themselves."""

    group: Group
    roll: tuple[Member, ...]
    hidden: int


class RosterImport(Service):
    @reads
    async def roll(self, tx: Tx, actor: Actor) -> list[Member]:
        """Everybody who is or was on the roll, to look for in a file. Raises Refused for all but moderators."""
        await moderated_group(tx, actor)
        return await members_store.roll(tx, actor.group_id, list(Status))

    @writes
    async def keep(self, tx: Tx, actor: Actor, upload: Upload) -> str:
        """Keep what was read for a quarter of an hour, for this moderator; nothing of it is on the roll yet. Raises Refused."""
        return await import_sessions.keep(tx, actor, FORM, _dumped(upload))

    @writes
    async def preview(self, tx: Tx, actor: Actor, draft_id: str) -> Plan:
        """What would be done now; it is remembered that it was shown. Raises Refused."""
        group, draft, upload = await _open(tx, actor, draft_id)
        planned = await _planned(tx, actor, group, upload)
        await import_sessions.remember_shown(tx, draft, planned.fingerprint)
        return planned

    @writes
    async def choose(self, tx: Tx, actor: Actor, draft_id: str, row: int, user_id: int | None) -> None:
        """Say whom a row means, NOBODY of those who are here, or None to leave the row out. Raises Refused."""
        _, draft, upload = await _open(tx, actor, draft_id)
        asked = upload.meant.get(row)
        if asked is None or user_id not in {None, NOBODY, *asked.candidates}:
            raise import_sessions.over()
        await _settle(
            tx, draft, upload, {row: Meant(user_id or NOBODY, asked.candidates, for_sure=True, left_out=user_id is None)}
        )

    @writes
    async def take_likeliest(self, tx: Tx, actor: Actor, draft_id: str) -> None:
        """Say of each row that is unsure that it means the likeliest; each person once, the first row first. Raises Refused."""
        _, draft, upload = await _open(tx, actor, draft_id)
        taken = {meant.user_id for meant in upload.meant.values()}
        settled: dict[int, Meant] = {}
        for row, asked in upload.meant.items():
            if asked.user_id is None:
                who = next((each for each in asked.candidates if each not in taken), NOBODY)
                taken.add(who)
                settled[row] = Meant(who, asked.candidates, for_sure=True)
        await _settle(tx, draft, upload, settled)

    @reads
    async def rows_of(self, tx: Tx, actor: Actor, draft_id: str) -> int:
        """How many rows their upload has; 0 where it is over. Raises Refused for all but moderators."""
        await moderated_group(tx, actor)
        draft = await drafts_store.get(tx, draft_id, actor.user_id)
        return len(_loaded(draft.typed[import_sessions.UPLOAD]).rows) if draft is not None and draft.form == FORM else 0

    @writes
    async def apply(self, tx: Tx, actor: Actor, draft_id: str) -> int:
        """Write all that was shown, once; returns how many people were written. Raises RollChanged, Refused."""
        group = await moderated_group(tx, actor)
        await groups_store.hold(tx, group.group_id)
        action = f"import:{draft_id}"
        earlier = await idempotency.earlier(tx, group.group_id, action)
        if earlier is not None:
            return earlier
        _, draft, upload = await _open(tx, actor, draft_id)
        planned = await _planned(tx, actor, group, upload)
        if not import_sessions.was_shown(draft, planned.fingerprint):
            raise RollChanged
        await _carry_out(tx, actor, group, planned)
        await drafts_store.drop(tx, draft)
        written = planned.count(*WRITTEN)
        await idempotency.done(tx, group.group_id, action, written)
        return written

    @writes
    async def cancel(self, tx: Tx, actor: Actor, draft_id: str) -> None:
        """Forget the file. Raises Refused."""
        _, draft, _ = await _open(tx, actor, draft_id)
        await drafts_store.drop(tx, draft)

    @reads
    async def export(self, tx: Tx, actor: Actor) -> Exported:
        """The roll, without the contacts of those who do not share theirs with all members. Raises Refused."""
        group = await moderated_group(tx, actor)
        everybody = await members_store.roll(tx, actor.group_id, list(Status))
        shown = tuple(map(_without_contact, everybody))
        return Exported(group, shown, sum(one != other for one, other in zip(everybody, shown, strict=True)))


def _without_contact(member: Member) -> Member:
    shares = member.sharing is Sharing.MEMBERS and (member.belongs or member.status is Status.EXPECTED)
    return member if shares else replace(member, profile=replace(member.profile, contact=""))


async def _open(tx: Tx, actor: Actor, draft_id: str) -> tuple[Group, Draft, Upload]:
    """What this moderator uploaded to this group. Raises Refused."""
    group, draft = await import_sessions.opened(tx, actor, FORM, draft_id)
    return group, draft, _loaded(draft.typed[import_sessions.UPLOAD])


async def _planned(tx: Tx, actor: Actor, group: Group, upload: Upload) -> Plan:
    roll = await members_store.roll(tx, actor.group_id, list(Status))
    return plan(upload, roll, group, tx.now, actor.language)


async def _settle(tx: Tx, draft: Draft, upload: Upload, settled: dict[int, Meant]) -> None:
    await import_sessions.change(tx, draft, _dumped(replace(upload, meant={**upload.meant, **settled})))


async def _carry_out(tx: Tx, actor: Actor, group: Group, planned: Plan) -> None:
    entries = [(each, each.after) for each in planned.entries if each.deed in WRITTEN and each.after is not None]
    ids: dict[int | None, int] = {}
    for _, after in entries:
        if is_provisional(after.user_id):
            ids[after.user_id] = await groups_store.next_expected(tx, group.group_id)
    for entry, after in entries:
        partner = ids.get(after.partner_of, after.partner_of)
        known = replace(after, user_id=ids.get(after.user_id, after.user_id), partner_of=partner)
        await _write(tx, actor, group, entry, known)
    await exclusivity.all_opened(tx, group, [entry.before.seat for entry, _ in entries if entry.before is not None])


async def _write(tx: Tx, actor: Actor, group: Group, entry: Entry, after: Member) -> None:
    """One person, with what is told of it: nobody is written to but those who are members from now on."""
    if entry.deed is Deed.RECOGNISE and entry.before is not None:
        await members_store.recognise(tx, group.group_id, entry.before.user_id, after)
        await announce(tx, MEMBER_RECOGNISED, group_id=group.group_id, expected_id=entry.before.user_id, user_id=after.user_id)
        await claims_store.became(tx, group.group_id, entry.before.user_id, after.user_id)
        await membership_notices.tell(tx, group, "member.claim", after, detail=entry.before.name)
    else:
        await members_store.save(tx, after)
    await membership_notices.note(tx, actor.user_id, "member.import", entry.before, after)
    if entry.deed in {Deed.ADD, Deed.RECOGNISE}:
        await membership_notices.switch_role(tx, group, after)
    if entry.deed is Deed.ADD:
        await membership_notices.tell(tx, group, "member.add", after)
        await leave_service.tell_waiting(tx, group, after)
        if entry.before is not None and entry.before.status is Status.APPLICANT:
            await membership_notices.application_decided(tx, group, after)


def _dumped(upload: Upload) -> str:
    return json.dumps(
        {
            "rows": [(row.number, dict(row.cells), row.formula) for row in upload.rows],
            "people": [asdict(person) for person in upload.people.values()],
            "meant": import_sessions.dumped_meant(upload.meant),
        }
    )


def _loaded(text: str) -> Upload:
    kept: dict[str, Any] = json.loads(text)
    rows = (
        Row(number, {Column(name): cell for name, cell in cells.items()}, Column(formula) if formula else None)
        for number, cells, formula in kept["rows"]
    )
    people = (Found(each["user_id"], each["name"], tuple(each["others"]), each["is_bot"]) for each in kept["people"])
    return Upload(tuple(rows), {person.user_id: person for person in people}, import_sessions.loaded_meant(kept["meant"]))
