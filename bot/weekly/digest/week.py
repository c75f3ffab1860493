"""The digest's first block: totals of the period in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.digest_block import Block
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.introductions import store as introductions_store
from bot.referrals.thanks import store as thanks_store
from bot.weekly.activity import store as activity_store
from bot.weekly.week_ahead.store import count_active

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group


async def week(tx: Tx, group: Group, span: Period) -> Block:
    """Compose the block: the numbers of referrals, their receivers, jobs, thanks and introductions in the period, and of members now."""
    given, receivers = await ledger_store.totals(tx, group.group_id, EntryKind.REFERRAL, span)
    jobs = await activity_store.won_between(tx, group.group_id, span)
    said = await thanks_store.count_in(tx, group.group_id, span)
    introduced = await introductions_store.count_made(tx, group.group_id, span)
    facts = {
        "referrals": given,
        "receivers": receivers,
        "jobs": jobs,
        "thanks": said,
        "introductions": introduced,
        "members": await count_active(tx, group.group_id),
    }
    return Block("week", facts, news=bool(given or said or introduced))
