"""Use case: a moderator cancels thanks that should not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import not_found
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.referrals.thanks import notices as thanks_notices
from bot.referrals.thanks import store as thanks_store
from bot.referrals.thanks.service import take_back

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.referrals.model import Referral
    from bot.referrals.thanks.model import Thanks


async def void(tx: Tx, group: Group, actor: Actor, number: int, reason: str) -> str:
    """Cancel the thanks with that number and tell both people why; returns its label.

    Does nothing where it was undone before. Raises Refused where there is none.
    """
    said = await thanks_store.by_number(tx, group.group_id, number)
    if said is None:
        raise not_found()
    if said.undone_at is None:
        referral = await take_back(tx, group, said, actor.user_id, voided=True)
        entry = LogEntry(group.group_id, actor.user_id, "thanks.void", said.label, said.author_id, reason=reason)
        await audit_log_store.write(tx, entry)
        for user_id in (said.author_id, said.thanked_id):
            await _tell_voided(tx, group, said, referral, user_id, reason)
    return said.label


async def _tell_voided(tx: Tx, group: Group, said: Thanks, referral: Referral | None, user_id: int, reason: str) -> None:
    theirs, language = await thanks_notices.reading_group(tx, group, referral, user_id)
    await outbox_store.add(
        tx,
        Message(
            theirs.group_id,
            "thanks.voided",
            f"thanks:{said.id}:voided:{user_id}",
            said.id,
            user_id=user_id,
            language=language,
            detail=reason,
        ),
    )
