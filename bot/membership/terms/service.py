"""Use cases of terms: enter one, take it away, and list those that end soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.calendar import MIDNIGHT, at_local, week_start
from bot.core.dates import day_in
from bot.core.errors import N_, Refused
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import moderated_group, not_a_member
from bot.membership.members import store as members_store
from bot.membership.members.model import Status
from bot.membership.terms import notices as terms_notices
from bot.membership.terms import store as terms_store
from bot.membership.terms.model import AHEAD, Term, check_day

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure
    from bot.groups.model import Group
    from bot.membership.members.model import Member, Person
    from bot.membership.terms.model import Ending

SLICE = 15
"""Maximum number of members on a list, so that none is cut from it in two languages. The next ones stand in a list of their own."""


class Kept(Struct, frozen=True):
    """A member and their term; None where none is entered."""

    member: Member
    term: Term | None


class Terms(Service):
    @writes
    async def enter(self, tx: Tx, actor: Actor, person: Person, until: str) -> Kept:
        """Enter the last day of a member's term, or move it, as a moderator. The same day again changes nothing. Raises Refused."""
        group = await moderated_group(tx, actor)
        member = await _belonging(tx, actor, person)
        await members_store.hold(tx, member)  # of two moderators each would log the same day as the one before
        last_day = check_day(day_in(until, group.zone, actor.language), until, tx.now.astimezone(group.zone).date())
        present = await terms_store.get(tx, group.group_id, member.user_id)
        if present is None or present.last_day != last_day:
            await terms_store.enter(tx, group.group_id, member.user_id, last_day)
            entered = Term(group.group_id, member.user_id, last_day)
            await _note(tx, actor, member.user_id, present, entered)
            if present is not None:
                await terms_notices.changed(tx, group, present)
            present = entered
        return Kept(member, present)

    @reads
    async def of(self, tx: Tx, actor: Actor, person: Person) -> Kept:
        """Read a member's term, for moderators. Raises Refused."""
        await moderated_group(tx, actor)
        member = await _belonging(tx, actor, person)
        return Kept(member, await terms_store.get(tx, actor.group_id, member.user_id))

    @writes
    async def take_away(self, tx: Tx, actor: Actor, person: Person) -> Kept:
        """Keep no term of a member any more, as a moderator. Repeated, it changes nothing. Raises Refused."""
        group = await moderated_group(tx, actor)
        member = await _belonging(tx, actor, person)
        present = await terms_store.get(tx, group.group_id, member.user_id)
        if present is not None:
            await _delete(tx, group, present)
            await _note(tx, actor, member.user_id, present, None)
        return Kept(member, None)

    @writes
    async def offer_year(self, tx: Tx, actor: Actor, person: Person) -> Kept:
        """Offer a member whose term is kept to look at their year, as a moderator: they are written to, once for each day entered.

        Raises Refused.
        """
        group = await moderated_group(tx, actor)
        member = await _belonging(tx, actor, person)
        term = await terms_store.get(tx, group.group_id, member.user_id)
        if term is None:
            raise Refused(N_("No term is kept of {name} any more. Enter one with /member term first."), name=member.name)
        if await terms_store.offered(tx, term):
            await terms_notices.offer_year(tx, group, member, term)
            await terms_notices.changed(tx, group, term)
            target = f"member:{member.user_id}"
            await audit_log_store.write(tx, LogEntry(group.group_id, actor.user_id, "term.year", target, member.user_id))
        return Kept(member, term)

    @reads
    async def offered(self, tx: Tx, group_id: int, user_id: int) -> Term | None:
        """The term of a member whose year is offered to them; None where they do not belong any more, or no term is kept."""
        member = await members_store.get(tx, group_id, user_id)
        return await terms_store.get(tx, group_id, user_id) if member is not None and member.belongs else None

    @reads
    async def listed(self, tx: Tx, group_id: int, list_id: int) -> list[Ending]:
        """Whose terms a list of the moderators names, at this moment."""
        return await terms_store.listed(tx, group_id, list_id)


async def tend(tx: Tx, group_id: int) -> bool:
    """Each morning: list the terms that end within AHEAD of the week's first day; returns whether there may be more.

    Those that were entered in this week wait for the next, so that a group has one list a week however many days it enters.
    """
    group = await groups_store.get(tx, group_id)
    monday = week_start(tx.now, group.zone, group.week_starts)
    begun = at_local(monday, MIDNIGHT, group.zone)
    ending = await terms_store.unlisted(tx, group_id, monday + AHEAD, begun, SLICE)
    if ending:
        await terms_notices.due(tx, group, await terms_store.put_on_list(tx, group_id, ending))
    return len(ending) == SLICE


async def belonging_changed(tx: Tx, *, group: Group, member: Member) -> None:
    """Handle the event that somebody belongs or no longer does: they leave the list, and their term unless they left the server.

    Whoever left the server may come back as what they were.
    """
    present = await terms_store.get(tx, group.group_id, member.user_id)
    if present is None:
        return
    if member.belongs or member.status is Status.LEFT:
        await terms_notices.changed(tx, group, present)
    else:
        await _delete(tx, group, present)


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Delete the person's term, and show the posted list without their name."""
    present = await terms_store.get(tx, gone.group_id, gone.user_id)
    if present is not None:
        await _delete(tx, await groups_store.get(tx, gone.group_id), present)


async def _delete(tx: Tx, group: Group, term: Term) -> None:
    await terms_store.delete(tx, term.group_id, term.user_id)
    await terms_notices.changed(tx, group, term)


async def _belonging(tx: Tx, actor: Actor, person: Person) -> Member:
    member = await members_store.get(tx, actor.group_id, person.user_id)
    if member is None or not member.belongs:
        raise not_a_member(person)
    return member


async def _note(tx: Tx, actor: Actor, user_id: int, before: Term | None, after: Term | None) -> None:
    was, now = (term.last_day.isoformat() if term else None for term in (before, after))
    entry = LogEntry(actor.group_id, actor.user_id, "member.term", f"member:{user_id}", user_id, {"until": was}, {"until": now})
    await audit_log_store.write(tx, entry)
