"""Use cases of applications: apply, wait for a trade, and questions between moderators and applicant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from bot.core import allowances, idempotency
from bot.core.errors import N_, Refused
from bot.core.events import announce
from bot.core.text import read, read_contact
from bot.core.use_case import Service, reads, writes
from bot.groups import region
from bot.groups import store as groups_store
from bot.membership import notices as membership_notices
from bot.membership.applications import past_decisions
from bot.membership.applications import store as applications_store
from bot.membership.applications.model import ANSWER, MOST_NOTES, QUESTION, Note, PastDecisions
from bot.membership.events import TEXT_PUBLISHED
from bot.membership.guards import moderated_group, working_group
from bot.membership.members import profile as profile_model
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import check_may_apply
from bot.membership.members.model import Member, Person, Status
from bot.membership.members.profile import Profile
from bot.membership.seats import exclusivity, waitlists
from bot.membership.seats.typed import read_seat

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group


class Application(Struct, frozen=True):
    """The input of the form of /join."""

    seat: str
    business: str
    offer: str
    ideal_referral: str
    contact: str = ""
    sponsor_id: int | None = None

    def read(self, region: str) -> tuple[str, Profile]:
        """The seat and the profile, cleaned. Raises Refused, naming the field."""
        profile = Profile(
            business=read(profile_model.BUSINESS, self.business),
            offer=read(profile_model.OFFER, self.offer),
            ideal_referral=read(profile_model.IDEAL_REFERRAL, self.ideal_referral),
            contact=read_contact(profile_model.CONTACT, self.contact, region),
        )
        return read_seat(self.seat), profile


class Applied(Struct, frozen=True):
    """An applicant, and the questions and answers about the application, oldest first; `past` is from before they deleted their data."""

    applicant: Member
    notes: tuple[Note, ...]
    past: PastDecisions = field(default_factory=PastDecisions)


class Applications(Service):
    @reads
    async def check_may_apply(self, tx: Tx, actor: Actor, seat: str, *, as_partner: bool = False) -> str:
        """Check before the form is shown; returns the cleaned trade. Raises Refused where applying would fail.

        `as_partner`: they say that they belong to the business of the member who holds the trade, which `apply` verifies.
        """
        group = await working_group(tx, actor.group_id)
        seat = read_seat(seat)
        await _check_may_apply(tx, actor, await members_store.get(tx, actor.group_id, actor.user_id))
        if not as_partner:
            await exclusivity.check_free(tx, group, seat, actor.user_id)
        return seat

    @writes
    async def wait_for_seat(self, tx: Tx, actor: Actor, seat: str) -> None:
        """Ask to be told when the trade opens. Raises Refused where they could not apply in any case."""
        await working_group(tx, actor.group_id)
        seat = read_seat(seat)
        await _check_may_apply(tx, actor, await members_store.get(tx, actor.group_id, actor.user_id))
        await waitlists.for_seat(tx, actor.group_id, seat, actor.user_id)

    @writes
    async def let_wait(self, tx: Tx, actor: Actor, person: Person) -> Member:
        """Have an applicant told when the trade that they applied as opens; for moderators. Raises Refused."""
        await moderated_group(tx, actor)
        applicant = await _open_application(tx, actor.group_id, person.user_id)
        await waitlists.for_seat(tx, actor.group_id, applicant.seat, applicant.user_id)
        return applicant

    @writes
    async def apply(self, tx: Tx, actor: Actor, application: Application, action: str, *, sure: bool = False) -> Member:
        """Hand in an application; the moderators' channel gets a card, the sponsor a message.

        Raises Refused, and Doubt where somebody who was a member before names a client, unless they are `sure`.
        """
        group = await working_group(tx, actor.group_id)
        present = await members_store.get(tx, actor.group_id, actor.user_id)
        # The form was submitted before: return its application.
        if await idempotency.earlier(tx, actor.group_id, action) is not None and present is not None:
            return present
        seat, profile = application.read(region.of_group(group))
        await _check_may_apply(tx, actor, present)
        if not sure:
            await announce(tx, TEXT_PUBLISHED, actor=actor, text=profile.public_text)
        # Claimed again: between `check_may_apply` and the form's submission somebody else may have taken the trade.
        partner = await exclusivity.claim(tx, group, seat, actor.user_id, profile.business)
        named = await members_store.get(tx, actor.group_id, application.sponsor_id) if application.sponsor_id else None
        sponsor = named if named and named.belongs and named.user_id != actor.user_id else None
        applicant = replace(
            present or Member(actor.group_id, actor.user_id, actor.name, Status.APPLICANT),
            name=actor.name,
            language=actor.language,
            status=Status.APPLICANT,
            status_at=tx.now,
            seat=seat,
            # The form of /join has no links: a former member keeps those they had.
            profile=replace(profile, links=present.profile.links if present else ""),
            sponsor_id=sponsor.user_id if sponsor else None,
            applied_at=tx.now,
            partner_of=partner,
            version=present.version + 1 if present else 1,
        )
        await allowances.take(tx, actor.group_id, actor.user_id, "member.apply")
        await members_store.save(tx, applicant)
        await idempotency.done(tx, actor.group_id, action, actor.user_id)
        await membership_notices.note(tx, actor.user_id, "member.apply", present, applicant)
        await membership_notices.show_application(tx, group, applicant)
        if sponsor is not None:
            await membership_notices.tell(tx, group, "member.sponsored", applicant, sponsor)
        return applicant

    @reads
    async def get(self, tx: Tx, group_id: int, user_id: int) -> Applied | None:
        """Read an application, for the moderators' card."""
        applicant = await members_store.get(tx, group_id, user_id)
        if applicant is None:
            return None
        return Applied(applicant, await _notes(tx, applicant), await past_decisions.of(tx, group_id, user_id))

    @reads
    async def check_may_ask(self, tx: Tx, actor: Actor, person: Person) -> Member:
        """Check before the question's form is shown. Raises Refused where asking would fail."""
        await moderated_group(tx, actor)
        return await _open_application(tx, actor.group_id, person.user_id)

    @writes
    async def ask(self, tx: Tx, actor: Actor, person: Person, question: str, action: str) -> Member:
        """Ask an applicant a question. The same `action` again asks once. Raises Refused."""
        group = await moderated_group(tx, actor)
        applicant = await _open_application(tx, actor.group_id, person.user_id)
        if await idempotency.earlier(tx, actor.group_id, action) is None:
            text = read(QUESTION, question)
            note_id = await _add_note(tx, group, applicant, actor.user_id, text)
            await idempotency.done(tx, actor.group_id, action, note_id)
            await membership_notices.note(tx, actor.user_id, "member.ask", applicant, applicant, text)
            await membership_notices.tell(tx, group, "member.question", applicant, detail=text, why=f":{note_id}")
        return applicant

    @reads
    async def open_question(self, tx: Tx, group_id: int, user_id: int) -> Note:
        """The last question, if it has no answer yet. Raises Refused."""
        return await _open_question(tx, await _open_application(tx, group_id, user_id))

    @writes
    async def answer(self, tx: Tx, group_id: int, user_id: int, answer: str, action: str) -> Member:
        """Answer the last question; the moderators' card is edited. The same `action` again answers once. Raises Refused."""
        group = await groups_store.get(tx, group_id)
        applicant = await _open_application(tx, group_id, user_id)
        if await idempotency.earlier(tx, group_id, action) is None:
            await _open_question(tx, applicant)
            text = read(ANSWER, answer)
            await idempotency.done(tx, group_id, action, await _add_note(tx, group, applicant, user_id, text))
        return applicant


