"""Tells a connector, once, that a referral followed from their introduction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.introductions import notices as introductions_notices
from bot.introductions import store as introductions_store
from bot.introductions.model import FOLLOWS_WITHIN, State
from bot.membership.members import store as members_store
from bot.referrals import store as referrals_store
from bot.referrals.access import belongs

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Message
    from bot.groups.model import Group
    from bot.introductions.model import Introduction
    from bot.referrals.model import Referral


class FollowUp(Struct, frozen=True):
    """The introduction, and who passed whom the referral; nothing of its client."""

    introduction: Introduction
    giver_name: str
    receiver_name: str


async def referral_counts(tx: Tx, *, group: Group, referral: Referral) -> None:
    """Handle the event that a referral counts: tell whoever introduced its giver and receiver to each other within FOLLOWS_WITHIN."""
    pair = (referral.giver_id, referral.receiver_id)
    found = await introductions_store.follow(tx, group.group_id, *pair, tx.now - FOLLOWS_WITHIN)
    if found is not None and await belongs(tx, group.group_id, found.connector_id):
        await introductions_notices.followed(tx, group, found, referral.id)


async def read(tx: Tx, group_id: int, introduction_id: int, referral_id: int) -> FollowUp | None:
    """What the connector reads; None where the referral was taken back or the introduction cancelled meanwhile."""
    introduction = await introductions_store.get(tx, group_id, introduction_id)
    referral = await referrals_store.get(tx, group_id, referral_id)
    if introduction is None or introduction.state is not State.MADE or referral is None or not referral.counts:
        return None
    names = await members_store.names(tx, group_id, (referral.giver_id, referral.receiver_id))
    return FollowUp(introduction, names.get(referral.giver_id, ""), names.get(referral.receiver_id, ""))


async def giver(tx: Tx, message: Message) -> int | None:
    """The giver of the referral of which the message tells."""
    referral = await referrals_store.get(tx, message.group_id, int(message.detail))
    return None if referral is None else referral.giver_id
