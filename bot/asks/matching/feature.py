"""What matching declares: vectors of texts and needs that fit somebody, which leave with the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.events import NEED_POSTED
from bot.asks.matching import fits, fits_store
from bot.asks.matching import store as matching_store
from bot.asks.matching.fits import Fits
from bot.asks.matching.service import Matching
from bot.core.feature import Feature, JobKind, Table
from bot.core.morning_items import MorningItems
from bot.membership.events import BELONGING_CHANGED, MEMBER_RENUMBERED, PROFILE_CHANGED

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member


async def _profile_changed(tx: Tx, *, member: Member) -> None:
    await _forget(tx, member.group_id, member.user_id)


async def _belonging_changed(tx: Tx, *, group: Group, member: Member) -> None:
    if not member.belongs:
        await _forget(tx, group.group_id, member.user_id)


async def _renumbered(tx: Tx, *, group_id: int, old_id: int, new_id: int) -> None:
    for user_id in (old_id, new_id):
        await _forget(tx, group_id, user_id)


async def _forget(tx: Tx, group_id: int, user_id: int) -> None:
    """Delete what was computed from a profile."""
    await matching_store.forget_profile(tx, group_id, user_id)
    await fits_store.forget(tx, group_id, user_id)


FEATURE = Feature(
    "matching",
    services={"matching": Matching, "fits": Fits},
    jobs=(JobKind(fits.JOB, Fits, Fits.run),),
    tables=(
        Table(
            "text_vectors", key=("kind", "record_id"), owned_by=("user_id",), sealed=matching_store.SEALED, sealed_by="record_id"
        ),
        Table("need_fits", key=("user_id", "need_id"), owned_by=("user_id",), sealed=fits_store.SEALED, sealed_by="user_id"),
    ),
    morning_items=(MorningItems(fits.ITEM, fits.due, fits.read),),
    nightly=fits_store.prune,
    hears={
        NEED_POSTED: fits.posted,
        PROFILE_CHANGED: _profile_changed,
        BELONGING_CHANGED: _belonging_changed,
        MEMBER_RENUMBERED: _renumbered,
    },
)
