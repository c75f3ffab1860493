"""The mark of a store whose contents were moved to another one: it is not opened, so that no bot works on both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from bot.core.db import meta as store_meta
from bot.core.db.errors import StoreError

if TYPE_CHECKING:
    from bot.core.db.database import Tx

TO, FROM = "moved_to", "moved_from"
"""Rows of table `meta`: in the store that was moved, a Mark; in the one that it was moved to, the Mark's id."""


class Mark(Struct, frozen=True):
    """Where a store is or was moved to. `id` is random, and tells in the other store that it is the copy of this one."""

    id: str
    place: str
    is_complete: bool = False

    @classmethod
    def read(cls, text: str | None) -> Mark | None:
        """The mark in a row of `meta`; None where there is none."""
        return cls(**json.loads(text)) if text else None

    def written(self) -> str:
        """The mark as it is stored in `meta`, as JSON."""
        return json.dumps(asdict(self))


async def refuse_moved(tx: Tx) -> None:
    """Raise StoreError where the store was moved, or a move of it was begun and not finished."""
    mark = Mark.read(await store_meta.get(tx, TO))
    if mark is not None and mark.is_complete:
        raise StoreError(
            f"database.url: this store was moved to {mark.place}. Set database.url to that one. To go on with this one, as it was then,"
            " never start the bot on that one again, and run: python -m bot move --undo"
        )
    if mark is not None:
        raise StoreError(
            f"database.url: this store is being moved to {mark.place}, and that was interrupted. Finish it with the same command as"
            " before, or give it up, delete what is there, and run: python -m bot move --undo"
        )
