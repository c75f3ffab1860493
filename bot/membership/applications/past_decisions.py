"""What is kept of somebody who deleted their data, under a keyed hash of their id: that they applied, were declined, were removed.

Without it, deleting one's data would end the wait after a decline, the limit of applications, and that moderators know of a removal.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core import person_hashes
from bot.core.audit_log import store as audit_log_store
from bot.core.db.database import instant, micros
from bot.membership.applications.model import PastDecisions

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure

ACTIONS = {"member.apply": "applied", "member.decline": "declined", "member.remove": "removed"}
"""Audit actions, and the decision that is kept of the newest entry; of applications all of the last day."""
COUNTED_FOR = timedelta(days=1)
"""How long applications are kept: the span of their limit."""
MOST = 10
"""Maximum number of applications that are looked at; more than the limit lets through."""


async def keep(tx: Tx, gone: PersonErasure) -> None:
    """Keep the decisions about a person whose data is being erased, before the log loses their id."""
    person = person_hashes.of(tx, gone.group_id, gone.user_id)
    applied = (await of(tx, gone.group_id, gone.user_id)).applied
    for action, decision in ACTIONS.items():
        found = await audit_log_store.of_member(tx, gone.group_id, gone.user_id, (action,), MOST)
        counts = decision == "applied"
        kept = [each.at for each in found if tx.now - each.at < COUNTED_FOR] if counts else [each.at for each in found[:1]]
        for number, at in enumerate(kept, start=applied):
            await tx.run(
                "INSERT INTO past_decisions (group_id, person, key_id, decision, at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (group_id, person, decision, at) DO NOTHING",
                gone.group_id,
                person,
                tx.cipher.key_id,
                decision,
                micros(at) + (number if counts else 0),  # the clock may say the same of two of them
            )


async def of(tx: Tx, group_id: int, user_id: int) -> PastDecisions:
    """What is kept of the person; nothing of most people."""
    persons = person_hashes.every(tx, group_id, user_id)
    rows = await tx.all(
        f"SELECT decision, at FROM past_decisions WHERE group_id = ? AND person IN ({', '.join('?' * len(persons))}) ORDER BY at",
        group_id,
        *persons,
    )
    last = {row["decision"]: instant(row["at"]) for row in rows}
    recent = [row for row in rows if row["decision"] == "applied" and tx.now - instant(row["at"]) < COUNTED_FOR]
    return PastDecisions(last.get("declined"), last.get("removed"), len(recent))


async def prune(tx: Tx, group_id: int) -> None:
    """Delete the applications that count no more; only by a trusted clock."""
    if tx.clock_is_trusted:
        sql = "DELETE FROM past_decisions WHERE group_id = ? AND decision = ? AND at < ?"
        await tx.run(sql, group_id, "applied", micros(tx.now - COUNTED_FOR))
