"""The declaration of needs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.asks import across_notices, across_store, offers_store
from bot.asks import store as asks_store
from bot.asks.across import AcrossGroups
from bot.asks.digest import asks
from bot.asks.events import NEED_POSTED
from bot.asks.helping import Helping
from bot.asks.model import NeedKind, OfferState
from bot.asks.morning import belonging_changed, tend
from bot.asks.offers import Offers
from bot.asks.referring import Referring, referral_given, referral_taken_back
from bot.asks.reminding import ITEMS
from bot.asks.service import Needs
from bot.asks.void import void
from bot.core.errors import N_
from bot.core.feature import (
    AuditAction,
    Destination,
    DigestBlock,
    Feature,
    HelpLine,
    MessageKind,
    PanelButton,
    PublicRecord,
    Switch,
    Table,
    Void,
)
from bot.core.limit import Limit
from bot.groups.links.events import REACH_CHANGED
from bot.membership.events import BELONGING_CHANGED
from bot.referrals.events import REFERRAL_GIVEN, REFERRAL_TAKEN_BACK

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure
    from bot.core.outbox.model import Message


async def _who_offers(tx: Tx, message: Message) -> int | None:
    offer = await offers_store.get(tx, message.group_id, message.record_id)
    return None if offer is None else offer.user_id


async def _who_says_helped(tx: Tx, message: Message) -> int | None:
    """The asker; None for a tip, where several readers said so."""
    need = await asks_store.get(tx, message.group_id, message.record_id)
    return None if need is None or need.kind is NeedKind.TIP else need.author_id


async def _still_offered(tx: Tx, message: Message) -> bool:
    offer = await offers_store.get(tx, message.group_id, message.record_id)
    need = None if offer is None else await asks_store.get(tx, message.group_id, offer.need_id)
    return offer is not None and need is not None and offer.state is OfferState.OFFERED and need.is_open(tx.now)


async def _still_chosen(tx: Tx, message: Message) -> bool:
    need = await asks_store.get(tx, message.group_id, message.record_id)
    if need is None or message.user_id is None or not need.is_open(tx.now):
        return False
    return any(each.state is OfferState.CHOSEN for each in await offers_store.by_person(tx, need, message.user_id))


async def _erase_person(tx: Tx, gone: PersonErasure) -> None:
    for need_id in await across_store.of_author(tx, gone.group_id, gone.user_id):
        need = await asks_store.get(tx, gone.group_id, need_id)
        if need is not None:
            await across_notices.show(tx, need, f"parted:{gone.stranger_id}")
    await asks_store.empty(tx, gone.group_id, gone.user_id)
    await offers_store.empty(tx, gone.group_id, gone.user_id)


FEATURE = Feature(
    "asks",
    services={"across": AcrossGroups, "needs": Needs, "offers": Offers, "helping": Helping, "referring": Referring},
    limits=(
        Limit("need.offer", 20, timedelta(hours=1)),
        Limit("need.help", 30, timedelta(hours=1), to_one=6),  # each is a direct message, as a thank-you is
    ),
    messages=(
        MessageKind("need.card", Destination.ASKS),
        MessageKind(across_notices.KIND, Destination.ASKS, has_codes=True),
        MessageKind("need.offer", Destination.PERSON, switch="needs", still_concerns=_still_offered, sender=_who_offers),
        MessageKind("need.chosen", Destination.PERSON, still_concerns=_still_chosen, has_codes=True),
        MessageKind("need.over", Destination.PERSON),
        MessageKind("need.helped", Destination.PERSON, switch="needs", sender=_who_says_helped),
        MessageKind("need.voided", Destination.PERSON),
    ),
    actions=(
        AuditAction("need.post", N_("asked the group")),
        AuditAction("need.across", N_("asked linked groups too"), also_message=True),
        AuditAction("need.renew", N_("asked the same again")),
        AuditAction("need.close", N_("closed an ask")),
        AuditAction("need.met", N_("an ask was met")),
        AuditAction("need.lapse", N_("an ask ended")),
        AuditAction("need.choose", N_("chose who helps")),
        AuditAction("need.help", N_("was helped")),
        AuditAction("need.void", N_("ask cancelled by a moderator")),
    ),
    tables=(
        Table("needs", names=("author_id",), sealed=asks_store.SEALED, sealed_by="number", times=("until",)),
        Table("need_trades", key=("need_id", "position"), names=("author_id",)),
        Table("offers", names=("user_id",), sealed=offers_store.SEALED, sealed_by="need_id"),
        Table("helps", key=("need_id", "helper_id", "reader_id"), names=("helper_id", "reader_id")),
        Table("need_referrals", key=("need_id", "referral_id")),
        Table("linked_needs", key=("need_id", "other_id")),
    ),
    help=(
        HelpLine("ask", N_("ask the group, see what it asks, search what was answered"), 14),
        HelpLine("tip", N_("tell the group something that helps"), 45),
    ),
    panel=(PanelButton("panel:ask", N_("Ask the group"), "🙋", 25),),
    client_forms=("ask:form", "ask:answer", "ask:known", "ask:helped_form", "ask:refer_form"),
    blocks=(DigestBlock("asks", 55, asks),),
    switches=(
        Switch("fits", N_("Asks that fit you"), N_("the morning list names asks that fit your profile"), 38, in_list=True),
    ),
    void=Void("A", void),
    public=(PublicRecord("need.card", "needs", ("author_id",), "need", "card"),),
    announces=(NEED_POSTED,),
    hears={
        BELONGING_CHANGED: belonging_changed,
        REFERRAL_GIVEN: referral_given,
        REFERRAL_TAKEN_BACK: referral_taken_back,
        REACH_CHANGED: across_notices.reach_changed,
    },
    erase_person=_erase_person,
    morning_items=ITEMS,
    morning=tend,
)
