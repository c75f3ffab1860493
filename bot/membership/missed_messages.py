"""Direct messages that Discord refused because a person's are closed, and their delivery when these are open again.

Discord sends no event when somebody opens their direct messages. They are taken as open when a direct message is delivered, in
any group; and missed messages are tried again when the person uses the bot or returns to the server.
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
    """Keeps in memory whose direct messages are closed, so that their next interaction is noticed without a query.

    Where several processes share the store, another may know better; then the next delivered message notices it.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._closed: set[int] = set()

    async def begin(self) -> None:
        """Load the ids of those whose direct messages are closed. Called at start."""
        self._closed = set(await self._all_closed())

    @reads
    async def _all_closed(self, tx: Tx) -> list[int]:
        return await members_store.closed(tx)

    def closed(self, user_id: int) -> None:
        """Note that Discord refused a direct message to them."""
        self._closed.add(user_id)

    def is_closed(self, user_id: int) -> bool:
        """Whether their direct messages are closed, as far as this process knows."""
        return user_id in self._closed

    async def heard_from(self, user_id: int) -> None:
        """Try missed messages again, because the person used the bot.

        If Discord refuses them too, they are noted as closed again.
        """
        self._closed.discard(user_id)
        # Discarded before the write, so that an interaction meanwhile starts no second attempt.
        await self._try_again(user_id)

    @writes
    async def _try_again(self, tx: Tx, user_id: int) -> None:
        if await members_store.messages_uncertain(tx, user_id):
            await _say_again(tx, user_id)


async def opened(tx: Tx, user_id: int, until: datetime | None = None) -> bool:
    """Note that a person's direct messages are open, and queue missed messages that still concern them; whether there are any.

    With `until`, only where the last refusal was then or before.
    """
    return await members_store.messages_opened(tx, user_id, until or tx.now) and await _say_again(tx, user_id)


async def _say_again(tx: Tx, user_id: int) -> bool:
    concerns = [row for row in await missed.of_person(tx, user_id) if await _concerns(tx, row)]
    for row in concerns:
        await missed.say_again(tx, row)
    return bool(concerns)


async def _concerns(tx: Tx, row: Outgoing) -> bool:
    """Whether a missed message is still to be sent. Edits always are: the message may name a client who was forgotten."""
    message = row.message
    if message.only_edit:
        return True
    still_concerns = kind_of(message.kind).still_concerns
    return still_concerns is not None and await still_concerns(tx, message)
