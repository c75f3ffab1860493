"""Whose direct messages are closed, and what is said to them after all once they are open.

Nothing tells the bot that somebody opened them. They are taken as open when any message gets through, in whichever group; when
somebody who missed something uses the bot, or is back in the server, it is tried again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox import missed
from bot.core.outbox.kinds import kind_of
from bot.core.use_case import Service, reads, writes
from bot.membership.members import store as members_store

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Database, Tx
    from bot.core.outbox.model import Outgoing


class Reaching(Service):
    """Remembers whose direct messages are closed, so that their next step is noticed without asking the store at each one.

    Where several processes share the store, another one may know better: then the next message that gets through tells.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._closed: set[int] = set()

    async def begin(self) -> None:
        """Learn whose are closed."""
        self._closed = set(await self._all_closed())

    @reads
    async def _all_closed(self, tx: Tx) -> list[int]:
        return await members_store.closed(tx)

    def closed(self, user_id: int) -> None:
        """Discord refused a message to them."""
        self._closed.add(user_id)

    def is_closed(self, user_id: int) -> bool:
        """Whether their direct messages were closed, as far as this process knows."""
        return user_id in self._closed

    async def heard_from(self, user_id: int) -> None:
        """They use the bot: what they missed is tried again. Where Discord refuses that too, they are taken as closed again."""
        self._closed.discard(user_id)
        await self._try_again(user_id)

    @writes
    async def _try_again(self, tx: Tx, user_id: int) -> None:
        await opened(tx, user_id)


async def opened(tx: Tx, user_id: int, until: datetime | None = None) -> bool:
    """They get direct messages, as far as anybody knows: what they missed and still concerns them is said now; whether anything is.

    With `until`, where none was refused after that.
    """
    if not await members_store.messages_opened(tx, user_id, until or tx.now):
        return False
    concerns = [row for row in await missed.of_person(tx, user_id) if await _concerns(tx, row)]
    for row in concerns:
        await missed.say_again(tx, row)
    return bool(concerns)


async def _concerns(tx: Tx, row: Outgoing) -> bool:
    """What changes a message that stands there does so always, for a client who was forgotten may be named in it."""
    message = row.message
    if message.only_edit:
        return True
    still_concerns = kind_of(message.kind).still_concerns
    return still_concerns is not None and await still_concerns(tx, message)
