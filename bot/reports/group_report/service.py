"""Use case: a moderator reads a report on a closed period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.use_case import Service, reads
from bot.membership.guards import moderated_group
from bot.reports.group_report.model import Closed, Span, last_closed

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group


class GroupReports(Service):
    @reads
    async def _begin(self, tx: Tx, actor: Actor, span: Span) -> tuple[Group, Closed]:
        group = await moderated_group(tx, actor)
        return group, last_closed(span, tx.now, group)
