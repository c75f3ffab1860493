"""Messages about a person who left the server or came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.core.outbox.erase_person import subjects_renamed
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.groups import store as groups_store
from bot.membership import notices as membership_notices

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure
    from bot.groups.model import Group
    from bot.membership.members.model import Member

LINES = ("member.left", "member.came_back")


async def gone(tx: Tx, group: Group, member: Member) -> None:
    """Tell the moderators that a member left, and edit their card of an applicant."""
    await _line(tx, group, "member.left", member)
    if not member.is_elsewhere:
        await membership_notices.show_application(tx, group, member, only_edit=True)


async def returned(tx: Tx, group: Group, member: Member) -> None:
    """Tell the moderators and the person; restore the member role, or the buttons of the application's card."""
    await _line(tx, group, "member.came_back", member)
    await membership_notices.tell(tx, group, "member.return", member)
    if member.belongs:
        await membership_notices.belonging_changed(tx, group, member)
    else:
        await membership_notices.show_application(tx, group, member, only_edit=True)


async def not_believed(tx: Tx, group: Group, missing: int) -> None:
    """Tell the moderators, at most once a month, that implausibly many members were missing."""
    channel_id = channel_of(group, "member.many_missing")
    if channel_id is not None:
        await outbox_store.add(
            tx,
            Message(
                group.group_id,
                "member.many_missing",
                # The month in the key makes it one message a month: settled rows keep their keys for longer (`outbox.store.KEPT`).
                f"presence:{group.group_id}:many:{tx.now:%Y-%m}",
                missing,
                channel_id=channel_id,
                language=group.language.value,
            ),
        )


async def _line(tx: Tx, group: Group, kind: str, member: Member) -> None:
    """Queue a line for the moderators' channel, where there is one; /member list and /member history show the fact too."""
    channel_id = channel_of(group, kind)
    if channel_id is not None:
        await outbox_store.add(
            tx,
            Message(
                group.group_id,
                kind,
                f"{kind}:{group.group_id}:{member.user_id}:{member.version}",
                member.user_id,
                channel_id=channel_id,
                language=group.language.value,
                detail=(member.returns_to or member.status).value,
                subject=f"{kind}:{member.user_id}:{member.version}",
            ),
        )


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Queue the edits of what moderators read of their departures and returns, which names them."""
    language = (await groups_store.get(tx, gone.group_id)).language.value
    for kind in LINES:
        for subject in await subjects_renamed(tx, gone, kind):
            key = f"{subject}:parted"
            edit = Message(
                gone.group_id, kind, key, gone.stranger_id, language=language, subject=subject, only_edit=True, may_wait=True
            )
            await outbox_store.add(tx, edit)
