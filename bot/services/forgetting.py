"""Forgetting a client: at the end of their time, or at once because they asked for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.model.referrals import Client
from bot.services import referral_news
from bot.store import clients, referrals

if TYPE_CHECKING:
    from bot.model.groups import Group
    from bot.model.referrals import Referral
    from bot.store.engine.database import Tx


async def wipe(tx: Tx, group: Group, referral: Referral) -> None:
    """Delete what is kept of a referral's client, and let what was said of it in Discord be said without them."""
    wiped = replace(referral, client=Client(), version=referral.version + 1)
    await referral_news.rewrite(tx, group, wiped, await referrals.history(tx, referral))
    await clients.wipe(tx, group.group_id, referral.id)
