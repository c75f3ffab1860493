"""The digest's section of goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.digest_block import Block
from bot.reports.goals import store as goals_store
from bot.reports.goals.counting import progress
from bot.reports.goals.model import Scheme

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group


async def goals(tx: Tx, group: Group, _: Period) -> Block | None:
    """Compose the section: a bar for each goal of which something may be told, over the closed weeks of the month."""
    scheme = await goals_store.scheme(tx, group.group_id)
    if scheme is Scheme.NONE:
        return None
    found = await progress(tx, group, scheme)
    bars = [{"goal": each.goal.measure.value, "tenths": each.tenths} for each in found.bars if each.tenths is not None]
    month = found.weeks.closed[-1].start.astimezone(group.zone).date()
    facts = {
        "scheme": scheme.value,
        "month": month.isoformat(),
        "weeks": len(found.weeks.closed),
        "of": found.weeks.of,
        "bars": bars,
    }
    return Block("goals", facts) if bars else None
