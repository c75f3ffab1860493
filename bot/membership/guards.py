"""Checks at the start of use cases: the group is set up, and the actor is a member or moderator."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from bot.core.errors import N_, Forbidden, Refused, not_found
from bot.groups import store as groups_store
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import Involved, Member, Person, Standing, Status

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Addressee

M = TypeVar("M", Member, Involved)


async def working_group(tx: Tx, group_id: int) -> Group:
    """Read the group. Raises Refused where its moderators have not set it up."""
    group = await groups_store.get(tx, group_id)
    group.check_set_up()
    return group


async def readable_group(tx: Tx, actor: Actor) -> Group:
    """Read the group, for members and moderators. Raises Refused with what to do first."""
    group = await working_group(tx, actor.group_id)
    if not group.moderated_by(actor):
        _check_standing(await roll.standing(tx, actor.group_id, actor.user_id))
    return group


async def moderated_group(tx: Tx, actor: Actor) -> Group:
    """Read the group, for its moderators. Raises Refused."""
    group = await working_group(tx, actor.group_id)
    group.check_moderator(actor)
    return group


async def acting_member(tx: Tx, actor: Actor) -> Member:
    """Read the actor as an active member. Raises Refused with what to do first."""
    await _check_set_up(tx, actor)
    return check_active(await members_store.get(tx, actor.group_id, actor.user_id))


async def check_acting(tx: Tx, actor: Actor) -> Group:
    """Read the group, for active members, where their own record is not needed. Raises Refused with what to do first."""
    group = await working_group(tx, actor.group_id)
    _check_standing(await roll.standing(tx, actor.group_id, actor.user_id))
    return group


async def check_on_roll(tx: Tx, actor: Actor) -> None:
    """Raise the Refused of what is absent, in a direct message, for somebody who is not on the roll of the group that a button names.

    The group's id is input there, and which groups exist is nobody's business.
    """
    if not actor.in_group and await roll.standing(tx, actor.group_id, actor.user_id) is None:
        raise not_found()


async def belonging_member(tx: Tx, actor: Actor) -> Member:
    """Read the actor as a member, active or on leave. Raises Refused with what to do first."""
    await _check_set_up(tx, actor)
    present = await members_store.get(tx, actor.group_id, actor.user_id)
    # `check_active` raises here, for nobody is active who does not belong: it has a sentence for each status.
    return present if present is not None and present.belongs else check_active(present)


async def member_by_record(
    tx: Tx, actor: Actor, record_id: int, locate: Callable[[Tx, int], Awaitable[int | None]], *, on_leave: bool = False
) -> Member:
    """Read the actor as a member of their group; in a direct message of the group that a record is in, whose id `locate` returns.

    They have to be active, or on leave where `on_leave` is. Raises Refused; in a direct message in the same words for a record of a group
    that they are not in and for none.
    """
    member_of = belonging_member if on_leave else acting_member
    if actor.in_group:
        return await member_of(tx, actor)
    group_id = await locate(tx, record_id)
    # Whether a record exists is nobody's business who is not on the roll of its group.
    if group_id is None or await roll.standing(tx, group_id, actor.user_id) is None:
        raise not_found()
    return await member_of(tx, replace(actor, group_id=group_id))


async def _check_set_up(tx: Tx, actor: Actor) -> None:
    """Raise Refused where the actor's group is not set up.

    Not in a direct message: there the group's id comes from a custom id, and the answer would tell which groups exist. A group that is
    not set up has no members.
    """
    if actor.in_group:
        await working_group(tx, actor.group_id)


def check_active(member: M | None) -> M:
    """Return the actor's membership if it is active. Raises Refused with what to do first."""
    _check_standing(member.standing if member is not None else None)
    assert member is not None
    return member


def _check_standing(standing: Standing | None) -> None:
    """Raise Refused with what to do first for all but an active member; None is somebody who is not on the roll."""
    status = standing.status if standing else None
    if status is Status.ACTIVE:
        return
    if status is Status.APPLICANT:
        raise Refused(N_("Your application is with the moderators. You can do this as soon as they let you in."))
    if standing is not None and status is Status.PAUSED:
        if standing.is_own_leave:
            raise Refused(N_("You are on leave. Press “I'm back” in /away first, then try again."))
        raise Refused(N_("You are on leave. Ask a moderator to bring you back first."))
    if status is Status.LEFT:
        raise Forbidden(N_("You had left the server. Use /help once, and everything is as it was; then try again."))
    raise Forbidden(N_("This is for members of the group. Use /join to apply, or look at /help if the group expects you."))


def not_a_member(person: Person) -> Refused:
    """The refusal for a named person who is no member. `name` is empty where a button named them by id."""
    if not person.name:
        return Refused(N_("This person is not a member of the group. Choose somebody from /directory."))
    return Refused(N_("{name} is not a member of the group. Choose somebody from /directory."), name=person.name)


async def remember(tx: Tx, actor: Actor, member: Member | Addressee) -> None:
    """Store the actor's present name and language, for messages that no interaction causes.

    In a direct message Discord sends no nickname, so the stored name stays.
    """
    name = actor.name if actor.in_group else member.name
    if (member.name, member.language) != (name, actor.language):
        await members_store.seen(tx, actor.group_id, actor.user_id, name, actor.language)
