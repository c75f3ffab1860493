"""The life of a membership: applying, being let in, being removed; the roll."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.model import members as model
from bot.model.groups import Group, Seats
from bot.model.log import LogEntry
from bot.model.members import Member, Person, Profile, Status, Step
from bot.model.outbox import Message
from bot.model.texts import REASON, Field, key, read, read_contact
from bot.model.words import N_, Refused
from bot.services.membership import moderated_group, reading, working_group
from bot.services.transactions import Service, reads, writes
from bot.store import actions, groups, log, members, outbox

if TYPE_CHECKING:
    from bot.model.actors import Actor
    from bot.store.engine.database import Tx

REASON_FIELD = Field(N_("Reason"), REASON, required=False)


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody typed into /join."""

    seat: str
    business: str
    offer: str
    ideal_referral: str
    contact: str = ""
    sponsor_id: int | None = None

    def read(self) -> tuple[str, Profile]:
        """The seat and the profile, cleaned. Raises Refused, naming the field."""
        profile = Profile(
            business=read(model.BUSINESS, self.business),
            offer=read(model.OFFER, self.offer),
            ideal_referral=read(model.IDEAL_REFERRAL, self.ideal_referral),
            contact=read_contact(model.CONTACT, self.contact),
        )
        return read(model.SEAT, self.seat), profile


class Members(Service):
    @reads
    async def get(self, tx: Tx, group_id: int, user_id: int) -> Member | None:
        return await members.get(tx, group_id, user_id)

    @reads
    async def takes_messages(self, tx: Tx, group_id: int, user_id: int) -> bool:
        """Whether a direct message reached them, or was not tried, the last time."""
        return await members.takes_messages(tx, group_id, user_id)

    @reads
    async def standing(self, tx: Tx, actor: Actor) -> tuple[Group, Member | None]:
        """The group and what the actor is in it: for help, which anybody may read."""
        return await groups.get(tx, actor.group_id), await members.get(tx, actor.group_id, actor.user_id)

    @reads
    async def check_may_apply(self, tx: Tx, actor: Actor, seat: str) -> str:
        """The cleaned seat. Raises Refused where the form would be filled in vain."""
        group = await working_group(tx, actor.group_id)
        seat = read(model.SEAT, seat)
        _check_may_apply(await members.get(tx, actor.group_id, actor.user_id))
        await _check_seat_free(tx, group, seat, actor.user_id)
        return seat

    @writes
    async def apply(self, tx: Tx, actor: Actor, application: Application, action: str) -> Member:
        """Hand in an application; the moderators' channel gets a card. Raises Refused."""
        group = await working_group(tx, actor.group_id)
        present = await members.get(tx, actor.group_id, actor.user_id)
        if await actions.earlier(tx, actor.group_id, action) is not None and present is not None:
            return present
        seat, profile = application.read()
        _check_may_apply(present)
        await _claim_seat(tx, group, seat, actor.user_id)
        named = await members.get(tx, actor.group_id, application.sponsor_id) if application.sponsor_id else None
        sponsor = named.user_id if named and named.belongs and named.user_id != actor.user_id else None
        applicant = replace(
            present or Member(actor.group_id, actor.user_id, actor.name, Status.APPLICANT),
            name=actor.name,
            language=actor.language,
            status=Status.APPLICANT,
            seat=seat,
            profile=replace(profile, links=present.profile.links if present else ""),
            sponsor_id=sponsor,
            applied_at=tx.now,
            version=present.version + 1 if present else 1,
        )
        await members.save(tx, applicant)
        await actions.done(tx, actor.group_id, action, actor.user_id)
        await _note(tx, actor, "member.apply", present, applicant)
        await _show_application(tx, group, applicant)
        return applicant

    @writes
    async def decide(self, tx: Tx, actor: Actor, person: Person, step: Step, reason: str = "") -> Member:
        """Approve or decline an application, or remove a member. Raises Refused where the state does not allow it."""
        group = await moderated_group(tx, actor)
        reason = read(REASON_FIELD, reason)
        present = await members.get(tx, actor.group_id, person.user_id)
        status = model.after(step, present, present.name if present else person.name)
        assert present is not None
        if status is Status.ACTIVE:
            await _claim_seat(tx, group, present.seat, present.user_id)
        decided = replace(
            present,
            status=status,
            joined_at=tx.now if status is Status.ACTIVE else present.joined_at,
            left_at=tx.now if status is Status.FORMER else None,
            version=present.version + 1,
        )
        await self._decided(tx, actor, group, present, decided, step, reason)
        return decided

    @writes
    async def add(self, tx: Tx, actor: Actor, person: Person, seat: str) -> Member:
        """Let somebody in without an application, or at once. Raises Refused."""
        group = await moderated_group(tx, actor)
        if person.is_bot:
            raise Refused(N_("A bot can't be a member. Choose a person."))
        present = await members.get(tx, actor.group_id, person.user_id)
        status = model.after(Step.ADD, present, person.name)
        seat = read(model.SEAT, seat)
        await _claim_seat(tx, group, seat, person.user_id)
        added = replace(
            present or Member(actor.group_id, person.user_id, person.name, status),
            name=person.name,
            status=status,
            seat=seat,
            joined_at=tx.now,
            left_at=None,
            version=present.version + 1 if present else 1,
        )
        await self._decided(tx, actor, group, present, added, Step.ADD, "")
        return added

    @reads
    async def roll(self, tx: Tx, actor: Actor, status: Status | None) -> list[Member]:
        """Everybody of that status (or of any), for moderators. Raises Refused."""
        await moderated_group(tx, actor)
        return await members.roll(tx, actor.group_id, [status] if status else list(Status))

    async def _decided(
        self, tx: Tx, actor: Actor, group: Group, before: Member | None, after: Member, step: Step, reason: str
    ) -> None:
        await members.save(tx, after)
        await _note(tx, actor, f"member.{step.value}", before, after, reason)
        await outbox.add(
            tx,
            Message(
                actor.group_id,
                f"member.{step.value}",
                f"member:{actor.group_id}:{after.user_id}:{after.version}:told",
                after.user_id,
                user_id=after.user_id,
                language=reading(group, after),
                detail=reason,
            ),
        )
        if group.member_role_id is not None:
            await outbox.add(
                tx,
                Message(
                    actor.group_id,
                    "member.role",
                    f"member:{actor.group_id}:{after.user_id}:{after.version}:role",
                    after.user_id,
                ),
            )
        if before is not None and before.status is Status.APPLICANT:
            await _show_application(tx, group, after, only_edit=True)


