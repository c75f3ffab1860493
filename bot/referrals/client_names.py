"""Keeping clients out of what everybody reads: whoever writes it is asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.contacts import reader
from bot.core.errors import N_, Doubt
from bot.core.names import Name, Text
from bot.groups import region
from bot.referrals import access, contact_index
from bot.referrals import store as referrals_store
from bot.referrals.linked import store as linked_store
from bot.referrals.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.referrals.model import Referral

CLIENTS_REMEMBERED = 300
"""Of how many of their newest referrals an author may name the client by mistake."""


def named_in(text: str, clients: Iterable[str], others: Iterable[str] = ()) -> str | None:
    """The first client whom `text` names, in full or by a word that tells whose name it is (`bot.core.names`).

    Words that belong to `others`, such as the members who are spoken of, name nobody else.
    """
    searched = Text(text)
    possible = [client for client in clients if searched.may_name(client)]
    if not possible:
        return None
    members = [Name(other) for other in others]
    harmless = frozenset(word for member in members for word in (*member.words, *member.telling, *member.pieces))
    return next((client for client in possible if searched.names(Name(client), harmless)), None)


async def check_client_names(tx: Tx, actor: Actor, text: str, *members: str) -> None:
    """Ask before `text`, which everybody will read, is kept where it names a client of the author's, or holds their contact.

    `members` are names that belong there. Every use case that keeps a public text calls this. Raises Doubt.
    """
    mine = await referrals_store.client_names(tx, actor.group_id, actor.user_id, CLIENTS_REMEMBERED)
    client = named_in(text, mine, (actor.name, *members)) or await _reached_in(tx, actor, text)
    if client is not None:
        raise Doubt(
            N_("What you wrote seems to name a client, {client}, and everyone in the group would read it. Keep it all the same?"),
            client=client,
        )


async def check_published(tx: Tx, *, actor: Actor, text: str) -> None:
    """Hears that a text is published: asks where it names a client of its author's referrals. Raises Doubt."""
    await check_client_names(tx, actor, text)


async def _reached_in(tx: Tx, actor: Actor, text: str) -> str | None:
    """A client of the author's, also one who was passed to a linked group, whose phone, address, link or handle stands in the text."""
    if not reader.reaches(text):
        return None
    found = await _with_contact(tx, actor.group_id, text)
    for other_id in await linked_store.groups_named_in(tx, actor.group_id, actor.user_id):
        passed = await _with_contact(tx, other_id, text, await region.of(tx, actor.group_id))
        found += [each for each in passed if each.giver_group_id == actor.group_id]
    # Not of kind OWN: there the client is the giver, whose own phone may stand in their texts.
    theirs = (each for each in found if actor.user_id in {each.giver_id, each.receiver_id} and each.kind is not Kind.OWN)
    seen = (access.as_seen(each, actor.user_id, belongs=True) for each in theirs)
    return next((each.client.prospect for each in seen if each.client.prospect), None)


async def _with_contact(tx: Tx, group_id: int, text: str, written_in: str | None = None) -> list[Referral]:
    """The group's referrals whose client's contact stands in the text; `written_in` as in `contact_index.with_contact`."""
    ids = await contact_index.with_contact(tx, group_id, text, written_in)
    return await referrals_store.several(tx, group_id, ids) if ids else []
