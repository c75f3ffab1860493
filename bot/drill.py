"""The operator's restore drill: a backup is restored into a temporary place, examined and thrown away; the store is not touched."""

from __future__ import annotations

import tempfile
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from bot import backup_schedule
from bot import features as _features  # noqa: F401 - declares them
from bot.core import outbox_admin, sealed_values
from bot.core.db import aside, backup, backup_folder, backup_take, checksum, programs
from bot.core.db import meta as store_meta
from bot.core.db.backup import COUNTED, Key
from bot.core.db.database import instant, micros
from bot.core.db.encryption import Cipher
from bot.core.db.errors import StoreError
from bot.core.db.open import look, open_database
from bot.progress import Progress
from bot.referrals.erasure import restored_erasures
from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping
    from datetime import datetime

    from bot.core.db.database import Database, Tx
    from bot.settings import Settings

WRITTEN = {"referrals": "given_at", "thanks": "at", "entries": "recorded_at", "log": "at", "outbox": "created_at"}
"""Tables by which it is told what was written since, with the column that says when."""


class Examined(Struct, frozen=True):
    """A restored copy: its rows by table, how many sealed values opened, and when the store was last in use before it was copied."""

    rows: Mapping[str, int]
    opened: int
    at: datetime


async def drill(chosen: Settings, file: Path | None, *, unchecked: bool = False) -> str:
    """Restore `file`, or the newest scheduled backup, into a temporary place and examine it; returns the text to print.

    Raises ConfigurationError, and StoreError where the backup is of no use.
    """
    from discord.utils import utcnow

    file = file or _newest(chosen)
    if not file.exists():
        raise ConfigurationError(f"There is no file {file}. Name a backup, or leave it out for the newest one in backup.folder.")
    key = chosen.key()
    if not key.is_there:
        raise ConfigurationError(
            f"The key that opens {file} is not {key.place}. Put it there first: without it a restore is of no use."
        )
    cipher = Cipher.from_text(key.text())
    async with AsyncExitStack() as stack:
        # The stack also deletes the decrypted copy and the restored store, whatever fails.
        progress = stack.enter_context(Progress(3, "steps of the drill done"))
        progress.wait("the backup is read")
        opening = backup_take.opened(file, chosen.backup.passphrase_text(), unchecked=unchecked)
        copy = await stack.enter_async_context(opening)
        progress.advance()
        progress.wait("it is restored")
        url = await stack.enter_async_context(_restored(chosen, copy, cipher, unchecked=unchecked))
        progress.advance()
        progress.wait("what it holds is opened")
        examined = await _examined(await open_database(url, cipher, utcnow))
    lines = [f"{file} restores: " + ", ".join(f"{number} {table}" for table, number in examined.rows.items()) + "."]
    lines.append(
        f"Every page and reference in it is whole, and all {examined.opened} sealed values open with the key {chosen.key().place}."
    )
    lines.append(await _lost(chosen, cipher, examined.at))
    return "\n".join(lines)


def _newest(chosen: Settings) -> Path:
    folder = chosen.backup.folder
    if folder is None:
        raise ConfigurationError("backup.folder is not set, so there is no newest backup. Name a file: restore --drill FILE")
    try:
        found = backup_folder.copies(folder, backup_schedule.source(chosen).name)
    except OSError as problem:
        raise ConfigurationError(f"backup.folder: {folder} can't be read ({problem}). Mount it, or name a file.") from problem
    if not found:
        raise ConfigurationError(
            f"backup.folder: there is no backup of this store in {folder} yet. The running bot makes the first one."
        )
    return found[0].path


@asynccontextmanager
async def _restored(chosen: Settings, copy: Path, cipher: Cipher, *, unchecked: bool) -> AsyncGenerator[str]:
    """The URL of a store that was restored from `copy` as `restore` does it."""
    live = chosen.database.sqlite_path()
    if live is None:
        from bot.core.db import scratch

        # pg_restore takes most changes of a value for the value.
        await programs.in_thread(lambda: checksum.refuse_changed(copy, unchecked=unchecked))
        async with scratch.restored(chosen.database.checked(), copy) as url:
            yield url
        return
    with aside.folder(Path(tempfile.gettempdir())) as made:
        target = made / "goodword.db"
        key = Key(cipher, chosen.key().place)
        # With the erasures of the live store, as a real restore would find them.
        backup.restore(copy, target, lambda _: restored_erasures.read(live), key, unchecked=unchecked)
        yield f"sqlite:///{target}"


async def _examined(database: Database) -> Examined:
    try:
        return await database.read(_examine)
    finally:
        await database.close()


async def _examine(tx: Tx) -> Examined:
    rows: dict[str, int] = {}
    for table in COUNTED:
        counted = await tx.one(f"SELECT COUNT(*) AS number FROM {table}")
        rows[table] = counted["number"] if counted else 0
    return Examined(rows, await sealed_values.open_all(tx), await _written_last(tx))


async def _written_last(tx: Tx) -> datetime:
    """When the store was last in use: by what the worker notes every minute, or by a newer row."""
    last = 0
    for table, column in WRITTEN.items():
        row = await tx.one(f"SELECT MAX({column}) AS last FROM {table} WHERE {column} <= ?", micros(tx.now))
        last = max(last, row["last"] or 0 if row else 0)
    noted = await store_meta.get(tx, outbox_admin.LATEST)
    return instant(max(last, int(noted or 0)))


async def _lost(chosen: Settings, cipher: Cipher, since: datetime) -> str:
    """What the store holds that was written after `since`."""
    from discord.utils import utcnow

    async def count(tx: Tx) -> dict[str, int]:
        found: dict[str, int] = {}
        for table, column in WRITTEN.items():
            row = await tx.one(f"SELECT COUNT(*) AS number FROM {table} WHERE {column} > ?", micros(since))
            found[table] = row["number"] if row else 0
        return found

    of = f"It is of {since:%Y-%m-%d %H:%M} UTC" if since > instant(0) else "It was made before anything was written"
    try:
        database = await look(chosen.database.checked(), cipher, utcnow)
    except StoreError as problem:
        return f"{of}. What would be lost since is not known, for the store can't be read: {problem}"
    try:
        found = {table: number for table, number in (await database.read(count)).items() if number}
    finally:
        await database.close()
    if not found:
        return f"{of}, and nothing was written since. The store was not touched."
    told = ", ".join(f"{number} {table}" for table, number in found.items())
    return f"{of}. By a restore now would be lost what was written since: {told}. The store was not touched."
