"""The four steps of a pair, as one of the two reads them: a query over touches and the ledger, kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.model import TALKS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bot.core.db.database import Tx
    from bot.relationships.touches.model import Touch

HELP = (EntryKind.ANSWER, EntryKind.INTRODUCTION)


class Steps(Struct, frozen=True):
    """What `reader_id` knows of themselves and another member.

    `met` is the last talk that they noted; the others are when one of the two last helped, referred somebody to, or thanked the other.
    None where they have not.
    """

    reader_id: int
    other_id: int
    met: Touch | None
    helped: datetime | None
    referred: datetime | None
    thanked: datetime | None


async def read(tx: Tx, group_id: int, reader_id: int, other_id: int) -> Steps:
    """Read the steps of a pair; what only the other noted is not among them."""
    met = await touches_store.last(tx, group_id, reader_id, other_id, TALKS)
    kinds = (*HELP, EntryKind.REFERRAL, EntryKind.THANKS)
    last = await ledger_store.last_between(tx, group_id, reader_id, other_id, kinds)
    helped = max((last[kind] for kind in HELP if kind in last), default=None)
    return Steps(reader_id, other_id, met, helped, last.get(EntryKind.REFERRAL), last.get(EntryKind.THANKS))


async def know(tx: Tx, group_id: int, reader_id: int, others: Iterable[int], today: date) -> None:
    """Note, for `reader_id` alone, that they know these members well already. Where they noted it before, nothing changes."""
    for other_id in others:
        if await touches_store.last(tx, group_id, reader_id, other_id, (Kind.KNOWN,)) is None:
            await touches_store.note(tx, group_id, reader_id, other_id, Kind.KNOWN, today)
