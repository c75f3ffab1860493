"""What referrals between linked groups declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.feature import Destination, Feature, MessageKind, Table
from bot.membership.events import BELONGING_CHANGED, MEMBER_LEFT
from bot.referrals import readers
from bot.referrals.linked import notices, reminding
from bot.referrals.linked.erase_person import erase_person
from bot.referrals.linked.service import LinkedReferrals, belonging_changed

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Message


async def _other(tx: Tx, message: Message) -> int | None:
    referral = await readers.told_of(tx, message.group_id, message.record_id)
    return None if referral is None or message.user_id is None else referral.other(message.user_id)


FEATURE = Feature(
    "linked",
    services={"linked": LinkedReferrals},
    messages=(MessageKind(notices.LEFT, Destination.PERSON, switch="steps", has_codes=True, sender=_other),),
    tables=(Table("linked_members", key=("user_id",), owned_by=("user_id",)),),
    morning_items=(reminding.ITEMS,),
    hears={MEMBER_LEFT: notices.other_left, BELONGING_CHANGED: belonging_changed},
    client_forms=("refer:linked_form",),
    erase_person=erase_person,
)
