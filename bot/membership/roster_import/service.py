"""Use cases of a roll's import: preview it row by row, apply it in one transaction, undo it; and the export of the roll."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from bot.core import allowances
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.computing import beside
from bot.core.dates import DayOrder
from bot.core.errors import N_, Refused, not_found
from bot.core.use_case import reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import moderated_group
from bot.membership.import_sessions.model import NOBODY, Meant, PlanChanged, Tell, dumped_meant, loaded_meant
from bot.membership.import_sessions.service import ImportSession
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Sharing
from bot.membership.members.whole_roll import everybody
from bot.membership.roster_import import applying
from bot.membership.roster_import import store as roster_import_store
from bot.membership.roster_import.columns import Column, Row
from bot.membership.roster_import.model import Answer, Found, Plan, RollImport, Upload
from bot.membership.roster_import.plan import plan as make_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group


class RollChanged(PlanChanged):
    """The roll changed between the preview and its application; nothing was written."""

    why = N_("The roll changed since you looked at this. Nothing was written: look again, then press once more.")


class Exported(Struct, frozen=True):
    """The roll for an export, and the number of people whose contact was left out."""

    group: Group
    roll: tuple[Member, ...]
    hidden: int


class AppliedImport(Struct, frozen=True):
    """An import and the name of the moderator who made it; empty where they are not on the roll."""

    made: RollImport
    moderator: str


class RosterImport(ImportSession[Upload, Plan, AppliedImport]):
    """The import session of the roll; applying its plan returns an AppliedImport."""

    form = "import"
    changed = RollChanged
    may_be_nobody = True

    @reads
    async def get(self, tx: Tx, actor: Actor, import_id: int) -> AppliedImport:
        """Read an import of the group, undone or not. Raises Refused."""
        return await self._result(tx, await moderated_group(tx, actor), import_id)

    @writes
    async def undo(self, tx: Tx, actor: Actor, import_id: int) -> AppliedImport:
        """Restore everybody whom an import wrote, whichever moderator made it; repeated, it changes nothing. Raises Refused."""
        group = await moderated_group(tx, actor)
        # Lock the group's row: of two moderators who undo at the same time the second finds it undone.
        await groups_store.hold(tx, group.group_id)
        applied = await self._result(tx, group, import_id)
        if applied.made.undone_at is not None:
            return applied
        if not applied.made.can_be_undone:
            raise Refused(N_("This import is older than thirty days, and what it replaced is not kept any more."))
        stayed = await applying.undo(tx, actor, group, applied.made)
        await roster_import_store.undo(tx, applied.made, stayed)
        facts = {"added": applied.made.written, "stayed": stayed}
        entry = LogEntry(group.group_id, actor.user_id, "roll.undo", applied.made.target, before=facts)
        await audit_log_store.write(tx, entry)
        return await self._result(tx, group, import_id)

    async def export(self, actor: Actor) -> Exported:
        """Read the roll, without the contacts of people who do not share theirs with all members. Raises Refused."""
        group = await self._begin_export(actor)
        return await beside(_exported, group, await everybody(self.database, actor.group_id))

    @writes
    async def _begin_export(self, tx: Tx, actor: Actor) -> Group:
        """Check the moderator, and count the export."""
        group = await moderated_group(tx, actor)
        await allowances.take(tx, actor.group_id, actor.user_id, "member.export")
        return group

    async def say_standing(self, actor: Actor, draft_id: str, place: int, answer: Answer) -> None:
        """Answer what the value at index `place` of `Plan.asked` means. Raises Refused."""
        await self._answer(actor, draft_id, lambda upload: replace(upload, answers={**upload.answers, place: answer}))

    async def read_days(self, actor: Actor, draft_id: str, order: DayOrder) -> None:
        """Answer whether the days of the file have the day or the month first. Raises Refused."""
        await self._answer(actor, draft_id, lambda upload: replace(upload, order=order))

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
        """The first candidate of each row whom no earlier row took; NOBODY where all are taken."""
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

    async def _planner(self, tx: Tx, actor: Actor, group: Group, upload: Upload) -> Callable[[Sequence[Member]], Plan]:
        now, language = tx.now, actor.language
        return lambda members: make_plan(upload, members, group, now, language)

    async def _carry_out(self, tx: Tx, actor: Actor, group: Group, plan: Plan, tell: Tell) -> int:
        changes = await applying.carry_out(tx, actor, group, plan, tell)
        made = await roster_import_store.add(tx, group.group_id, actor.user_id, changes)
        entry = LogEntry(group.group_id, actor.user_id, "roll.import", made.target, after={"added": made.written})
        await audit_log_store.write(tx, entry)
        return made.id

    async def _result(self, tx: Tx, group: Group, number: int) -> AppliedImport:
        made = await roster_import_store.get(tx, group.group_id, number)
        if made is None:
            raise not_found()
        names = await members_store.names(tx, group.group_id, [made.moderator_id])
        # By the time, not by whether records are left: the nightly purge may be late.
        undoable = made.undone_at is None and tx.now - made.at < roster_import_store.KEPT
        return AppliedImport(replace(made, can_be_undone=undoable), names.get(made.moderator_id, ""))


def _exported(group: Group, members: Sequence[Member]) -> Exported:
    shown = tuple(map(_without_contact, members))
    return Exported(group, shown, sum(one != other for one, other in zip(members, shown, strict=True)))


def _without_contact(member: Member) -> Member:
    shares = member.sharing is Sharing.MEMBERS and (member.belongs or member.status is Status.EXPECTED)
    return member if shares else replace(member, profile=replace(member.profile, contact=""))
