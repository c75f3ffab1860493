"""Use cases between linked groups: who takes clients from them, and passing one to somebody of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core import idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused, not_found
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.groups.links import store as links_store
from bot.membership.guards import acting_member, belonging_member, check_acting
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import Involved, Listed, Member, Status
from bot.referrals import giving, readers, transitions, written_in
from bot.referrals import notices as referrals_notices
from bot.referrals.linked import store as linked_store
from bot.referrals.origins import UNCAUSED

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.links.model import Link
    from bot.groups.model import Group
    from bot.referrals.transitions import Opened
    from bot.referrals.typed import Typed


class Takers(Struct, frozen=True):
    """A linked group, and its members who take clients from linked groups, by name."""

    link: Link
    people: tuple[Listed, ...]


class Elsewhere(Struct, frozen=True):
    """The chosen receiver, in a linked group."""

    link: Link
    member: Member


class LinkedReferrals(Service):
    @reads
    async def is_open(self, tx: Tx, actor: Actor) -> bool:
        """Whether the actor takes clients from linked groups, for themselves: the caller authorises."""
        return await linked_store.is_open(tx, actor.group_id, actor.user_id)

    @writes
    async def open_to_linked(self, tx: Tx, actor: Actor, *, on: bool) -> Member:
        """Set whether the actor takes clients from linked groups; the same again changes nothing. Raises Refused."""
        member = await belonging_member(tx, actor)
        change = linked_store.open_to_linked if on else linked_store.close
        if await change(tx, actor.group_id, actor.user_id):
            target, before, after = f"member:{actor.user_id}", {"linked": int(not on)}, {"linked": int(on)}
            await audit_log_store.write(
                tx, LogEntry(actor.group_id, actor.user_id, "profile.settings", target, actor.user_id, before, after)
            )
        return member

    @reads
    async def takers(self, tx: Tx, actor: Actor) -> list[Takers]:
        """The linked groups, by name, each with those to whom the actor may pass a client. Raises Refused."""
        await check_acting(tx, actor)
        return [await _takers(tx, actor, link) for link in await links_store.reached(tx, actor.group_id)]

    @reads
    async def takers_in(self, tx: Tx, actor: Actor, other_id: int) -> Takers:
        """The same of one linked group. Raises Refused also where it is not linked, or nobody there takes clients."""
        await check_acting(tx, actor)
        found = await _takers(tx, actor, await _link(tx, actor, other_id))
        if not found.people:
            raise Refused(
                N_("Nobody in {group} takes clients from linked groups yet. There /settings has the switch for that."),
                group=found.link.name,
            )
        return found

    @reads
    async def receiver(self, tx: Tx, actor: Actor, other_id: int, user_id: int) -> Elsewhere:
        """Check before the form is shown, and return the receiver. Raises Refused where giving would fail."""
        await check_acting(tx, actor)
        return await _receiver(tx, actor, other_id, user_id)

    @writes
    async def give(self, tx: Tx, actor: Actor, other_id: int, user_id: int, typed: Typed, action: str) -> Opened:
        """Give a referral to a member of a linked group, in which it is stored; the same `action` again returns the first one.

        Raises Refused, naming the field, and Doubt where the giver recently sent this client to the same receiver.
        """
        giver = Involved.of(await acting_member(tx, actor))
        earlier = await idempotency.earlier(tx, actor.group_id, action)
        if earlier is not None:
            referral = await readers.told_of(tx, actor.group_id, earlier)
            if referral is None:
                raise not_found()
            sent_already = await transitions.opened(tx, referral, actor.user_id)
            return replace(sent_already, reach=await referrals_notices.reach_of_giver(tx, giver))
        found = await _receiver(tx, actor, other_id, user_id)
        group = await groups_store.get(tx, other_id)
        await written_in.check_same(tx, typed.contact or giver.contact, actor.group_id, other_id)
        await _name_there(tx, actor, other_id)
        opened = await giving.give(tx, group, actor, giver, Involved.of(found.member), typed, action, UNCAUSED)
        return replace(opened, others_group=found.link.name)


async def belonging_changed(tx: Tx, *, group: Group, member: Member) -> None:
    """Handle the event that somebody belongs or no longer does: who was removed takes no clients from linked groups until they say so again."""
    if not member.belongs and member.status is not Status.LEFT:
        await linked_store.close(tx, group.group_id, member.user_id)


async def _takers(tx: Tx, actor: Actor, link: Link) -> Takers:
    people = [each for each in await linked_store.takers(tx, link.other_id) if each.user_id != actor.user_id]
    return Takers(link, tuple(roll.by_name(people)))


async def _link(tx: Tx, actor: Actor, other_id: int) -> Link:
    """The link of the actor's group with that one. Raises Refused where there is none now."""
    links = await links_store.reached(tx, actor.group_id)
    found = next((each for each in links if each.other_id == other_id), None)
    if found is None:
        raise Refused(N_("This group is not linked with that one now. Choose one that in_group of /refer suggests."))
    return found


async def _receiver(tx: Tx, actor: Actor, other_id: int, user_id: int) -> Elsewhere:
    """The member of a linked group to whom the actor may pass a client. Raises Refused."""
    link = await _link(tx, actor, other_id)
    present = await roll.standing(tx, other_id, actor.user_id)
    if present is not None and present.status is not Status.LINKED:
        raise Refused(
            N_(
                "You are on the roll of {group} yourself, as a member, applicant or former member: there it goes by its own server alone."
            ),
            group=link.name,
        )
    member = await members_store.get(tx, other_id, user_id)
    if member is None or not member.is_active or not member.seat or not await linked_store.is_open(tx, other_id, user_id):
        raise Refused(
            N_("They take no clients from linked groups now. Choose somebody whom in_group of /refer suggests."),
        )
    return Elsewhere(link, member)


async def _name_there(tx: Tx, actor: Actor, other_id: int) -> None:
    """Put the giver's name on the other group's roll, as who is no member of it, or renew it there."""
    if await roll.standing(tx, other_id, actor.user_id) is None:
        named = Member(
            other_id, actor.user_id, actor.name, Status.LINKED, language=actor.language, on_boards=False, status_at=tx.now
        )
        await members_store.save(tx, named)
    else:
        await members_store.seen(tx, other_id, actor.user_id, actor.name, actor.language)
