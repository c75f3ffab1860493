"""Refused claims of somebody who deleted their data: the moderators are not asked the same again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import past_decisions
from bot.membership.claims import store as claims_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure

REFUSED = "claim_refused:"
"""Prefix of the kept decisions; the expected person's number follows, which is given to nobody else."""


async def keep(tx: Tx, gone: PersonErasure) -> None:
    """Keep whom the person was not recognised as, before their claims are deleted."""
    for claim in await claims_store.of(tx, gone.group_id, gone.user_id):
        if claim.accepted is False:
            await past_decisions.keep(tx, gone.group_id, gone.user_id, f"{REFUSED}{claim.number}", tx.now)


async def of(tx: Tx, group_id: int, user_id: int) -> set[int]:
    """The expected people's ids as whom the person was not recognised before they deleted their data."""
    kept = await past_decisions.of(tx, group_id, user_id)
    return {-int(decision.removeprefix(REFUSED)) for decision in kept if decision.startswith(REFUSED)}
