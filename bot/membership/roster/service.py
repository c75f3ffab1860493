"""Use cases of moderators on the roll: decide, add, pause, resume, move a trade, remove, list, and read a person's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.audit_log import store as audit_log_store
from bot.core.declarations import declared
from bot.core.errors import N_, Mention, Refused, Sentence
from bot.core.outbox.model import Reach
from bot.core.text import REASON, Field, read
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership import notices as membership_notices
from bot.membership.guards import moderated_group, not_a_member
from bot.membership.leave import service as leave_service
from bot.membership.members import lifecycle as model
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import STATUS_LABELS, Away, Member, Person, Status
from bot.membership.roster.changes import changed, enter
from bot.membership.seats import exclusivity
from bot.membership.seats.typed import read_seat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.actor import Actor
    from bot.core.audit_log.model import Logged
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Listed
    from bot.membership.members.roll import Days

MOST_SHOWN = 150
"""People of one status that a list of the roll may show: more lines do not fit into Discord's 4,000 characters of a message."""
REASON_FIELD = Field(N_("Reason"), REASON, required=False)


class History(Struct, frozen=True):
    """Log entries of one person, newest first, with the names of their actors."""

    member: Member
    entries: tuple[Logged, ...]
    names: dict[int, str]


class Enrolled(Struct, frozen=True):
    """How many people on the roll have a status, and the first MOST_SHOWN of them by name, each with their days."""

    status: Status
    count: int
    people: tuple[tuple[Listed, Days], ...]


