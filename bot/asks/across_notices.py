"""The text of a need in the channels of linked groups: a message of each of these, whose shard sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.asks import across_store
from bot.asks import store as asks_store
from bot.core.db.database import micros
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.groups import store as groups_store
from bot.groups.links import store as links_store

if TYPE_CHECKING:
    from bot.asks.model import Need
    from bot.core.db.database import Tx
    from bot.groups.model import Group

KIND = "need.across"


async def post(tx: Tx, other: Group, need: Need) -> None:
    """Queue the text in the other group's channel for asks, once a link: after another one it comes back where it stood."""
    await outbox_store.add(tx, _text(other, need, f"{await links_store.made_at(tx, need.group_id, other.group_id)}"))


async def reach_changed(tx: Tx, *, group_id: int, other_id: int | None) -> None:
    """Handle the event that what a group shows in linked ones is read there no more, or again."""
    for need_id in await across_store.open_in(tx, group_id, other_id):
        need = await asks_store.get(tx, group_id, need_id)
        if need is not None:
            await show(tx, need, f"reach:{micros(tx.now)}", only_in=other_id)


async def show(tx: Tx, need: Need, why: str = "", *, may_wait: bool = False, only_in: int | None = None) -> None:
    """Queue the edits of the text in the groups that read it, once it ended, its author is not named any more, or a link ended."""
    for other in await _shown_in(tx, need):
        if only_in in {None, other.group_id}:
            await outbox_store.add(tx, _text(other, need, why or f"{need.version}", only_edit=True, may_wait=may_wait))


async def part(tx: Tx, need: Need) -> None:
    """Queue the edits that leave nothing of the need, whose group is about to be deleted: they name no group to read it in."""
    for other in await _shown_in(tx, need):
        await outbox_store.add(tx, replace(_text(other, need, "gone", only_edit=True), detail="0"))


async def _shown_in(tx: Tx, need: Need) -> list[Group]:
    """The other groups in which the need is shown. Of a group that was deleted nothing is left to be edited."""
    others = await across_store.shown_in(tx, need.group_id, need.id)
    return [await groups_store.get(tx, other_id) for other_id in others if await groups_store.is_known(tx, other_id)]


def _text(other: Group, need: Need, why: str = "", *, only_edit: bool = False, may_wait: bool = False) -> Message:
    subject = f"need:{need.id}:across"
    return Message(
        other.group_id,
        KIND,
        ":".join(filter(None, (subject, str(other.group_id), why))),
        need.id,
        channel_id=channel_of(other, KIND),
        language=other.language.value,
        detail=str(need.group_id),
        subject=subject,
        only_edit=only_edit,
        may_wait=may_wait,
    )
