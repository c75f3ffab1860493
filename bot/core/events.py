"""Events within one transaction: a use case announces one, and the handlers that features declare for it run before COMMIT.

So a context reacts to one above it, which must not import it. Event names are constants of the context that announces them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.declarations import declared

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def announce(tx: Tx, event: str, **facts: object) -> None:
    """Call the event's handlers in the order of the features. An exception of one rolls the transaction back."""
    for hear in declared().hears[event]:
        # In the same transaction: what a handler must do is never lost, nor done for something that was rolled back.
        await hear(tx, **facts)
