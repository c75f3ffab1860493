"""Cancelling an introduction that should not count, by a moderator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import not_found
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.introductions import notices as introductions_notices
from bot.introductions import store as introductions_store
from bot.introductions.model import State

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group


async def void(tx: Tx, group: Group, actor: Actor, number: int, reason: str) -> str:
    """Cancel the introduction of that number and tell the three why; cancelled already, nothing happens. Returns its label.

    Raises Refused where there is none, in the same words for one that was not made: moderators see only those that were.
    """
    found = await introductions_store.by_number(tx, group.group_id, number)
    if found is None or found.state not in {State.MADE, State.VOIDED}:
        raise not_found()
    if found.state is State.MADE:
        await introductions_store.move(tx, found, State.VOIDED)
        for user_id in found.two:
            await ledger_store.reverse(tx, group.group_id, EntryKind.INTRODUCTION, found.source(user_id))
        entry = LogEntry(group.group_id, actor.user_id, "introduction.void", found.label, found.connector_id, reason=reason)
        await audit_log_store.write(tx, entry)
        await introductions_notices.voided(tx, group, found, reason)
    return found.label
