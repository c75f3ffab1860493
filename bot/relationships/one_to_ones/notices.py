"""Messages about one-to-ones, each to one of the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.db.database import micros
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.membership.members import roll

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.relationships.one_to_ones.model import Plan, Request
    from bot.relationships.touches.model import Touch


async def ask_to_confirm(tx: Tx, group: Group, touch: Touch, user_id: int) -> None:
    """Queue to `user_id` the question whether they met, as the other noted."""
    await outbox_store.add(tx, await _message(tx, group, "touch.confirm", touch.id, user_id, "confirm"))


async def show_again(tx: Tx, group: Group, touch: Touch, user_id: int) -> None:
    """Queue the edit of that question, once it is answered, here or elsewhere, lapsed, or may be answered for longer."""
    question = await _message(tx, group, "touch.confirm", touch.id, user_id, "confirm")
    await outbox_store.add(tx, replace(question, key=f"{question.key}:{micros(tx.now)}", only_edit=True))


async def ask(tx: Tx, group: Group, request: Request) -> None:
    """Queue the question to the one who is asked."""
    await outbox_store.add(tx, await _question(tx, group, request))


async def agreed(tx: Tx, group: Group, request: Request) -> None:
    """Queue the yes to the asker, and the edit of the question, which may be answered elsewhere."""
    yes = await _message(tx, group, "touch.agreed", request.id, request.asker_id, f"agreed:{micros(request.asked_at)}")
    await outbox_store.add(tx, yes)
    question = await _question(tx, group, request)
    await outbox_store.add(tx, replace(question, key=f"{question.key}:over", only_edit=True))


async def planned(tx: Tx, group: Group, plan: Plan, user_id: int) -> None:
    """Queue to `user_id` when the other of the two planned that they talk."""
    told = await _message(tx, group, "touch.planned", plan.id, user_id, f"planned:{plan.version}:{user_id}")
    await outbox_store.add(tx, told)


async def planned_without_place(tx: Tx, group: Group, plan: Plan, user_id: int) -> None:
    """Queue the edit of that message, where one of the two got it, once its place is erased."""
    told = await _message(tx, group, "touch.planned", plan.id, user_id, f"planned:{plan.version}:{user_id}")
    await outbox_store.add(tx, replace(told, key=f"{told.key}:{micros(tx.now)}", only_edit=True))


async def _question(tx: Tx, group: Group, request: Request) -> Message:
    # Asked again later it is another message.
    return await _message(tx, group, "touch.ask", request.id, request.asked_id, f"ask:{micros(request.asked_at)}")


async def _message(tx: Tx, group: Group, kind: str, record_id: int, user_id: int, suffix: str) -> Message:
    name = f"{kind.partition('.')[0]}:{record_id}:{suffix}"
    language = await roll.language(tx, group, user_id)
    return Message(group.group_id, kind, name, record_id, user_id=user_id, language=language, subject=name)
