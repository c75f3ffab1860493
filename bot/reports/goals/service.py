"""Use cases of goals: moderators choose a table of them, the news tells how far the group came, a member sees their own part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.use_case import Service, reads, writes
from bot.membership.guards import check_acting, moderated_group
from bot.reports.goals import store as goals_store
from bot.reports.goals.counting import progress
from bot.weekly.activity.service import activity_of

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.calendar import PeriodName
    from bot.core.db.database import Tx
    from bot.reports.goals.counting import Progress
    from bot.reports.goals.model import Scheme
    from bot.weekly.activity.model import Activity


class Goals(Service):
    @writes
    async def choose(self, tx: Tx, actor: Actor, scheme: Scheme) -> Progress:
        """Follow a table of goals from now on, or none. Repeated, it changes nothing. Raises Refused for who is no moderator."""
        group = await moderated_group(tx, actor)
        before = await goals_store.scheme(tx, group.group_id)
        if before is not scheme:
            await goals_store.choose(tx, group.group_id, scheme)
            was, becomes = ({"goals": each.value} for each in (before, scheme))
            await audit_log_store.write(
                tx, LogEntry(group.group_id, actor.user_id, "goals.choose", "group", before=was, after=becomes)
            )
        return await progress(tx, group, scheme)

    @reads
    async def chosen(self, tx: Tx, actor: Actor) -> Progress:
        """How far the group came. Raises Refused for who is no moderator."""
        group = await moderated_group(tx, actor)
        return await progress(tx, group, await goals_store.scheme(tx, group.group_id))

    @reads
    async def beside_activity(self, tx: Tx, actor: Actor, name: PeriodName) -> tuple[Activity, Scheme]:
        """The actor's numbers, as `ActivityService.mine`, and which table the group follows. Raises Refused for who is no active member."""
        mine = await activity_of(tx, actor, name)
        return mine, await goals_store.scheme(tx, actor.group_id)

    @reads
    async def mine(self, tx: Tx, actor: Actor) -> Progress:
        """The same with the actor's own part, which nobody else reads. Raises Refused for who is no active member."""
        group = await check_acting(tx, actor)
        return await progress(tx, group, await goals_store.scheme(tx, group.group_id), actor.user_id)
