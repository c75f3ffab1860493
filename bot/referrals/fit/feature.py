"""The declaration of fit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.feature import Destination, Feature, MessageKind, Table
from bot.core.limit import Limit
from bot.referrals import readers
from bot.referrals.fit.model import ENDED
from bot.referrals.fit.service import FitService

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Message


async def _receiver(tx: Tx, message: Message) -> int | None:
    referral = await readers.told_of(tx, message.group_id, message.record_id)
    return None if referral is None else referral.receiver_id


async def _still_ended(tx: Tx, message: Message) -> bool:
    referral = await readers.told_of(tx, message.group_id, message.record_id)
    return referral is not None and referral.state in ENDED


FEATURE = Feature(
    "fit",
    services={"fit": FitService},
    limits=(Limit("fit.tell", 60, timedelta(hours=1), to_one=12),),
    messages=(MessageKind("fit.told", Destination.PERSON, switch="steps", still_concerns=_still_ended, sender=_receiver),),
    # A row is the word of the one to the other, so it goes with either.
    tables=(
        Table(
            "referral_fits",
            key=("referral_id",),
            owned_by=("giver_id", "receiver_id"),
            sealed=("fitted",),
            sealed_by="referral_id",
        ),
    ),
)
