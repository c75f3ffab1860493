"""The declaration of introductions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core.errors import N_
from bot.core.feature import (
    AuditAction,
    Destination,
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
from bot.core.morning_items import MorningItems
from bot.core.outbox.erase_person import ends_renamed
from bot.introductions import follow_up, talks
from bot.introductions import store as introductions_store
from bot.introductions.model import State
from bot.introductions.service import Introductions, end_old
from bot.introductions.void import void
from bot.referrals.events import REFERRAL_COUNTS

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure
    from bot.core.outbox.model import Message


async def _connector(tx: Tx, message: Message) -> int | None:
    found = await introductions_store.get(tx, message.group_id, message.record_id)
    return None if found is None else found.connector_id


async def _still_open(tx: Tx, message: Message) -> bool:
    found = await introductions_store.get(tx, message.group_id, message.record_id)
    return found is not None and found.is_open(tx.now)


async def _erase_person(tx: Tx, gone: PersonErasure) -> None:
    await introductions_store.empty(tx, gone.group_id, gone.user_id)
    await ends_renamed(tx, gone, "introduction")


def _others_answers(rows: dict[str, list[dict[str, Any]]], user_id: int) -> None:
    """Remove what one of the three may not know: another's answer before it was made, and the word that another reads of them."""
    for row in rows["introductions"]:
        is_made = row["state"] in {State.MADE, State.VOIDED}
        for mine, said, note in (("one_id", "one_said", "note_one"), ("two_id", "two_said", "note_two")):
            if row[mine] != user_id and not is_made:
                row[said] = None
            if row[mine] == user_id:
                row[note] = None


FEATURE = Feature(
    "introductions",
    services={"introductions": Introductions},
    limits=(Limit("introduction.propose", 20, timedelta(hours=24)),),
    messages=(
        MessageKind(
            "introduction.proposed", Destination.PERSON, switch="introductions", still_concerns=_still_open, sender=_connector
        ),
        MessageKind("introduction.made", Destination.PERSON),
        MessageKind("introduction.outcome", Destination.PERSON, switch="needs"),
        MessageKind("introduction.followed", Destination.PERSON, switch="needs", has_codes=True, sender=follow_up.giver),
        MessageKind("introduction.voided", Destination.PERSON),
        MessageKind("introduction.line", Destination.REFERRALS, switch="introductions_told"),  # of each of the two
    ),
    actions=(
        AuditAction("introduction.make", N_("introduced to another member")),
        AuditAction("introduction.void", N_("introduction cancelled by a moderator")),
    ),
    tables=(
        Table(
            "introductions",
            names=("connector_id", "one_id", "two_id"),
            sealed=introductions_store.SEALED,
            sealed_by="number",
            times=("until",),
        ),
    ),
    morning_items=(MorningItems(talks.ITEM, talks.due, talks.read),),
    help=(HelpLine("introduce", N_("bring two members together"), 35),),
    panel=(PanelButton("panel:introduce", N_("Introduce two"), "🔗", 40, is_below=True),),
    switches=(
        Switch("introductions", N_("Introductions"), N_("somebody wants to introduce you to a member"), 32),
        Switch(
            "needs",
            N_("What came of it"),
            N_("what others do about what you ask, and what came of an introduction that you proposed"),
            34,
        ),
        Switch("introductions_told", N_("In public"), N_("the group reads that you were introduced to somebody"), 36),
    ),
    void=Void("I", void),
    public=(PublicRecord("introduction.line", "introductions", ("connector_id", "one_id", "two_id"), "introduction", "line"),),
    erase_person=_erase_person,
    others_secrets=_others_answers,
    hears={REFERRAL_COUNTS: follow_up.referral_counts},
    morning=end_old,
)
