"""Who may be introduced to whom: each check raises Refused with what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_, Day, Refused
from bot.introductions import store as introductions_store
from bot.introductions.model import MOST_OPEN, PAIR_AGAIN
from bot.membership.guards import not_a_member
from bot.membership.members.model import Status

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.introductions.model import Candidate
    from bot.membership.members.model import Person


def reachable(actor: Actor, person: Person, found: Candidate | None) -> Candidate:
    """Return what was found of the person, who can be asked whether they want to be introduced. Raises Refused."""
    if person.user_id == actor.user_id:
        raise Refused(
            N_("You know both already if you are one of them. Choose two others, or write to the one you want to meet.")
        )
    if person.is_bot:
        raise Refused(N_("A bot meets nobody. Choose a member of the group."))
    if found is None or not found.belongs:
        raise not_a_member(person)
    if not found.wants_introductions:
        raise Refused(N_("{name} wants no introductions at present. Choose somebody else."), name=found.name)
    if found.status is not Status.ACTIVE:
        raise Refused(N_("{name} is on leave. Propose it when they are back."), name=found.name)
    if found.has_closed_messages:
        raise Refused(
            N_("{name} can't be asked: their direct messages are closed. Tell them, and try again when they are open."),
            name=found.name,
        )
    return found


async def pair(tx: Tx, group_id: int, one: Candidate, two: Candidate) -> None:
    """Raise Refused for one person twice, and for two who were proposed to each other within PAIR_AGAIN."""
    if one.user_id == two.user_id:
        raise Refused(N_("These are the same person. Choose two different members."))
    low, high = sorted((one.user_id, two.user_id))
    last = await introductions_store.last_proposed(tx, group_id, low, high)
    if last is not None and tx.now < last + PAIR_AGAIN:
        raise Refused(
            N_("Somebody proposed to introduce {one} and {two} to each other not long ago. It is possible again on {day}."),
            one=one.name,
            two=two.name,
            day=Day(last + PAIR_AGAIN),
        )


async def places(tx: Tx, actor: Actor) -> None:
    """Raise Refused where as many proposals of the actor's are open as one may have."""
    if await introductions_store.count_open(tx, actor.group_id, actor.user_id) >= MOST_OPEN:
        raise Refused(
            N_(
                "{most} of your introductions wait for an answer, and more at once is not possible. One ends two weeks after it was proposed at the latest."
            ),
            most=MOST_OPEN,
        )
