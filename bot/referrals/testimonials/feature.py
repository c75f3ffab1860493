"""The declaration of testimonials."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.feature import Destination, Feature, MessageKind, Table
from bot.core.limit import Limit
from bot.referrals.testimonials.service import Testimonials, is_shown
from bot.referrals.thanks import store as thanks_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Message


async def _still_shown(tx: Tx, message: Message) -> bool:
    said = await thanks_store.get(tx, message.group_id, message.record_id)
    return said is not None and await is_shown(tx, said)


FEATURE = Feature(
    "testimonials",
    services={"testimonials": Testimonials},
    limits=(Limit("thanks.pin", 30, timedelta(hours=1)),),
    # Without a switch or a sender to mute: whose words they are has to learn where they stand.
    messages=(MessageKind("thanks.pinned", Destination.PERSON, still_concerns=_still_shown),),
    # A row is about the words of the one and the profile of the other, so it goes with either.
    tables=(Table("testimonials", key=("thanks_id",), owned_by=("author_id", "thanked_id")),),
)
