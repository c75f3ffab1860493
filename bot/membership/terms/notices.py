"""Messages about terms: to the moderators, which end soon; to a member, that they may look at their year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.membership.members.model import reading
from bot.membership.tell_moderators import tell_moderators
from bot.membership.terms import store as terms_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member
    from bot.membership.terms.model import Term

DUE, YEAR = "term.due", "term.year"


async def due(tx: Tx, group: Group, list_id: int) -> None:
    """Queue to the moderators a list of the terms that end soon."""
    key = _subject(list_id)
    # A direct message has no subject, so that it is not edited.
    subject = key if channel_of(group, DUE) else None
    await tell_moderators(tx, group, Message(group.group_id, DUE, key, list_id, subject=subject))


async def offer_year(tx: Tx, group: Group, member: Member, term: Term) -> None:
    """Queue, to the member, the offer to look at their year."""
    key = f"terms:{group.group_id}:{member.user_id}:{term.last_day.isoformat()}:{micros(tx.now)}:year"
    language = reading(group, member)
    await outbox_store.add(tx, Message(group.group_id, YEAR, key, member.user_id, user_id=member.user_id, language=language))


async def changed(tx: Tx, group: Group, term: Term) -> None:
    """Queue the edit of the list in which a term stands, if it stands in one."""
    if term.list_id is None:
        return
    subject, version = _subject(term.list_id), await terms_store.edited(tx, group.group_id, term.list_id)
    await outbox_store.add(
        tx,
        Message(
            group.group_id,
            DUE,
            f"{subject}:{version}",
            term.list_id,
            channel_id=channel_of(group, DUE),
            language=group.language.value,
            subject=subject,
            only_edit=True,
        ),
    )


def _subject(list_id: int) -> str:
    return f"terms:{list_id}:due"
