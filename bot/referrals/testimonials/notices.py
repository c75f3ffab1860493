"""The message to the author of thanks that are shown on a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.membership.members.model import reading

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Addressee
    from bot.referrals.thanks.model import Thanks


async def pinned(tx: Tx, group: Group, said: Thanks, author: Addressee) -> None:
    """Tell the author, once for these thanks: the key is the same at a later pin."""
    await outbox_store.add(
        tx,
        Message(
            group.group_id,
            "thanks.pinned",
            f"thanks:{said.id}:pinned",
            said.id,
            user_id=said.author_id,
            language=reading(group, author),
            subject=f"thanks:{said.id}:pinned",
        ),
    )
