"""Keeping clients' names out of what everybody reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.errors import N_, Doubt
from bot.core.text import unaccented
from bot.referrals import store as referrals_store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.actor import Actor
    from bot.core.db.database import Tx


_WORD = re.compile(r"\w+")

TELLING = 4
"""A word of a name is telling from so many letters on; shorter ones are everywhere."""


def named_in(text: str, clients: Iterable[str], others: Iterable[str] = ()) -> str | None:
    """The first client whom `text` names: in full, or by the first or last word of their name.

    Words that belong to `others`, such as the members who are spoken of, name nobody else.
    """
    words = _words(text)
    said, spoken = set(words), f" {' '.join(words)} "
    harmless = {word for name in others for word in _words(name)}
    for client in clients:
        parts = _words(client)
        if said.isdisjoint(parts):
            continue
        telling = {part for part in (*parts[:1], *parts[-1:]) if len(part) >= TELLING} - harmless
        in_full = f" {' '.join(parts)} " in spoken
        if telling & said or (in_full and set(parts) - harmless):
            return client
    return None


def _words(text: str) -> list[str]:
    return _WORD.findall(unaccented(text))


CLIENTS_REMEMBERED = 100
"""Of how many of their newest referrals an author may name the client by mistake."""


async def check_client_names(tx: Tx, actor: Actor, text: str, *members: str) -> None:
    """Ask where `text` names a client of the author's own referrals; `members` are names that belong there. Raises Doubt."""
    mine = await referrals_store.client_names(tx, actor.group_id, actor.user_id, CLIENTS_REMEMBERED)
    client = named_in(text, mine, (actor.name, *members))
    if client is not None:
        raise Doubt(
            N_("What you wrote seems to name a client, {client}, and everyone in the group would read it. Keep it all the same?"),
            client=client,
        )


async def check_published(tx: Tx, *, actor: Actor, text: str) -> None:
    """Hears that a text is published: asks where it names a client of its author's referrals. Raises Doubt."""
    await check_client_names(tx, actor, text)
