"""Use case: read what anybody in the server may know of the group's meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.use_case import Service, reads
from bot.meetings import store as meetings_store
from bot.meetings.attendance import history_store
from bot.meetings.glance.model import LATELY, Glance, usual
from bot.meetings.speakers import store as speakers_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx


class Glances(Service):
    @reads
    async def of(self, tx: Tx, group_id: int) -> Glance:
        """Read it; anybody in the group may."""
        return Glance(
            tuple(await meetings_store.running(tx, group_id)),
            await meetings_store.next_one(tx, group_id),
            usual(await history_store.turnouts(tx, group_id, LATELY)),
            has_talk=bool(await speakers_store.next_ones(tx, group_id, 1)),
        )
