"""Turns needs, as somebody sees them, into what is matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.matching.model import Entry, EntryKind
from bot.asks.model import NeedKind

if TYPE_CHECKING:
    from bot.asks.seen import SeenNeed

_KINDS = {NeedKind.QUESTION: EntryKind.QUESTION, NeedKind.TIP: EntryKind.TIP}


def entry_of(seen: SeenNeed) -> Entry:
    """The need with its title and text as one, as a search has it too, so that it has one vector."""
    need = seen.need
    said = "\n".join(each for each in (need.title, need.text) if each)
    return Entry(need.id, _KINDS.get(need.kind, EntryKind.NEED), said, need.author_id, seen.trades)
