"""Asking before a client is named where others read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.discretion import named_in
from bot.model.words import N_, Doubt
from bot.store import referrals

if TYPE_CHECKING:
    from bot.model.actors import Actor
    from bot.store.engine.database import Tx

CLIENTS_REMEMBERED = 100
"""Of how many of their newest referrals an author may name the client by mistake."""


async def check_discreet(tx: Tx, actor: Actor, text: str, *members: str) -> None:
    """Ask where `text` names a client of the author's own referrals; `members` are names that belong there. Raises Doubt."""
    mine = await referrals.client_names(tx, actor.group_id, actor.user_id, CLIENTS_REMEMBERED)
    client = named_in(text, mine, (actor.name, *members))
    if client is not None:
        raise Doubt(
            N_("What you wrote seems to name a client, {client}, and everyone in the group would read it. Keep it all the same?"),
            client=client,
        )
