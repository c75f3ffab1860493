"""Cancelling a need that should not count, by a moderator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks import helps_store, offers_store
from bot.asks import notices as asks_notices
from bot.asks import store as asks_store
from bot.asks.model import Help, NeedState
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import not_found
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.referrals.thanks import store as thanks_store
from bot.referrals.thanks.service import take_back

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group


async def void(tx: Tx, group: Group, actor: Actor, number: int, reason: str) -> str:
    """Cancel the need of that number with all that counts by it, and tell its author and whoever helped why. Returns its label.

    Cancelled already, nothing happens. Raises Refused where there is none.
    """
    need = await asks_store.by_number(tx, group.group_id, number)
    if need is None:
        raise not_found()
    await asks_store.hold(tx, need)  # so that nobody's help is counted between what is read and the change
    if need.state is NeedState.VOIDED:
        return need.label
    helps = await helps_store.counted(tx, need)
    for given in helps:
        await _reverse(tx, group, actor, given)
    need = await asks_store.void(tx, need)
    entry = LogEntry(group.group_id, actor.user_id, "need.void", need.label, need.author_id, reason=reason)
    await audit_log_store.write(tx, entry)
    await asks_notices.show(tx, group, need)
    for chosen in await offers_store.chosen(tx, need):
        await asks_notices.over(tx, group, need, chosen)
        await asks_notices.not_needed(tx, group, need, chosen)
    for user_id in sorted({need.author_id, *(given.helper_id for given in helps)}):
        await asks_notices.voided(tx, group, need, user_id, reason)
    return need.label


async def _reverse(tx: Tx, group: Group, actor: Actor, given: Help) -> None:
    """Reverse the entry of one help, and take back the thanks that came with it."""
    await ledger_store.reverse(tx, group.group_id, EntryKind.ANSWER, given.source)
    said = None if given.thanks_id is None else await thanks_store.get(tx, group.group_id, given.thanks_id)
    if said is not None and said.undone_at is None:
        await take_back(tx, group, said, actor.user_id, voided=True)
