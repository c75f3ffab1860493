"""Queries on drafts: input of refused forms, encrypted at rest."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.db.database import micros
from bot.core.declarations import declared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.db.database import Row, Tx

KEPT = timedelta(minutes=15)
"""How long a draft can be opened again."""


class Draft(Struct, frozen=True):
    """`form` is the form's whole custom id; `typed` maps the fields' ids to their input. `group_id` is 0 in a direct message."""

    id: str
    group_id: int
    user_id: int
    form: str
    typed: Mapping[str, str]

    @property
    def is_about_clients(self) -> bool:
        """Whether a feature declares that clients are typed into its form."""
        return ":".join(self.form.split(":")[:2]) in declared().client_forms


async def keep(tx: Tx, draft: Draft) -> None:
    """Insert a draft that expires after KEPT."""
    await tx.run(
        "INSERT INTO drafts (id, group_id, user_id, form, typed, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
        draft.id,
        draft.group_id,
        draft.user_id,
        draft.form,
        _sealed(tx, draft),
        micros(tx.now + KEPT),
    )


async def change(tx: Tx, draft: Draft) -> None:
    """Replace the input of a draft; its time of expiry stays."""
    tx.erases()  # of what was typed before
    await tx.run("UPDATE drafts SET typed = ? WHERE id = ? AND user_id = ?", _sealed(tx, draft), draft.id, draft.user_id)


async def drop(tx: Tx, draft: Draft) -> None:
    """Delete a draft before it expires, as when its form was accepted."""
    tx.erases()
    await tx.run("DELETE FROM drafts WHERE id = ? AND user_id = ?", draft.id, draft.user_id)


async def purge(tx: Tx) -> bool:
    """Delete the drafts that have expired; False, and nothing is deleted, while the clock is untrusted."""
    if not tx.clock_is_trusted:
        return False
    if await tx.run("DELETE FROM drafts WHERE expires_at <= ?", micros(tx.now)):
        tx.erases()
    return True


async def shorten(tx: Tx) -> None:
    """Limit every draft's expiry to KEPT from now, for drafts that were written before the clock was set back."""
    await tx.run("UPDATE drafts SET expires_at = ? WHERE expires_at > ?", *[micros(tx.now + KEPT)] * 2)


async def get(tx: Tx, draft_id: str, user_id: int) -> Draft | None:
    """Read a person's draft; None where it has expired or is another person's."""
    row = await tx.one(
        # The id comes from a custom id, which a client can forge: user_id authorises. The job that deletes may be late.
        "SELECT id, group_id, user_id, form, typed FROM drafts WHERE id = ? AND user_id = ? AND expires_at > ?",
        draft_id,
        user_id,
        micros(tx.now),
    )
    return None if row is None else _draft(tx, row)


async def kept(tx: Tx, group_id: int) -> list[Draft]:
    """Read the unexpired drafts of a group and those from direct messages (`group_id` 0)."""
    rows = await tx.all(
        "SELECT id, group_id, user_id, form, typed FROM drafts WHERE group_id IN (?, 0) AND expires_at > ?",
        group_id,
        micros(tx.now),
    )
    return [_draft(tx, row) for row in rows]


def _draft(tx: Tx, row: Row) -> Draft:
    typed = tx.cipher.open("drafts", row["group_id"], row["id"], "typed", row["typed"])
    return Draft(row["id"], row["group_id"], row["user_id"], row["form"], json.loads(typed))


def _sealed(tx: Tx, draft: Draft) -> bytes:
    return tx.cipher.seal("drafts", draft.group_id, draft.id, "typed", json.dumps(dict(draft.typed), ensure_ascii=False))
