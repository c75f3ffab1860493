"""Use cases of *Shall we talk?*: ask another member, answer. A yes is told; another time is not, and reads as silence does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import allowances, idempotency
from bot.core.errors import N_, Refused, not_found
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import acting_member, check_on_roll, remember
from bot.membership.members import store as members_store
from bot.referrals.access import belongs, check_belongs
from bot.relationships.one_to_ones import checks
from bot.relationships.one_to_ones import notices as one_to_ones_notices
from bot.relationships.one_to_ones import store as one_to_ones_store
from bot.relationships.one_to_ones.model import Answer

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.model import Member, Person
    from bot.relationships.one_to_ones.model import Request


class Asked(Struct, frozen=True):
    """A question as one of the two sees it; `other` is None where they are not in the group any more.

    `is_agreed` is whether the talk can be planned. The asker's record says nothing of an answer that is not told.
    """

    request: Request
    reader_id: int
    other: Member | None
    is_agreed: bool


class Asking(Service):
    @writes
    async def ask(self, tx: Tx, actor: Actor, person: Person, action: str) -> Asked:
        """Ask another member for a talk, once in ASK_AGAIN; where they asked and wait for an answer, this is the yes. Raises Refused."""
        await check_on_roll(tx, actor)
        member = await acting_member(tx, actor)
        other = await checks.companion(tx, actor, person)
        if not other.is_active:
            raise Refused(N_("{name} is on leave. Ask them when they are back."), name=other.name)
        earlier = await idempotency.earlier(tx, actor.group_id, action)
        await groups_store.hold(tx, actor.group_id)  # both may ask each other at once: the second is the yes to the first
        mine = await one_to_ones_store.last_request(tx, actor.group_id, actor.user_id, other.user_id)
        theirs = await one_to_ones_store.last_request(tx, actor.group_id, other.user_id, actor.user_id)
        if theirs is not None and theirs.answer is Answer.NOTHING and theirs.rests(tx.now):
            found = await _answered(tx, theirs, Answer.YES)
        elif theirs is not None and theirs.is_agreed(tx.now):
            found = theirs
        elif mine is not None and (earlier is not None or mine.rests(tx.now) or mine.is_agreed(tx.now)):
            found = mine
        else:
            await allowances.take(tx, actor.group_id, actor.user_id, "one_to_one.ask", other.user_id)
            found = await one_to_ones_store.ask(tx, actor.group_id, actor.user_id, other.user_id)
            await one_to_ones_notices.ask(tx, await groups_store.get(tx, actor.group_id), found)
        await remember(tx, actor, member)
        await idempotency.done(tx, actor.group_id, action, found.id)
        return Asked(found, actor.user_id, other, found.is_agreed(tx.now))

    @writes
    async def answer(self, tx: Tx, user_id: int, request_id: int, said: Answer) -> Asked:
        """Answer as the one who was asked; the first answer stands. Raises Refused."""
        group_id = await one_to_ones_store.locate_request(tx, request_id)
        found = None if group_id is None else await one_to_ones_store.request(tx, group_id, request_id)
        if found is None or found.asked_id != user_id:
            raise not_found()
        await check_belongs(tx, found.group_id, user_id)
        return await _asked(tx, await _answered(tx, found, said), user_id)

    @reads
    async def get(self, tx: Tx, group_id: int, request_id: int, reader_id: int) -> Asked | None:
        """Read a question for a message to one of the two; None where the reader does not belong any more."""
        found = await one_to_ones_store.request(tx, group_id, request_id)
        if found is None or not await belongs(tx, group_id, reader_id):
            return None
        return await _asked(tx, found, reader_id)


async def _answered(tx: Tx, request: Request, said: Answer) -> Request:
    """Write the answer, and tell the asker of a yes. Where it was answered before, that stands."""
    changed = await one_to_ones_store.answer(tx, request, said)
    if changed is None:
        return request
    if said is Answer.YES:
        await one_to_ones_notices.agreed(tx, await groups_store.get(tx, request.group_id), changed)
    return changed


async def _asked(tx: Tx, request: Request, reader_id: int) -> Asked:
    other_id = request.asked_id if reader_id == request.asker_id else request.asker_id
    other = await members_store.get(tx, request.group_id, other_id)
    present = other if other is not None and other.belongs else None
    return Asked(request, reader_id, present, request.is_agreed(tx.now))
