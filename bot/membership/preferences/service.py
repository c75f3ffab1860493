"""Use cases of a member's own settings: direct messages, who reads the contact, the name on boards, the picture, the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused
from bot.core.use_case import Service, reads, writes
from bot.groups.model import PublicLanguage
from bot.membership.guards import belonging_member
from bot.membership.members import store as members_store
from bot.membership.members.model import Status

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.audit_log.model import Facts
    from bot.core.db.database import Tx
    from bot.membership.members.model import Member
    from bot.membership.members.profile import Sharing


class Preferences(Service):
    """Each use case takes the state to set, not a change, so that it is idempotent."""

    @reads
    async def mine(self, tx: Tx, actor: Actor) -> Member:
        """One's own choices, on leave too. Raises Refused for whoever is no member."""
        return await belonging_member(tx, actor)

    @reads
    async def has_closed_messages(self, tx: Tx, actor: Actor) -> bool:
        """Whether Discord refused the last direct message to the actor."""
        return await members_store.has_closed_messages(tx, actor.user_id)

    @writes
    async def switch(self, tx: Tx, actor: Actor, name: str, *, on: bool) -> Member:
        """Switch one kind of direct messages on or off. Raises Refused."""
        present = await belonging_member(tx, actor)
        # The name is from a custom id: input, or a button of an older version.
        if name not in asdict(present.switches):
            raise Refused(N_("There is no such switch any more. Open /settings again."))
        return await choose(tx, present, replace(present, switches=replace(present.switches, **{name: on})))

    @writes
    async def share(self, tx: Tx, actor: Actor, sharing: Sharing) -> Member:
        """Say who reads one's contact. Raises Refused."""
        present = await belonging_member(tx, actor)
        return await choose(tx, present, replace(present, sharing=sharing))

    @writes
    async def appear(self, tx: Tx, actor: Actor, *, on_boards: bool) -> Member:
        """Set whether boards name the member; they count either way. Raises Refused."""
        present = await belonging_member(tx, actor)
        return await choose(tx, present, replace(present, on_boards=on_boards))

    @writes
    async def be_in_picture(self, tx: Tx, actor: Actor, *, shown: bool) -> Member:
        """Set whether the picture of the network shows the member. Raises Refused."""
        present = await belonging_member(tx, actor)
        return await choose(tx, present, replace(present, in_picture=shown))

    @writes
    async def speak(self, tx: Tx, actor: Actor, language: str | None) -> Member:
        """Set the language of messages that no interaction causes; None for that of their Discord. Raises Refused."""
        present = await belonging_member(tx, actor)
        if language is not None and language not in PublicLanguage.BOTH.tags:
            raise Refused(N_("I don't speak that language yet. Choose one of the list."))
        return await choose(tx, present, replace(present, language=actor.language, chosen_language=language))


async def belonging_changed(tx: Tx, *, member: Member, **_: object) -> None:
    """Handle the event that somebody belongs or no longer does: whoever is a member again later is asked anew about the picture.

    Not whoever left the server: they come back as what they were.
    """
    if member.in_picture and not member.belongs and member.status is not Status.LEFT:
        await members_store.leave_picture(tx, member)


async def choose(tx: Tx, before: Member, after: Member) -> Member:
    """Store the settings and log the old and new values, where any differs."""
    was, now = _choices(before), _choices(after)
    changed = [name for name in now if was[name] != now[name]]
    if not changed:
        return before
    await members_store.save(tx, after)
    await audit_log_store.write(
        tx,
        LogEntry(
            after.group_id,
            after.user_id,
            "profile.settings",
            f"member:{after.user_id}",
            after.user_id,
            before={name: was[name] for name in changed},
            after={name: now[name] for name in changed},
        ),
    )
    return after


def _choices(member: Member) -> Facts:
    return {
        **{name: int(on) for name, on in asdict(member.switches).items()},
        "contact": member.sharing.value,
        "boards": int(member.on_boards),
        "picture": int(member.in_picture),
        "language": member.chosen_language,
    }
