"""The message to the giver about what fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.membership.members.model import reading

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Addressee
    from bot.referrals.model import Referral


async def told(tx: Tx, group: Group, referral: Referral, giver: Addressee, *, again: bool) -> None:
    """Queue the message, or the edit of what was sent where the receiver answers `again`. It holds nothing of the answer."""
    await outbox_store.add(
        tx,
        Message(
            group.group_id,
            "fit.told",
            f"fit:{referral.id}:{tx.now.timestamp()}" if again else f"fit:{referral.id}",
            referral.id,
            user_id=giver.user_id,
            language=reading(group, giver),
            subject=f"fit:{referral.id}",
            only_edit=again,
        ),
    )
