"""Which messages are changed when a client's data is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.referrals import notices as referrals_notices
from bot.referrals import rewriting
from bot.referrals.model import Party, Referral, Verb

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group


async def rewrite(tx: Tx, group: Group, referral: Referral) -> None:
    """Queue edits of all messages to giver and receiver that may name the erased client."""
    await referrals_notices.update(tx, group, referral, Verb.FORGET)
    await rewriting.steps_and_reminders(tx, group, referral, tuple(Party), "forgotten")
