"""To which members somebody owes a word: a query over the ledger, touches and answered thanks, kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.ledger.model import EntryKind
from bot.membership.members import roll
from bot.membership.muted_senders import store as muted_senders_store
from bot.relationships.keep_in_touch import owed_store
from bot.relationships.keep_in_touch.model import OWED_FOR, Owed

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group


async def read(tx: Tx, group: Group, user_id: int) -> list[Owed]:
    """Who did something for this member within OWED_FOR and had no word since, the longest ago first.

    A word is anything that this member did for them after it, a contact noted for that day or a later one, or *It's a pleasure* below their
    thanks. Without those who do not belong any more, or were muted.
    """
    since = tx.now - OWED_FOR
    got = await owed_store.done_for(tx, group.group_id, user_id, since)
    if not got:
        return []
    gave = await owed_store.done_by(tx, group.group_id, user_id, since)
    noted = await owed_store.noted_since(tx, group.group_id, user_id, got, since.astimezone(group.zone).date())
    authors = [other for other, (_, kind) in got.items() if kind is EntryKind.THANKS]
    answered = await owed_store.answered_since(tx, group.group_id, user_id, authors, since)
    without = set(await muted_senders_store.of(tx, group.group_id, user_id))
    for other, (at, kind) in got.items():
        had_word = other in gave and gave[other][0] > at
        was_noted = other in noted and noted[other] >= at.astimezone(group.zone).date()
        if had_word or was_noted or (kind is EntryKind.THANKS and other in answered and answered[other] >= at):
            without.add(other)
    there = [other for other in got if other not in without]
    people = await roll.addressees(tx, group.group_id, *there) if there else {}
    owed = [Owed(other, people[other].name, got[other][1], got[other][0]) for other in there if other in people]
    return sorted((each for each in owed if people[each.user_id].belongs), key=lambda each: (each.at, each.user_id))
