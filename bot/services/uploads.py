"""A file that a moderator uploaded: kept for a quarter of an hour, looked at, and carried out once as it was shown, or dropped."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from bot.model.imports import Meant
from bot.model.words import N_, Refused
from bot.services.drafts import JOB
from bot.services.membership import moderated_group
from bot.store import drafts, jobs
from bot.store.drafts import KEPT, Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.model.actors import Actor
    from bot.model.groups import Group
    from bot.store.engine.database import Tx

UPLOAD, SEEN = "upload", "seen"


async def keep(tx: Tx, actor: Actor, form: str, upload: str) -> str:
    """Keep what was read, for this moderator; nothing of it is carried out yet. Raises Refused."""
    await moderated_group(tx, actor)
    draft = Draft(secrets.token_urlsafe(9), actor.group_id, actor.user_id, form, {UPLOAD: upload})
    await drafts.keep(tx, draft)
    await jobs.add(tx, actor.group_id, JOB, f"draft:{draft.id}", tx.now + KEPT)
    return draft.id


async def opened(tx: Tx, actor: Actor, form: str, draft_id: str) -> tuple[Group, Draft]:
    """What this moderator uploaded to this group. Raises Refused."""
    group = await moderated_group(tx, actor)
    draft = await drafts.get(tx, draft_id, actor.user_id)
    if draft is None or (draft.group_id, draft.form) != (actor.group_id, form):
        raise over()
    return group, draft


async def change(tx: Tx, draft: Draft, upload: str) -> None:
    """Keep what the moderator said of it."""
    await drafts.change(tx, replace(draft, typed={**draft.typed, UPLOAD: upload}))


async def remember_shown(tx: Tx, draft: Draft, fingerprint: str) -> None:
    if not was_shown(draft, fingerprint):
        await drafts.change(tx, replace(draft, typed={**draft.typed, SEEN: fingerprint}))


def was_shown(draft: Draft, fingerprint: str) -> bool:
    """Whether what would be done is what the moderator looked at last."""
    return draft.typed.get(SEEN) == fingerprint


def over() -> Refused:
    return Refused(
        N_("This import is over: it was carried out or cancelled, or fifteen minutes have passed. Upload the file again.")
    )


def dumped_meant(meant: Mapping[int, Meant]) -> list[Any]:
    return [(row, asdict(each)) for row, each in meant.items()]


def loaded_meant(kept: Iterable[Any]) -> dict[int, Meant]:
    return {
        row: Meant(each["user_id"], tuple(each["candidates"]), each["for_sure"], each["left_out"]) for row, each in kept
    }  # fmt: skip