class Roster(Service):
    @reads
    async def get(self, tx: Tx, group_id: int, user_id: int) -> Member | None:
        """Read a member, or a former or expected one; None for a stranger."""
        return await members_store.get(tx, group_id, user_id)

    @reads
    async def reach(self, tx: Tx, group_id: int, user_id: int, kind: str) -> Reach:
        """Whether they want direct messages of that kind, and whether Discord refused the last one, for any group and however long ago."""
        found = await members_store.reach(tx, group_id, user_id, kind)
        is_closed = found is Reach.OPEN and await members_store.has_closed_messages(tx, user_id)
        return Reach.CLOSED if is_closed else found

    @reads
    async def standing(self, tx: Tx, actor: Actor) -> tuple[Group, Member | None]:
        """Read the group and the actor's membership, None where there is none: for /help, which anybody may read."""
        return await groups_store.get(tx, actor.group_id), await members_store.get(tx, actor.group_id, actor.user_id)

    @reads
    async def check_may_approve(self, tx: Tx, actor: Actor, person: Person) -> Member:
        """Read the applicant, before the form is shown. Raises Refused where `decide` would refuse an approval."""
        await moderated_group(tx, actor)
        present = await members_store.get(tx, actor.group_id, person.user_id)
        model.check_in_server(present)
        await _check_not_decided(tx, present, Step.APPROVE, person)
        model.after(Step.APPROVE, present, present.name if present else person.name)
        assert present is not None
        return present

    @writes
    async def decide(
        self, tx: Tx, actor: Actor, person: Person, step: Step, reason: str = "", *, seat: str = "", same_business: bool = False
    ) -> Member:
        """Approve or decline an application, or remove a member. Raises Refused where the state does not allow it.

        An approval may replace the applicant's trade by `seat`; with `same_business` they share it with its holder.

        Of two moderators who decide concurrently the first wins; the other is told who decided.
        """
        group = await moderated_group(tx, actor)
        if step is Step.REMOVE and person.user_id == actor.user_id:
            raise Refused(N_("You can't remove yourself, so that the group is never left alone. Ask another moderator to do it."))
        reason = read(REASON_FIELD, reason)
        present = await members_store.get(tx, actor.group_id, person.user_id)
        # Who left the server can be removed too: else a return would make them a member again (`Step.RETURN`).
        if step is not Step.REMOVE:
            model.check_in_server(present)
        await _check_not_decided(tx, present, step, person)
        status = model.after(step, present, present.name if present else person.name)
        assert present is not None
        # Claimed only by an approval: declined and removed people take no seat.
        partner, taken = present.partner_of, read_seat(seat) if seat else present.seat
        if status is Status.ACTIVE and same_business:
            partner = await exclusivity.partner_of(tx, group, taken, present.user_id)
        elif status is Status.ACTIVE:
            partner = await exclusivity.claim(tx, group, taken, present.user_id, present.profile.business)
        decided = replace(
            present,
            seat=taken,
            status=status,
            status_at=tx.now,
            joined_at=(present.joined_at or tx.now) if status is Status.ACTIVE else present.joined_at,
            left_at=tx.now if status is Status.FORMER else None,
            returns_to=None,
            away=None,
            partner_of=partner,
            version=present.version + 1,
        )
        await changed(tx, actor, group, present, decided, f"member.{step.value}", reason)
        if status is Status.FORMER:
            await exclusivity.opened(tx, group, present.seat)
        return decided

    @writes
    async def add(self, tx: Tx, actor: Actor, person: Person, seat: str) -> Member:
        """Make a person a member without an application, or before it is decided. Raises Refused.

        A former member's record is taken up again, without the leave they were on.
        """
        group = await moderated_group(tx, actor)
        return await enter(tx, actor, group, person, read_seat(seat), "member.add")

    @writes
    async def pause(self, tx: Tx, actor: Actor, person: Person, until: str = "", reason: str = "") -> Member:
        """Put a member on leave, or change its end; they keep their trade. Raises Refused.

        The leave is the moderator's from then on: the member can't end it themselves.
        """
        group = await moderated_group(tx, actor)
        present = await members_store.get(tx, actor.group_id, person.user_id)
        on_leave = present is not None and present.status is Status.PAUSED
        if not on_leave:
            model.after(Step.PAUSE, present, present.name if present else person.name)
        assert present is not None
        away = Away(leave_service.read_until(group, until, tx.now, actor.language), by=actor.user_id)
        # A leave that is changed keeps its beginning.
        since = present.status_at if on_leave else tx.now
        paused = replace(present, status=Status.PAUSED, status_at=since, away=away, version=present.version + 1)
        await leave_service.schedule_return(tx, paused)
        await changed(tx, actor, group, present, paused, "member.pause", read(REASON_FIELD, reason))
        return paused

    @writes
    async def resume(self, tx: Tx, actor: Actor, person: Person) -> Member:
        """Bring a member back from leave. Raises Refused."""
        group = await moderated_group(tx, actor)
        present = await members_store.get(tx, actor.group_id, person.user_id)
        model.after(Step.RESUME, present, present.name if present else person.name)
        assert present is not None
        return await leave_service.bring_back(tx, group, present, actor.user_id)

    @writes
    async def move_seat(self, tx: Tx, actor: Actor, person: Person, seat: str) -> Member:
        """Give a member, or an expected one, another trade. Raises Refused, naming the holder where another business holds it."""
        group = await moderated_group(tx, actor)
        seat = read_seat(seat)
        present = await members_store.get(tx, actor.group_id, person.user_id)
        if present is None or not (present.belongs or present.status is Status.EXPECTED):
            raise not_a_member(person)
        partner = await exclusivity.claim(tx, group, seat, person.user_id, present.profile.business)
        moved = replace(present, seat=seat, partner_of=partner, version=present.version + 1)
        await members_store.save(tx, moved)
        await membership_notices.note(tx, actor.user_id, "member.seat", present, moved)
        await membership_notices.tell(tx, group, "member.seat", moved, detail=seat)
        await exclusivity.opened(tx, group, present.seat)
        return moved

    async def roll(self, actor: Actor, status: Status | None = None) -> list[Enrolled]:
        """The people of that status, or of any, for moderators: how many have each, and the first of them by name. Raises Refused."""
        people = await self._listed(actor, [status] if status else list(Status))
        first = {each: (await roll.in_order(those))[:MOST_SHOWN] for each, those in people.items() if those}
        days = await self._days(actor.group_id, [person.user_id for those in first.values() for person in those])
        return [
            Enrolled(each, len(people[each]), tuple((person, days.get(person.user_id, roll.NO_DAYS)) for person in those))
            for each, those in first.items()
        ]

    async def expected(self, actor: Actor) -> list[Listed]:
        """The expected members by name, for moderators. Raises Refused."""
        return await roll.in_order((await self._listed(actor, [Status.EXPECTED]))[Status.EXPECTED])

    @reads
    async def _listed(self, tx: Tx, actor: Actor, statuses: Sequence[Status]) -> dict[Status, list[Listed]]:
        await moderated_group(tx, actor)
        return {status: await roll.listed(tx, actor.group_id, [status]) for status in statuses}

    @reads
    async def _days(self, tx: Tx, group_id: int, user_ids: Sequence[int]) -> dict[int, Days]:
        return await roll.days(tx, group_id, user_ids)

    @reads
    async def history(self, tx: Tx, actor: Actor, person: Person, limit: int, offset: int = 0) -> History:
        """Read `limit` log entries of one person's membership, newest first, for moderators. Raises Refused."""
        await moderated_group(tx, actor)
        member = await members_store.get(tx, actor.group_id, person.user_id)
        if member is None:
            raise not_a_member(person)
        in_history = [action.name for action in declared().actions.values() if action.in_history]
        entries = await audit_log_store.of_member(tx, actor.group_id, person.user_id, in_history, limit, offset)
        names = await members_store.names(tx, actor.group_id, {each.entry.actor_id for each in entries})
        return History(member, tuple(entries), names)


async def _check_not_decided(tx: Tx, present: Member | None, step: Step, person: Person) -> None:
    """Raise Refused, naming the moderator, where an application was decided already."""
    if present is None or step not in {Step.APPROVE, Step.DECLINE} or present.status is Status.APPLICANT:
        return
    steps = (Step.APPROVE, Step.DECLINE, Step.ADD, Step.DEPART)
    decisions = ("member.associate", *(f"member.{each.value}" for each in steps))
    last = await audit_log_store.of_member(tx, present.group_id, person.user_id, decisions, 1)
    if not last:
        return
    raise Refused(
        N_("{name} is already here as: {status}, by {moderator}. Nothing was changed."),
        name=present.name,
        status=Sentence(STATUS_LABELS[present.status]),
        moderator=Mention(last[0].entry.actor_id),
    )
