"""Who may do what with a need, and how many one may have: each check raises Refused with what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks import store as asks_store
from bot.asks.model import MOST_A_WEEK, MOST_OPEN, WEEK, Need, NeedKind
from bot.core.errors import N_, Moment, Refused, not_found
from bot.core.labels import unbroken
from bot.core.outbox.kinds import channel_of
from bot.membership.guards import check_acting, member_by_record, not_a_member
from bot.membership.members import store as members_store
from bot.membership.members.model import Person

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member


async def found(tx: Tx, actor: Actor, need_id: int, *, on_leave: bool = False) -> tuple[Member, Need]:
    """Read the actor as a member and a need of their group; in a direct message of the group that the need is in.

    They have to be active, or on leave where `on_leave` is. Raises Refused; in the same words for a need of another group and for none.
    """
    member = await member_by_record(tx, actor, need_id, asks_store.locate, on_leave=on_leave)
    need = await asks_store.get(tx, member.group_id, need_id)
    if need is None:
        raise not_found()
    return member, need


async def readable(tx: Tx, actor: Actor, need_id: int) -> Need:
    """Read a need for an active member, whose own record is not needed. Raises Refused, as `found`."""
    if not actor.in_group:
        return (await found(tx, actor, need_id))[1]
    await check_acting(tx, actor)
    need = await asks_store.get(tx, actor.group_id, need_id)
    if need is None:
        raise not_found()
    return need


async def own(tx: Tx, actor: Actor, need_id: int, *, on_leave: bool = False) -> tuple[Member, Need]:
    """The same, for the need's author alone: for others there is none."""
    member, need = await found(tx, actor, need_id, on_leave=on_leave)
    if need.author_id != actor.user_id:
        raise not_found()
    return member, need


def channel(group: Group) -> None:
    """Raise Refused where the group has no channel in which its members would read an ask."""
    if channel_of(group, "need.card") is None:
        raise Refused(
            N_(
                "Your group has no channel for asks, so nobody would read it. Ask a moderator to set one with /group setup, then try again."
            )
        )


async def room(tx: Tx, group_id: int, author_id: int, kind: NeedKind) -> Need | None:
    """Check that the author may post one more now; returns the open *looking* that a new one would end.

    Raises Refused with when it works again.
    """
    lately = await asks_store.posted_since(tx, group_id, author_id, tx.now - WEEK)
    if len(lately) >= MOST_A_WEEK:
        raise Refused(
            N_("You posted {most} asks within a week, and more is not possible. It works again {when}."),
            most=MOST_A_WEEK,
            when=Moment(lately[MOST_A_WEEK - 1] + WEEK),
        )
    waiting = [need for need in await asks_store.open_by(tx, group_id, author_id) if need.is_open(tx.now)]
    replaced = next((need for need in waiting if need.kind is kind is NeedKind.LOOKING), None)
    asked = [need for need in waiting if need.kind is not NeedKind.TIP and need is not replaced]
    if kind is not NeedKind.TIP and len(asked) >= MOST_OPEN:
        raise Refused(
            N_("{most} of your asks are open: {asks}. Close one of them in /ask; without that it works again {when}."),
            most=MOST_OPEN,
            asks=", ".join(unbroken(need.label) for need in reversed(asked)),
            when=Moment(min(need.until for need in asked if need.until is not None)),
        )
    return replaced


async def helper(tx: Tx, need: Need, user_id: int) -> Member:
    """Read whoever is to be chosen or to have helped: a present member other than the author. Raises Refused."""
    if user_id == need.author_id:
        raise Refused(N_("{need} is yours. Choose the member who helped you."), need=need.label)
    member = await members_store.get(tx, need.group_id, user_id)
    if member is None:
        raise not_a_member(Person(user_id))
    if not member.belongs:
        raise Refused(N_("{name} is not a member of the group any more, so nothing was done."), name=member.name)
    return member
