"""Use cases of links between groups: make a code, link by it, unlink."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import allowances, idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused
from bot.core.events import announce
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.groups.links import notices as links_notices
from bot.groups.links import store as links_store
from bot.groups.links.events import REACH_CHANGED
from bot.groups.links.model import CODE_LASTS, MOST_LINKS, Code, Link, new_code

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.links.model import Offered
    from bot.groups.model import Group


class Links(Struct, frozen=True):
    """The groups with which a group is linked, and a code that was just made."""

    links: tuple[Link, ...]
    code: Code | None = None


class GroupLinks(Service):
    @writes
    async def make_code(self, tx: Tx, actor: Actor, name: str) -> Links:
        """Make a code for the moderators of another group, in place of an earlier one; `name` is the server's. Raises Refused."""
        await _moderated(tx, actor)
        links = await links_store.links(tx, actor.group_id)
        if len(links) >= MOST_LINKS:
            raise _too_many()
        await allowances.take(tx, actor.group_id, actor.user_id, "group.link_code")
        code = Code(new_code(), tx.now + CODE_LASTS)
        await links_store.keep_code(tx, actor.group_id, actor.user_id, name, code.text)
        await links_store.rename(tx, actor.group_id, name)
        await audit_log_store.write(tx, LogEntry(actor.group_id, actor.user_id, "group.link_code", "group"))
        return Links(tuple(links), code)

    async def link(self, actor: Actor, typed: str, name: str, action: str) -> Link:
        """Link the actor's group, whose server has that `name`, with the group that made the code; the same `action` again changes nothing.

        Raises Refused: no moderator, too many tries, an unknown, used or old code, the group's own, that of a group whose server removed the
        bot, a link that holds, too many links.
        """
        await self._count_try(actor)
        return await self._link(actor, typed, name, action)

    @writes
    async def _count_try(self, tx: Tx, actor: Actor) -> None:
        # In a transaction of its own: that of a refused code is rolled back, and codes could be guessed without a limit.
        await _moderated(tx, actor)
        await allowances.take(tx, actor.group_id, actor.user_id, "group.link")

    @writes
    async def _link(self, tx: Tx, actor: Actor, typed: str, name: str, action: str) -> Link:
        group = await _moderated(tx, actor)
        earlier = await idempotency.earlier(tx, actor.group_id, action)
        if earlier is not None:
            return Link(earlier, await links_store.name_of(tx, actor.group_id, earlier))
        found = await links_store.offered(tx, typed)
        if found is None:
            raise _unknown_code()
        if found.group_id == actor.group_id:
            raise Refused(
                N_("This group made that code itself. Give it to the moderators of the other group: they use it there.")
            )
        if not found.has_bot:
            raise Refused(
                N_(
                    "The server of {group} removed Goodword, so nothing can be passed there. Once its moderators add it again, type the code again."
                ),
                group=found.name,
            )
        await self._check_room(tx, group, found)
        other = await groups_store.get(tx, found.group_id)
        if not await links_store.take_code(tx, other.group_id):
            raise _unknown_code()
        await links_store.add(tx, group.group_id, other.group_id, found.name)
        await links_store.add(tx, other.group_id, group.group_id, name)
        await audit_log_store.write(tx, LogEntry(group.group_id, actor.user_id, "group.link", "group", reason=found.name))
        # There the one who made the code acted; nobody of that group knows who used it.
        await audit_log_store.write(tx, LogEntry(other.group_id, found.made_by, "group.link", "group", reason=name))
        await links_notices.tell(tx, other, links_notices.MADE, group.group_id)
        await idempotency.done(tx, group.group_id, action, other.group_id)
        return Link(other.group_id, found.name)

    async def _check_room(self, tx: Tx, group: Group, found: Offered) -> None:
        """Lock both groups' rows and raise Refused where they are linked, or one of them has too many links."""
        for group_id in sorted((group.group_id, found.group_id)):  # in one order, so that two at once don't wait for each other
            await groups_store.hold(tx, group_id)
        links = await links_store.links(tx, group.group_id)
        if found.group_id in {each.other_id for each in links}:
            raise Refused(N_("The two groups are linked already. /group unlink ends it."))
        if len(links) >= MOST_LINKS:
            raise _too_many()
        if len(await links_store.links(tx, found.group_id)) >= MOST_LINKS:
            raise Refused(
                N_(
                    "The other group is linked with {most} groups, which is the most. Its moderators can end one with /group unlink."
                ),
                most=MOST_LINKS,
            )

    @writes
    async def unlink(self, tx: Tx, actor: Actor, other_id: int) -> Link:
        """End a link for both sides; what was passed stays under way. Done twice it changes nothing. Raises Refused."""
        group = await _moderated(tx, actor)
        name = await links_store.name_of(tx, group.group_id, other_id)
        if not name:
            raise Refused(N_("This group is not linked with that one. Choose one that /group unlink suggests."))
        if other_id in {each.other_id for each in await links_store.links(tx, group.group_id)}:
            await links_store.end(tx, group.group_id, other_id)
            await links_store.end(tx, other_id, group.group_id)
            await audit_log_store.write(tx, LogEntry(group.group_id, actor.user_id, "group.unlink", "group", reason=name))
            await links_notices.tell(tx, await groups_store.get(tx, other_id), links_notices.ENDED, group.group_id)
            await announce(tx, REACH_CHANGED, group_id=group.group_id, other_id=other_id)
            await announce(tx, REACH_CHANGED, group_id=other_id, other_id=group.group_id)
        return Link(other_id, name)

    @reads
    async def links(self, tx: Tx, actor: Actor) -> list[Link]:
        """The groups with which the actor's is linked. Raises Refused for who is no moderator."""
        await _moderated(tx, actor)
        return await links_store.links(tx, actor.group_id)

    @reads
    async def name_of(self, tx: Tx, group_id: int, other_id: int) -> str:
        """The name of a group with which this one is linked, or was, for messages."""
        return await links_store.name_of(tx, group_id, other_id)

    @writes
    async def renamed(self, tx: Tx, group_id: int, name: str) -> None:
        """Store the new name of a group's server, which the other sides of its links read."""
        await links_store.rename(tx, group_id, name)


async def _moderated(tx: Tx, actor: Actor) -> Group:
    """Read the group, for its moderators. Raises Refused."""
    group = await groups_store.get(tx, actor.group_id)
    group.check_set_up()
    group.check_moderator(actor)
    return group


def _unknown_code() -> Refused:
    return Refused(
        N_("That code is unknown, was used, or is older than a day. Ask the other group's moderators for a new one: /group link.")
    )


def _too_many() -> Refused:
    return Refused(
        N_("This group is linked with {most} groups, which is the most. End one with /group unlink first."), most=MOST_LINKS
    )