async def _check_may_apply(tx: Tx, actor: Actor, present: Member | None) -> None:
    """Raise Refused unless the actor may apply now; what they did before they deleted their data counts until they are known again."""
    is_unknown = present is None or present.status is Status.LINKED
    past = await past_decisions.of(tx, actor.group_id, actor.user_id) if is_unknown else PastDecisions()
    check_may_apply(present, tx.now, past.declined_at)


async def _open_application(tx: Tx, group_id: int, user_id: int) -> Member:
    applicant = await members_store.get(tx, group_id, user_id)
    if applicant is None or applicant.status is not Status.APPLICANT:
        raise Refused(N_("This application was decided already, so there is nothing more to ask or to answer."))
    return applicant


async def _open_question(tx: Tx, applicant: Member) -> Note:
    asked = await _notes(tx, applicant)
    if not asked or asked[-1].is_answer:
        raise Refused(N_("You have answered everything. The moderators will decide soon; /help shows it."))
    return asked[-1]


async def _add_note(tx: Tx, group: Group, applicant: Member, author_id: int, text: str) -> int:
    if len(await _notes(tx, applicant)) >= MOST_NOTES:
        raise Refused(N_("You two wrote a lot to each other here. Please decide now, or talk directly."))
    note_id = await applications_store.add_note(tx, group.group_id, applicant.user_id, author_id, text)
    await membership_notices.show_application(tx, group, applicant, only_edit=True, why=f":{note_id}")
    return note_id


async def _notes(tx: Tx, applicant: Member) -> tuple[Note, ...]:
    """The questions and answers of the present application, without those of earlier ones."""
    every = await applications_store.notes(tx, applicant.group_id, applicant.user_id)
    return tuple(each for each in every if applicant.applied_at is not None and each.at >= applicant.applied_at)
