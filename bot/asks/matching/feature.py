"""What matching declares: vectors of texts, which leave with the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.matching import store as matching_store
from bot.asks.matching.service import Matching
from bot.core.feature import Feature, Table
from bot.membership.events import BELONGING_CHANGED, MEMBER_RENUMBERED, PROFILE_CHANGED

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member


async def _profile_changed(tx: Tx, *, member: Member) -> None:
    await matching_store.forget_profile(tx, member.group_id, member.user_id)


async def _belonging_changed(tx: Tx, *, group: Group, member: Member) -> None:
    if not member.belongs:
        await matching_store.forget_profile(tx, group.group_id, member.user_id)


async def _renumbered(tx: Tx, *, group_id: int, old_id: int, new_id: int) -> None:
    for user_id in (old_id, new_id):
        await matching_store.forget_profile(tx, group_id, user_id)


FEATURE = Feature(
    "matching",
    services={"matching": Matching},
    tables=(
        Table(
            "text_vectors", key=("kind", "record_id"), owned_by=("user_id",), sealed=matching_store.SEALED, sealed_by="record_id"
        ),
    ),
    hears={
        PROFILE_CHANGED: _profile_changed,
        BELONGING_CHANGED: _belonging_changed,
        MEMBER_RENUMBERED: _renumbered,
    },
)
