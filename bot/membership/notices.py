"""Messages about a membership: to the person, to their sponsor, to the moderators; and the member role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.events import announce
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.membership.events import BELONGING_CHANGED, LEAVE_CHANGED, MEMBER_LEFT
from bot.membership.members import store as members_store
from bot.membership.members.model import Status, reading
from bot.membership.tell_moderators import tell_moderators

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member


async def note(tx: Tx, actor_id: int, action: str, before: Member | None, after: Member, reason: str = "") -> None:
    """Write an entry about a membership to the audit log."""
    await audit_log_store.write(
        tx,
        LogEntry(
            after.group_id,
            actor_id,
            action,
            f"member:{after.user_id}",
            after.user_id,
            before={"status": before.status.value, "seat": before.seat} if before else {},
            after={"status": after.status.value, "seat": after.seat},
            reason=reason,
        ),
    )


def welcome_of(member: Member) -> str:
    """The kind of the message to who has become a member."""
    return "member.associate" if member.is_associate else "member.add"


async def tell(
    tx: Tx, group: Group, kind: str, member: Member, reader: Member | None = None, detail: str = "", why: str = ""
) -> None:
    """Queue a direct message about `member`, to themselves or to another `reader`; expected people (negative ids) get none.

    `why` distinguishes messages about one version of the member, whose keys would be equal.
    """
    to = reader or member
    if to.user_id < 0:
        return
    await outbox_store.add(
        tx,
        Message(
            group.group_id,
            kind,
            # With the version, so that the same step is told of again when it is taken again.
            f"{kind}:{group.group_id}:{member.user_id}:{member.version}:{to.user_id}{why}",
            member.user_id,
            user_id=to.user_id,
            language=reading(group, to),
            detail=detail,
        ),
    )


async def belonging_changed(tx: Tx, group: Group, member: Member) -> None:
    """Announce that somebody belongs from now on, or no longer and so left; queue giving or removing the member role, where the group has one."""
    # Ids below zero are expected people, who have no Discord account yet.
    if group.member_role_id is not None and member.user_id > 0:
        # Whether the role is given or taken is read at delivery, when the member may have left again.
        key = f"member:{group.group_id}:{member.user_id}:{member.version}:role"
        await outbox_store.add(tx, Message(group.group_id, "member.role", key, member.user_id))
    await announce(tx, BELONGING_CHANGED, group=group, member=member)
    if not member.belongs:
        await announce(tx, MEMBER_LEFT, group=group, member=member)


async def leave_changed(tx: Tx, group: Group, before: Member | None, after: Member) -> None:
    """Announce that a leave began or is over, where the change of a member is one of these."""
    if before is not None and before.belongs and after.belongs and before.status is not after.status:
        await announce(tx, LEAVE_CHANGED, group=group, member=after)


async def application_decided(tx: Tx, group: Group, member: Member) -> None:
    """Edit the moderators' card, and tell the sponsor of an acceptance; a refusal is told to the applicant only."""
    await show_application(tx, group, member, only_edit=True)
    sponsor = await members_store.get(tx, group.group_id, member.sponsor_id) if member.sponsor_id else None
    if member.is_active and sponsor is not None and sponsor.belongs:
        await tell(tx, group, "member.sponsored_in", member, sponsor)


async def show_applications(tx: Tx, group: Group) -> None:
    """Post the cards of waiting applicants. Called when a moderators' channel is chosen."""
    for applicant in await members_store.roll(tx, group.group_id, (Status.APPLICANT,)):
        await show_application(tx, group, applicant)


async def show_application(tx: Tx, group: Group, applicant: Member, *, only_edit: bool = False, why: str = "") -> None:
    """Post or edit the moderators' card of an application. `why` distinguishes edits of one version of the member."""
    if applicant.applied_at is None:
        return
    channel_id = channel_of(group, "member.card")
    if channel_id is None and not only_edit:
        await _tell_who_set_up(tx, group, applicant)
        return
    await outbox_store.add(
        tx,
        Message(
            group.group_id,
            "member.card",
            f"member:{group.group_id}:{applicant.user_id}:{applicant.version}:card{why}",
            applicant.user_id,
            channel_id=channel_id,
            language=group.language.value,
            # With the time of applying, so that a later application gets a card of its own.
            subject=f"application:{applicant.user_id}:{applicant.applied_at.timestamp():.0f}",
            only_edit=only_edit,
        ),
    )


async def _tell_who_set_up(tx: Tx, group: Group, applicant: Member) -> None:
    """Tell the person who set the group up of an application, because there is no channel for the card."""
    if applicant.status is Status.APPLICANT:
        key = f"member:{group.group_id}:{applicant.user_id}:{applicant.version}:waits"
        await tell_moderators(tx, group, Message(group.group_id, "member.waits", key, applicant.user_id))