def _check_may_apply(present: Member | None) -> None:
    status = present.status if present else None
    if status is Status.APPLICANT:
        raise Refused(N_("Your application is already with the moderators. You will hear from them."))
    if status in {Status.ACTIVE, Status.PAUSED}:
        raise Refused(N_("You are already a member. Use /profile edit to change what others read about you."))


async def _claim_seat(tx: Tx, group: Group, seat: str, user_id: int) -> None:
    """`_check_seat_free` for somebody who is about to take it: of several at once the second finds it taken."""
    if group.seats is Seats.EXCLUSIVE:
        await groups.hold(tx, group.group_id)
    await _check_seat_free(tx, group, seat, user_id)


async def _check_seat_free(tx: Tx, group: Group, seat: str, user_id: int) -> None:
    if group.seats is not Seats.EXCLUSIVE:
        return
    holder = await members.seat_holder(tx, group.group_id, key(seat), user_id)
    if holder is not None:
        raise Refused(N_("The trade {seat} is taken by {name}. Choose another one."), seat=seat, name=holder.name)


async def _note(tx: Tx, actor: Actor, action: str, before: Member | None, after: Member, reason: str = "") -> None:
    await log.write(
        tx,
        LogEntry(
            actor.group_id,
            actor.user_id,
            action,
            f"member:{after.user_id}",
            after.user_id,
            before={"status": before.status.value, "seat": before.seat} if before else {},
            after={"status": after.status.value, "seat": after.seat},
            reason=reason,
        ),
    )


async def show_applications(tx: Tx, group: Group) -> None:
    """Post the cards of those who wait, where there is a channel for them at last."""
    for applicant in await members.roll(tx, group.group_id, (Status.APPLICANT,)):
        await _show_application(tx, group, applicant)


async def _tell_who_set_up(tx: Tx, group: Group, applicant: Member) -> None:
    """There is no channel for the card: the one who can choose one is told of the application."""
    if group.set_up_by is None or applicant.status is not Status.APPLICANT:
        return
    await outbox.add(
        tx,
        Message(
            group.group_id,
            "member.waits",
            f"member:{group.group_id}:{applicant.user_id}:{applicant.version}:waits",
            applicant.user_id,
            user_id=group.set_up_by,
            language=reading(group, await members.get(tx, group.group_id, group.set_up_by)),
        ),
    )


async def _show_application(tx: Tx, group: Group, applicant: Member, *, only_edit: bool = False) -> None:
    """Bring the moderators' card of this application up to date, or post it."""
    if applicant.applied_at is None:
        return
    if group.moderators_channel_id is None:
        await _tell_who_set_up(tx, group, applicant)
        return
    subject = f"application:{applicant.user_id}:{applicant.applied_at.timestamp():.0f}"
    await outbox.add(
        tx,
        Message(
            group.group_id,
            "member.card",
            f"member:{group.group_id}:{applicant.user_id}:{applicant.version}:card",
            applicant.user_id,
            channel_id=group.moderators_channel_id,
            language=group.language.value,
            subject=subject,
            only_edit=only_edit,
        ),
    )
