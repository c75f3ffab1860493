"""A file that a moderator uploaded: kept for a quarter of an hour, looked at, and carried out once as it was shown, or dropped."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from bot.core.drafts import store as drafts_store
from bot.core.drafts.service import JOB
from bot.core.drafts.store import KEPT, Draft
from bot.core.errors import N_, Refused
from bot.core.jobs import store as jobs_store
from bot.membership.guards import moderated_group
from bot.membership.roster_import.model import Meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group

UPLOAD, SEEN = "upload", "seen"


async def keep(tx: Tx, actor: Actor, form: str, upload: str) -> str:
    """Keep what was read, for this moderator; nothing of it is carried out yet. Raises Refused."""
    await moderated_group(tx, actor)
    draft = Draft(secrets.token_urlsafe(9), actor.group_id, actor.user_id, form, {UPLOAD: upload})
    await drafts_store.keep(tx, draft)
    await jobs_store.add(tx, actor.group_id, JOB, f"draft:{draft.id}", tx.now + KEPT)
    return draft.id


async def opened(tx: Tx, actor: Actor, form: str, draft_id: str) -> tuple[Group, Draft]:
    """What this moderator uploaded to this group. Raises Refused."""
    group = await moderated_group(tx, actor)
    draft = await drafts_store.get(tx, draft_id, actor.user_id)
    if draft is None or (draft.group_id, draft.form) != (actor.group_id, form):
        raise over()
    return group, draft


async def change(tx: Tx, draft: Draft, upload: str) -> None:
    """Keep what the moderator said of it."""
    await drafts_store.change(tx, replace(draft, typed={**draft.typed, UPLOAD: upload}))


async def remember_shown(tx: Tx, draft: Draft, fingerprint: str) -> None:
    if not was_shown(draft, fingerprint):
        await drafts_store.change(tx, replace(draft, typed={**draft.typed, SEEN: fingerprint}))


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
