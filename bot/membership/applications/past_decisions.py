"""What is kept of somebody who deleted their data: that they were declined or removed.

Without it, deleting one's data would end the wait after a decline, and that moderators know of a removal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import past_decisions
from bot.core.audit_log import store as audit_log_store
from bot.membership.applications.model import PastDecisions

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure

ACTIONS = {"member.decline": "declined", "member.remove": "removed"}
"""Audit actions, and the decision that is kept of the newest entry."""


async def keep(tx: Tx, gone: PersonErasure) -> None:
    """Keep the decisions about a person whose data is being erased, before the log loses their id."""
    for action, decision in ACTIONS.items():
        for entry in await audit_log_store.of_member(tx, gone.group_id, gone.user_id, (action,), 1):
            await past_decisions.keep(tx, gone.group_id, gone.user_id, decision, entry.at)


async def of(tx: Tx, group_id: int, user_id: int) -> PastDecisions:
    """What is kept of the person; nothing of most people."""
    last = await past_decisions.of(tx, group_id, user_id)
    return PastDecisions(last.get("declined"), last.get("removed"))
