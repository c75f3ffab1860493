"""The declaration of thanks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

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
from bot.referrals.events import THANKS_GIVEN, THANKS_TAKEN_BACK
from bot.referrals.partners import TO_LINKED
from bot.referrals.thanks import store as thanks_store
from bot.referrals.thanks.digest import thanked
from bot.referrals.thanks.service import ThanksService
from bot.referrals.thanks.void import void

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure
    from bot.core.outbox.model import Message


async def _erase_person(tx: Tx, gone: PersonErasure) -> None:
    await thanks_store.empty(tx, gone.group_id, gone.user_id)


async def _author(tx: Tx, message: Message) -> int | None:
    said = await thanks_store.located(tx, message.record_id)  # of another group where a member of a linked one is thanked
    return None if said is None else said.author_id


def _others_amounts(rows: dict[str, list[dict[str, Any]]], user_id: int) -> None:
    """Remove amounts that other people entered from an export."""
    for said in rows["thanks"]:
        if said["author_id"] != user_id:
            said["amount_minor"] = said["currency"] = None


FEATURE = Feature(
    "thanks",
    services={"thanks": ThanksService},
    # Six an hour to one person: each is a direct message to them.
    limits=(Limit("thanks.give", 60, timedelta(hours=1), to_one=6),),
    messages=(
        MessageKind("thanks.post", Destination.REFERRALS),
        MessageKind("thanks.note", Destination.PERSON, switch="thanks", sender=_author),
        MessageKind("thanks.voided", Destination.PERSON),
    ),
    actions=(
        AuditAction("thanks.give", N_("thanked")),
        AuditAction("thanks.answer", N_("answered a thank-you")),
        AuditAction("thanks.undo", N_("thanks taken back")),
        AuditAction("thanks.void", N_("thanks cancelled by a moderator")),
    ),
    tables=(
        Table(
            "thanks",
            names=("author_id", "thanked_id"),
            sealed=("message",),
            sealed_by="number",
            elsewhere=f"referral_id IN ({TO_LINKED})",
        ),
    ),
    blocks=(DigestBlock("thanks", 40, thanked),),
    help=(HelpLine("thank", N_("say thank you, in public"), 30),),
    panel=(PanelButton("panel:thank", N_("Thank"), "💚", 20),),
    switches=(Switch("thanks", N_("Thanks"), N_("somebody thanks you"), 30),),
    void=Void("T", void),
    public=(PublicRecord("thanks.post", "thanks", ("author_id", "thanked_id"), "thanks", "post"),),
    client_forms=("thank:form",),
    announces=(THANKS_GIVEN, THANKS_TAKEN_BACK),
    erase_person=_erase_person,
    others_secrets=_others_amounts,
)
