"""Messages about a need: its card, and what its author, whoever offers and whoever helped are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.asks import across_notices
from bot.asks.model import NeedKind, NeedState, OfferState
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.membership.members import roll

if TYPE_CHECKING:
    from bot.asks.model import Help, Need, Offer
    from bot.core.db.database import Tx
    from bot.groups.model import Group


async def post(tx: Tx, group: Group, need: Need) -> None:
    """Queue the card."""
    await outbox_store.add(tx, _card(group, need))


async def show(tx: Tx, group: Group, need: Need, *, may_wait: bool = False) -> None:
    """Queue the edit of the card to the need's present version; edits that wait together are one. Of an ended one, in linked groups too."""
    await outbox_store.add(tx, _card(group, need, f":{need.version}", only_edit=True, may_wait=may_wait))
    if need.state is not NeedState.OPEN:
        await across_notices.show(tx, need, may_wait=may_wait)


async def offered(tx: Tx, group: Group, need: Need, offer: Offer) -> None:
    """Queue what the author reads of an offer; of one that was changed, the edit of that message."""
    subject = f"need:{need.id}:offer:{offer.id}"
    key = f"{subject}:{need.version}"
    await outbox_store.add(tx, await _to(tx, group, "need.offer", key, offer.id, need.author_id, subject))


async def let_go(tx: Tx, group: Group, need: Need, offer: Offer, *, was_chosen: bool) -> None:
    """Queue the edit of what the author read of the offer; where they had chosen it, a message of its own."""
    assert offer.state is OfferState.LET_GO
    subject = f"need:{need.id}:offer:{offer.id}"
    key = f"{subject}:{need.version}"
    told = await _to(
        tx, group, "need.offer", key, offer.id, need.author_id, None if was_chosen else subject, only_edit=not was_chosen
    )
    await outbox_store.add(tx, told)


async def chosen(tx: Tx, group: Group, need: Need, offer: Offer, *, only_edit: bool = False) -> None:
    """Queue what the chosen one reads, with the offer's id as its detail; only the edit of it once another was chosen of whom they may know."""
    subject = f"need:{need.id}:chosen:{offer.id}"
    key, detail = f"{subject}:{need.version}", str(offer.id)
    told = await _to(tx, group, "need.chosen", key, need.id, offer.user_id, subject, only_edit=only_edit, detail=detail)
    await outbox_store.add(tx, told)


async def over(tx: Tx, group: Group, need: Need, offer: Offer, *, may_wait: bool = False) -> None:
    """Queue the edit of what the chosen one read of a cover, so that its details are not there any more."""
    if need.kind is NeedKind.COVER:
        subject = f"need:{need.id}:chosen:{offer.id}"
        told = await _to(
            tx, group, "need.over", f"{subject}:over:{need.version}", need.id, offer.user_id, subject, only_edit=True
        )
        await outbox_store.add(tx, replace(told, may_wait=may_wait))


async def not_needed(tx: Tx, group: Group, need: Need, offer: Offer) -> None:
    """Queue, to the one who was chosen for a cover, that nobody has to stand in; nothing once that is past, or they helped."""
    if need.happens_at is not None and tx.now < need.happens_at and offer.state is OfferState.CHOSEN:
        key = f"need:{need.id}:closed:{offer.id}:{need.version}"
        await outbox_store.add(tx, await _to(tx, group, "need.over", key, need.id, offer.user_id, None))


async def helped(tx: Tx, group: Group, need: Need, given: Help, once: str) -> None:
    """Queue what the helper reads; `once` is what of several messages about one need is said once."""
    key = f"need:{need.id}:helped:{given.helper_id}:{once}"
    await outbox_store.add(tx, await _to(tx, group, "need.helped", key, need.id, given.helper_id, None))


async def voided(tx: Tx, group: Group, need: Need, user_id: int, reason: str) -> None:
    """Queue why a moderator cancelled the need, to its author or to one whose help does not count any more."""
    key = f"need:{need.id}:voided:{user_id}"
    await outbox_store.add(tx, await _to(tx, group, "need.voided", key, need.id, user_id, None, detail=reason))


def _card(group: Group, need: Need, key: str = "", *, only_edit: bool = False, may_wait: bool = False) -> Message:
    """The card. An edit finds its channel by the subject."""
    subject = f"need:{need.id}:card"
    return Message(
        group.group_id,
        "need.card",
        f"{subject}{key}",
        need.id,
        channel_id=channel_of(group, "need.card"),
        language=group.language.value,
        subject=subject,
        only_edit=only_edit,
        may_wait=may_wait,
    )


async def _to(
    tx: Tx,
    group: Group,
    kind: str,
    key: str,
    record_id: int,
    user_id: int,
    subject: str | None,
    *,
    only_edit: bool = False,
    detail: str = "",
) -> Message:
    return Message(
        group.group_id,
        kind,
        key,
        record_id,
        user_id=user_id,
        language=await roll.language(tx, group, user_id),
        detail=detail,
        subject=subject,
        only_edit=only_edit,
    )
