"""A roll from a spreadsheet: shown first, row by row, then written whole or not at all; and the roll for a spreadsheet."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.core.dates import DayOrder
from bot.core.errors import N_
from bot.core.events import announce
from bot.core.use_case import reads, writes
from bot.groups import store as groups_store
from bot.membership import notices as membership_notices
from bot.membership.claims import store as claims_store
from bot.membership.events import MEMBER_RECOGNISED
from bot.membership.guards import moderated_group
from bot.membership.import_sessions.model import NOBODY, Meant, PlanChanged, dumped_meant, loaded_meant
from bot.membership.import_sessions.service import ImportSession
from bot.membership.leave import service as leave_service
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Sharing
from bot.membership.roster_import.columns import Column, Row
from bot.membership.roster_import.model import WRITTEN, Answer, Deed, Entry, Found, Plan, Upload
from bot.membership.roster_import.plan import is_provisional
from bot.membership.roster_import.plan import plan as make_plan
from bot.membership.seats import exclusivity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group


class RollChanged(PlanChanged):
    """The roll changed between the preview and its application; nothing was written."""

    why = N_("The roll changed since you looked at this. Nothing was written: look again, then press once more.")


@dataclass(frozen=True, slots=True)
class Exported:
    """The roll to be handed out, and how many keep their contact to themselves."""

    group: Group
    roll: tuple[Member, ...]
    hidden: int


class RosterImport(ImportSession[Upload, Plan, int]):
    """The import of the roll; what applying it returns is how many people were written."""

    form = "import"
    changed = RollChanged
    may_be_nobody = True

    @reads
    async def export(self, tx: Tx, actor: Actor) -> Exported:
        """The roll, without the contacts of those who do not share theirs with all members. Raises Refused."""
        group = await moderated_group(tx, actor)
        everybody = await members_store.roll(tx, actor.group_id, list(Status))
        shown = tuple(map(_without_contact, everybody))
        return Exported(group, shown, sum(one != other for one, other in zip(everybody, shown, strict=True)))

    @writes
    async def say_standing(self, tx: Tx, actor: Actor, draft_id: str, place: int, answer: Answer) -> None:
        """Answer what a value says of those beside whom it stands. Raises Refused."""
        _, draft, upload = await self._open(tx, actor, draft_id)
        await self._change(tx, draft, replace(upload, answers={**upload.answers, place: answer}))

    @writes
    async def read_days(self, tx: Tx, actor: Actor, draft_id: str, order: DayOrder) -> None:
        """Answer which comes first in the days of the file. Raises Refused."""
        _, draft, upload = await self._open(tx, actor, draft_id)
        await self._change(tx, draft, replace(upload, order=order))

    def _dump(self, upload: Upload) -> dict[str, Any]:
        return {
            "rows": [(row.number, dict(row.cells), row.formulas, row.computed) for row in upload.rows],
            "people": [asdict(person) for person in upload.people.values()],
            "meant": dumped_meant(upload.meant),
            "unread": upload.unread,
            "answers": [*upload.answers.items()],
            "order": upload.order,
        }

    def _load(self, kept: dict[str, Any]) -> Upload:
        rows = (
            Row(
                number,
                {Column(name): cell for name, cell in cells.items()},
                tuple(map(Column, live)),
                tuple(map(Column, computed)),
            )
            for number, cells, live, computed in kept["rows"]
        )
        people = (Found(each["user_id"], each["name"], tuple(each["others"]), each["is_bot"]) for each in kept["people"])
        return Upload(
            tuple(rows),
            {person.user_id: person for person in people},
            loaded_meant(kept["meant"]),
            tuple(kept["unread"]),
            {place: Answer(answer) for place, answer in kept["answers"]},
            DayOrder(kept["order"]) if kept["order"] else None,
        )

    def _meant(self, upload: Upload) -> Mapping[int, Meant]:
        return upload.meant

    def _with_meant(self, upload: Upload, meant: Mapping[int, Meant]) -> Upload:
        return replace(upload, meant=meant)

    def _likeliest(self, meant: Mapping[int, Meant]) -> Mapping[int, Meant]:
        """Each person is taken once, by the first row that may mean them."""
        taken = {each.user_id for each in meant.values()}
        settled: dict[int, Meant] = {}
        for row, asked in meant.items():
            if asked.user_id is None:
                who = next((each for each in asked.candidates if each not in taken), NOBODY)
                taken.add(who)
                settled[row] = Meant(who, asked.candidates, for_sure=True)
        return settled

    def _rows(self, upload: Upload) -> int:
        return len(upload.rows)

    async def _plan(self, tx: Tx, actor: Actor, group: Group, upload: Upload) -> Plan:
        return make_plan(upload, await self._roll(tx, group.group_id), group, tx.now, actor.language)

    async def _carry_out(self, tx: Tx, actor: Actor, group: Group, plan: Plan) -> int:
        await _carry_out(tx, actor, group, plan)
        return plan.count(*WRITTEN)

    async def _result(self, tx: Tx, group: Group, number: int) -> int:  # noqa: ARG002 - the number says it all
        return number


def _without_contact(member: Member) -> Member:
    shares = member.sharing is Sharing.MEMBERS and (member.belongs or member.status is Status.EXPECTED)
    return member if shares else replace(member, profile=replace(member.profile, contact=""))


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
