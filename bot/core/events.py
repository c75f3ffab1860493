"""Events within one transaction: a use case announces one, and the features that declared to hear it do their part before COMMIT.

This is how a context reacts to one above it, which must not import it. The names of events stand with those who announce them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.declarations import declared

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def announce(tx: Tx, event: str, **facts: object) -> None:
    """Call every feature that hears the event, in the order of the features. What one raises rolls the transaction back."""
    for hear in declared().hears[event]:
        await hear(tx, **facts)
