"""Use cases of the quiet-check: whom the morning list asks, who would like a word, and the number that moderators read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.core.calendar import MIDNIGHT, PeriodName, at_local, period
from bot.core.errors import not_found
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import acting_member, moderated_group
from bot.reports.quiet_check import notices as quiet_check_notices
from bot.reports.quiet_check import store as quiet_check_store
from bot.reports.quiet_check.model import Asked, QuietCheck, may_be_told
from bot.reports.settled import settled_quarter

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.core.morning_items import WaitingItem
    from bot.groups.model import Group

ITEM = "quiet_check"
NOTED_WITHIN = timedelta(days=14)
"""How long after a morning it may still be noted whom it asked, where the process was not running."""


class QuietChecks(Service):
    @writes
    async def speak(self, tx: Tx, actor: Actor) -> None:
        """Tell the moderators that the actor, who was asked, would like a word. Raises Refused for whoever was not asked, or not in this group.

        Pressed again, it tells nobody again.
        """
        await acting_member(tx, actor)
        asked_at = await quiet_check_store.asked_at(tx, actor.group_id, actor.user_id, ITEM)
        if asked_at is not None:
            await quiet_check_store.speak(tx, actor.group_id, actor.user_id, asked_at)
            await quiet_check_notices.word(tx, await groups_store.get(tx, actor.group_id), actor.user_id, asked_at)
        elif not await quiet_check_store.was_asked(tx, actor.group_id, actor.user_id, ITEM):
            raise not_found()

    @reads
    async def check_asked(self, tx: Tx, actor: Actor) -> None:
        """Raise Refused for whoever was not asked, or is no active member, so that the question's other buttons are for them alone."""
        await acting_member(tx, actor)
        if not await quiet_check_store.was_asked(tx, actor.group_id, actor.user_id, ITEM):
            raise not_found()

    @writes
    async def spare(self, tx: Tx, group_id: int, user_id: int) -> None:
        """Note that a person who was to be asked moderates the group, as Discord says: they are not asked."""
        asked_at = await quiet_check_store.asked_at(tx, group_id, user_id, ITEM)
        if asked_at is not None:
            await quiet_check_store.spare(tx, group_id, user_id, asked_at)

    @reads
    async def group(self, tx: Tx, group_id: int) -> Group:
        """Read the group, whose moderator role tells who moderates."""
        return await groups_store.get(tx, group_id)

    @reads
    async def asked(self, tx: Tx, actor: Actor) -> Asked | None:
        """How many were asked in the last quarter that was counted; None where that may not be told. Raises Refused for who is no moderator."""
        group = await moderated_group(tx, actor)
        counted = await quiet_check_store.last_count(tx, group.group_id)
        if counted is None or counted[1] is None:
            return None
        begins = at_local(date.fromisoformat(counted[0]), MIDNIGHT, group.zone)
        return Asked(period(PeriodName.QUARTER, begins, group.zone, group.week_starts), counted[1])


async def due(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Whom the morning list asks. By an untrusted clock nobody: it would take all for quiet."""
    return await quiet_check_store.quiet(tx, group.group_id, ITEM, at, after, limit) if tx.clock_is_trusted else []


async def read(tx: Tx, group_id: int, user_id: int, _: int) -> QuietCheck | None:
    """The question; None once they asked for a word, or moderate."""
    asked_at = await quiet_check_store.asked_at(tx, group_id, user_id, ITEM)
    return None if asked_at is None else QuietCheck(group_id)


async def tend(tx: Tx, group_id: int) -> bool:
    """Each morning: note whom the list asked, and count a quarter once it is settled."""
    if not tx.clock_is_trusted:
        return False
    await quiet_check_store.prune(tx, group_id)
    await quiet_check_store.note_asked(tx, group_id, ITEM, tx.now - NOTED_WITHIN)
    group = await groups_store.get(tx, group_id)
    quarter = settled_quarter(tx.now, group)
    name = quarter.start.astimezone(group.zone).date().isoformat()
    counted = await quiet_check_store.last_count(tx, group_id)
    if counted is None or counted[0] < name:
        unnamed = await quiet_check_store.count_asked(tx, group_id, quarter)
        others = await quiet_check_store.count_others(tx, group_id, quarter)
        await quiet_check_store.keep_count(tx, group_id, name, unnamed if may_be_told(unnamed, others) else None)
    return False


async def renumbered(tx: Tx, *, group_id: int, old_id: int, new_id: int) -> None:
    """Handle the event that a person's records get another id: what was asked of either is not this person's."""
    for user_id in (old_id, new_id):
        await quiet_check_store.forget(tx, group_id, user_id)
