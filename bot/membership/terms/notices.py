"""Messages about terms: to the moderators, which end soon; to a member, that they may look at their year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.db.database import micros
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.membership.members.model import reading
from bot.membership.tell_moderators import addressed, tell_moderators
from bot.membership.terms import store as terms_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member
    from bot.membership.terms.model import Term

DUE, YEAR = "term.due", "term.year"


async def due(tx: Tx, group: Group, list_id: int) -> None:
    """Queue to the moderators a list of the terms that end soon."""
    await tell_moderators(tx, group, _list(group, list_id))


async def offer_year(tx: Tx, group: Group, member: Member, term: Term) -> None:
    """Queue, to the member, the offer to look at their year."""
    key = f"terms:{group.group_id}:{member.user_id}:{term.last_day.isoformat()}:{micros(tx.now)}:year"
    language = reading(group, member)
    await outbox_store.add(tx, Message(group.group_id, YEAR, key, member.user_id, user_id=member.user_id, language=language))


async def changed(tx: Tx, group: Group, term: Term) -> None:
    """Queue the edit of the list in which a term stands, if it stands in one."""
    if term.list_id is None:
        return
    version = await terms_store.edited(tx, group.group_id, term.list_id)
    edit = replace(_list(group, term.list_id), only_edit=True)
    edit = replace(edit, key=f"{edit.key}:{version}")
    # Also where nobody would be told any more: the posted list may name whoever was erased.
    await outbox_store.add(tx, await addressed(tx, group, edit) or edit)


def _list(group: Group, list_id: int) -> Message:
    """A list without its destination; an edit finds it by the subject."""
    subject = f"terms:{list_id}:due"
    return Message(group.group_id, DUE, subject, list_id, language=group.language.value, subject=subject)
