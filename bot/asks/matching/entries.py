"""Turns needs into what is matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.matching.model import Entry, EntryKind
from bot.asks.model import NeedKind

if TYPE_CHECKING:
    from bot.asks.model import ListedNeed, Need

_KINDS = {NeedKind.QUESTION: EntryKind.QUESTION, NeedKind.TIP: EntryKind.TIP}


def entry_of(need: Need | ListedNeed, trades: tuple[str, ...]) -> Entry:
    """A need and its trades, with title and text as one, as a search has it too, so that it has one vector."""
    said = "\n".join(filter(None, (need.title, need.text)))
    return Entry(need.id, _KINDS.get(need.kind, EntryKind.NEED), said, need.author_id, trades)
