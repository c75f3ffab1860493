"""Messages about thanks: the public post, and a note to the person who was thanked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.groups import store as groups_store
from bot.membership.members import store as members_store
from bot.membership.members.model import reading
from bot.referrals import readers

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.referrals.model import Referral
    from bot.referrals.thanks.model import Thanks


async def announce(tx: Tx, group: Group, said: Thanks, referral: Referral | None, *, is_noted: bool) -> None:
    """Queue the public post, and where `is_noted` the note. `referral` is what they are for."""
    await post(tx, group, said, "said")
    note = await _note(tx, group, said, referral) if is_noted else None
    if note is not None:
        await outbox_store.add(tx, note)


async def took_back(tx: Tx, group: Group, said: Thanks, referral: Referral | None) -> None:
    """Queue the edits of post and note after the thanks, which were for `referral`, were undone."""
    await post(tx, group, said, "undone")
    await _edit_note(tx, group, said, referral, "undone")


async def answered(tx: Tx, group: Group, said: Thanks, referral: Referral | None) -> None:
    """Queue the edits of post and note once the one who was thanked answered; only a note from a linked group shows it."""
    await post(tx, group, said, "answered")
    if referral is not None and referral.is_linked:
        await _edit_note(tx, group, said, referral, "answered")


async def _edit_note(tx: Tx, group: Group, said: Thanks, referral: Referral | None, why: str) -> None:
    note = await _note(tx, group, said, referral)
    if note is not None:
        # The key of the note is taken, so the edit has its own; both have the subject by which the message is found.
        await outbox_store.add(tx, replace(note, key=f"{note.key}:{why}", only_edit=True))


async def reading_group(tx: Tx, group: Group, referral: Referral | None, user_id: int) -> tuple[Group, str]:
    """The group whose messages one of the two gets of thanks for `referral`, and in which language: a giver from a linked group theirs."""
    if referral is None or user_id != referral.giver_id or not referral.is_linked:
        return group, reading(group, await members_store.get(tx, group.group_id, user_id))
    found = await readers.reader(tx, referral, user_id)
    theirs = await groups_store.get(tx, found.group_id)
    return theirs, reading(theirs, found.person)


async def _note(tx: Tx, group: Group, said: Thanks, referral: Referral | None) -> Message | None:
    """The note to the one who was thanked; None where their group was deleted, so that they belong to none."""
    theirs, language = await reading_group(tx, group, referral, said.thanked_id)
    if theirs.group_id != group.group_id and not await groups_store.is_known(tx, theirs.group_id):
        return None
    return Message(
        theirs.group_id,
        "thanks.note",
        f"thanks:{said.id}:note",
        said.id,
        user_id=said.thanked_id,
        language=language,
        subject=f"thanks:{said.id}:note",
    )


async def post(tx: Tx, group: Group, said: Thanks, why: str) -> None:
    """Queue the public post, or its edit, which finds its channel by the subject where the group has none now."""
    only_edit = why != "said"
    channel_id = channel_of(group, "thanks.post")
    if channel_id is None and not only_edit:
        return
    await outbox_store.add(
        tx,
        Message(
            group.group_id,
            "thanks.post",
            f"thanks:{said.id}:{why}",
            said.id,
            channel_id=channel_id,
            language=group.language.value,
            subject=f"thanks:{said.id}:post",
            only_edit=only_edit,
        ),
    )
