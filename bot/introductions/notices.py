"""Messages about an introduction: to the two, to the connector, and the public line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.membership.members import roll
from bot.membership.members.model import reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.introductions.model import Introduction
    from bot.membership.members.model import Addressee


async def propose(tx: Tx, group: Group, introduction: Introduction, two: Iterable[Addressee]) -> None:
    """Queue the question to each of the two, who are `two`."""
    for each in two:
        await outbox_store.add(tx, _to(group, introduction, "proposed", each.user_id, reading(group, each)))


async def answered(tx: Tx, group: Group, introduction: Introduction, user_id: int) -> None:
    """Queue the edit of the question to the one who answered, for the answer to the press may not reach Discord."""
    await _edit_question(tx, group, introduction, user_id, "answered")


async def made(tx: Tx, group: Group, introduction: Introduction, *, in_public: bool) -> None:
    """Queue what the two and the connector read once both said yes, and the public line where both allow it."""
    for user_id in introduction.two:
        await outbox_store.add(tx, await _message(tx, group, introduction, "made", user_id))
    await outbox_store.add(tx, await _message(tx, group, introduction, "outcome", introduction.connector_id))
    if in_public and channel_of(group, "introduction.line") is not None:
        await outbox_store.add(tx, _line(group, introduction))


async def followed(tx: Tx, group: Group, introduction: Introduction, referral_id: int) -> None:
    """Queue what the connector reads of a referral between the two; its id is the message's detail."""
    told = await _message(tx, group, introduction, "followed", introduction.connector_id)
    await outbox_store.add(tx, replace(told, detail=str(referral_id)))


async def ended(tx: Tx, group: Group, introduction: Introduction) -> None:
    """Queue what the connector reads, in the same words for a no and for silence, and the edits of both questions."""
    await outbox_store.add(tx, await _message(tx, group, introduction, "outcome", introduction.connector_id))
    for user_id in introduction.two:
        await _edit_question(tx, group, introduction, user_id, "ended")


async def voided(tx: Tx, group: Group, introduction: Introduction, reason: str) -> None:
    """Queue the reason to the three, and the edits of the public line and of what the two read, with the other's contact."""
    for user_id in introduction.two:
        read = await _message(tx, group, introduction, "made", user_id)
        await outbox_store.add(tx, replace(read, key=f"{read.key}:voided", only_edit=True))
    for user_id in (introduction.connector_id, *introduction.two):
        told = await _message(tx, group, introduction, "voided", user_id)
        await outbox_store.add(tx, replace(told, detail=reason))
    line = _line(group, introduction)
    await outbox_store.add(tx, replace(line, key=f"{line.key}:voided", only_edit=True))


async def _edit_question(tx: Tx, group: Group, introduction: Introduction, user_id: int, why: str) -> None:
    question = await _message(tx, group, introduction, "proposed", user_id)
    await outbox_store.add(tx, replace(question, key=f"{question.key}:{why}", only_edit=True))


async def _message(tx: Tx, group: Group, introduction: Introduction, what: str, user_id: int) -> Message:
    return _to(group, introduction, what, user_id, await roll.language(tx, group, user_id))


def _to(group: Group, introduction: Introduction, what: str, user_id: int, language: str) -> Message:
    name = f"introduction:{introduction.id}:{what}:{user_id}"
    return Message(
        group.group_id,
        f"introduction.{what}",
        name,
        introduction.id,
        user_id=user_id,
        language=language,
        subject=name,
    )


def _line(group: Group, introduction: Introduction) -> Message:
    """The public line. It has no channel where the group has none; an edit finds its channel by the subject."""
    return Message(
        group.group_id,
        "introduction.line",
        f"introduction:{introduction.id}:line",
        introduction.id,
        channel_id=channel_of(group, "introduction.line"),
        language=group.language.value,
        subject=f"introduction:{introduction.id}:line",
    )
