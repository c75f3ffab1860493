"""The declaration of one-to-ones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core.errors import N_
from bot.core.feature import Destination, Feature, HelpLine, MessageKind, Switch, Table
from bot.core.limit import Limit
from bot.core.morning_items import MorningItems
from bot.core.outbox.erase_person import ends_renamed
from bot.referrals.events import CONTACT_FORGOTTEN
from bot.relationships.one_to_ones import planning
from bot.relationships.one_to_ones import store as one_to_ones_store
from bot.relationships.one_to_ones.asking import Asking
from bot.relationships.one_to_ones.forgetting import NOTES, contact_forgotten
from bot.relationships.one_to_ones.model import Answer
from bot.relationships.one_to_ones.profile_page import ProfilePages
from bot.relationships.one_to_ones.service import OneToOnes, lapse
from bot.relationships.touches import store as touches_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure
    from bot.core.outbox.model import Message


async def _who_noted_it(tx: Tx, message: Message) -> int | None:
    touch = await touches_store.get(tx, message.group_id, message.record_id)
    return None if touch is None or message.user_id is None else touch.other(message.user_id)


async def _waits(tx: Tx, message: Message) -> bool:
    touch = await touches_store.get(tx, message.group_id, message.record_id)
    return touch is not None and touch.waits(tx.now)


async def _asker(tx: Tx, message: Message) -> int | None:
    found = await one_to_ones_store.request(tx, message.group_id, message.record_id)
    return None if found is None else found.asker_id


async def _asked(tx: Tx, message: Message) -> int | None:
    found = await one_to_ones_store.request(tx, message.group_id, message.record_id)
    return None if found is None else found.asked_id


async def _is_open(tx: Tx, message: Message) -> bool:
    found = await one_to_ones_store.request(tx, message.group_id, message.record_id)
    return found is not None and found.answer is Answer.NOTHING


async def _planner(tx: Tx, message: Message) -> int | None:
    plan = await one_to_ones_store.get_plan(tx, message.group_id, message.record_id)
    return None if plan is None or message.user_id is None else plan.other(message.user_id)


async def _is_to_come(tx: Tx, message: Message) -> bool:
    plan = await one_to_ones_store.get_plan(tx, message.group_id, message.record_id)
    return plan is not None and tx.now < plan.starts_at


def _others_answers(rows: dict[str, list[dict[str, Any]]], user_id: int) -> None:
    """Remove from whoever asked what they are not told: that it was another time looks like silence."""
    for row in rows["talk_requests"]:
        if row["asker_id"] == user_id and row["answer"] != Answer.YES:
            row |= {"answer": Answer.NOTHING.value, "answered_at": None}


async def _erase_person(tx: Tx, gone: PersonErasure) -> None:
    await ends_renamed(tx, gone, "touch")


FEATURE = Feature(
    "one_to_ones",
    services={"one_to_ones": OneToOnes, "profile_pages": ProfilePages, "talk_asking": Asking, "talk_planning": planning.Planning},
    limits=(
        Limit("one_to_one.log", 40, timedelta(hours=24), to_one=4),
        Limit("one_to_one.ask", 20, timedelta(hours=24), to_one=2),
        Limit("one_to_one.plan", 40, timedelta(hours=24), to_one=6),
    ),
    messages=(
        MessageKind("touch.confirm", Destination.PERSON, switch="talks", still_concerns=_waits, sender=_who_noted_it),
        MessageKind("touch.ask", Destination.PERSON, switch="talks", still_concerns=_is_open, sender=_asker),
        MessageKind("touch.agreed", Destination.PERSON, switch="talks", sender=_asked),
        MessageKind("touch.planned", Destination.PERSON, switch="talks", still_concerns=_is_to_come, sender=_planner),
    ),
    # A row tells of both, so it goes with either.
    tables=(
        Table("talk_requests", owned_by=("asker_id", "asked_id")),
        Table("talk_plans", owned_by=("low_id", "high_id"), sealed=one_to_ones_store.SEALED),
    ),
    help=(HelpLine("one-to-one log", N_("note that you met a member, for you two alone; also plan, the next talk"), 37),),
    switches=(Switch("talks", N_("One-to-ones"), N_("a member wants to talk to you, or says that you met"), 39),),
    erase_person=_erase_person,
    others_secrets=_others_answers,
    forgettable_notes=NOTES,
    hears={CONTACT_FORGOTTEN: contact_forgotten},
    morning_items=(MorningItems(planning.ITEM, planning.due, planning.read),),
    nightly=planning.forget_old,
    morning=lapse,
)
