"""The operator's command that moves the store to another address, of either engine, and the one that takes the mark of that back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot import store_address
from bot.core.db import move as moves
from bot.core.db import sqlite_file
from bot.core.db.backup import Key
from bot.core.db.encryption import Cipher
from bot.core.db.errors import StoreError, StoreUnavailable
from bot.core.db.lock import Busy, alone
from bot.core.db.move import Steps
from bot.core.db.open import sqlite_path
from bot.progress import Progress
from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings import Settings


async def move(chosen: Settings, to: str) -> str:
    """Move the store to the URL `to`, while the bot is not running; returns the text to print.

    Raises ConfigurationError, StoreError and Busy.
    """
    source = chosen.database.checked()
    if problem := store_address.problem(to):
        raise ConfigurationError(f"--to {problem}")
    path, target = chosen.database.sqlite_path(), sqlite_path(to)
    if path is not None and not path.exists():
        raise ConfigurationError(f"There is no store at {path}, so there is nothing to move.")
    if path is not None and target is not None and sqlite_file.real(path) == sqlite_file.real(target):
        raise ConfigurationError(f"--to names {path}, which is the store itself. Name another place.")
    place = str(target.absolute()) if target is not None else store_address.shown(to)
    key = chosen.key()
    usable = Key(Cipher.from_text(key.text()), key.place) if key.is_there else None
    async with alone(source):
        try:
            async with alone(to):
                with Progress(None, "rows") as progress:
                    rows = await moves.move(source, to, place, usable, Steps(progress.begin, progress.advance))
        except Busy as holder:
            # The lock on `to` is held by this process: both addresses lead to one PostgreSQL database.
            if f"process {os.getpid()} " in str(holder):
                raise ConfigurationError(f"--to names {place}, which is the store itself. Name another place.") from None
            raise
        except StoreError as problem:
            if not str(problem).startswith("database.url: PostgreSQL at ") or path is None:
                raise
            kind = StoreUnavailable if isinstance(problem, StoreUnavailable) else StoreError
            raise kind(str(problem).replace("database.url:", "--to:", 1)) from problem
    return _told(chosen, to, place, rows)


async def undo(chosen: Settings) -> str:
    """Let a bot start again on a store that was moved, while none is running; returns the text to print."""
    source, path = chosen.database.checked(), chosen.database.sqlite_path()
    if path is not None and not path.exists():
        raise ConfigurationError(f"There is no store at {path}, so no move of it can be taken back.")
    async with alone(source):
        mark = await moves.undo(source)
    if mark is None:
        return "This store was not moved. Nothing was changed."
    return (
        f"The bot can start on this store again, as it was when it was moved. Never start it on {mark.place} again: delete what is there,"
        " else everybody gets each message twice."
    )


def _told(chosen: Settings, to: str, place: str, rows: Mapping[str, int]) -> str:
    counted = f"{rows['groups']} groups, {rows['members']} members, {rows['referrals']} referrals"
    old = (
        "The old store is as it was, with a mark: no bot starts on it any more, so that nothing is said twice. It holds clients' data:"
        " delete it when the new one has proved itself. “python -m bot move --undo” takes the mark off."
    )
    moved = f"Moved to {place}: {counted}, {sum(rows.values())} rows in {len(rows)} tables, each compared with its original."
    return "\n".join((moved, _next(chosen, to), old))


def _next(chosen: Settings, to: str) -> str:
    """What to set now. Sealed values stay sealed with the same key, so the new store needs that one."""
    key, target = chosen.key(), sqlite_path(to)
    address = "Now set database.url to the address that you gave as --to"
    if key.key is not None:
        return f"{address}, and leave store.key as it is: the new store opens with the same key."
    if key.named is not None:
        return f'{address}, and leave store.key_file = "{key.named}" as it is: the new store opens with the same key.'
    assert key.file is not None  # a SQLite source, whose key is beside it
    if target is not None:
        beside = target.absolute().with_name(f"{target.name}.key")
        return f"{address}, and copy {key.file.absolute()} to {beside}: the new store opens with the same key."
    return (
        f'{address}, and store.key_file = "{key.file.absolute()}": the new store opens with the same key, and a PostgreSQL store has none'
        " beside it. Keep that file when you delete the old store."
    )
