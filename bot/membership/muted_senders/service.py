"""Use cases: a member mutes one sender, or hears them again. No log holds it, for moderators and exports of others would show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.text import sort_key
from bot.core.use_case import Service, reads, writes
from bot.membership.guards import check_active
from bot.membership.members import store as members_store
from bot.membership.muted_senders import store as muted_senders_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx


class Sender(Struct, frozen=True):
    """Somebody who was muted, with their name as it is now."""

    user_id: int
    name: str


class MutedSenders(Service):
    @reads
    async def mine(self, tx: Tx, group_id: int, user_id: int) -> list[Sender]:
        """Whom the person muted, by name."""
        return await _muted(tx, group_id, user_id)

    @writes
    async def mute(self, tx: Tx, group_id: int, user_id: int, sender_id: int, *, on: bool) -> list[Sender]:
        """Mute the giver of a referral that the person got, or (`on` False) hear a sender again; returns who is muted now.

        Raises Refused for whoever is no member.
        """
        member = await members_store.get(tx, group_id, user_id)
        if member is None or not member.belongs:
            check_active(member)
        change = muted_senders_store.add if on else muted_senders_store.remove
        await change(tx, group_id, user_id, sender_id)
        return await _muted(tx, group_id, user_id)


async def _muted(tx: Tx, group_id: int, user_id: int) -> list[Sender]:
    names = await members_store.names(tx, group_id, await muted_senders_store.of(tx, group_id, user_id))
    return sorted((Sender(*each) for each in names.items()), key=lambda sender: (sort_key(sender.name), sender.user_id))
