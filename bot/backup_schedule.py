"""Takes the backups that the settings ask for, while the bot runs, and notes in the store how the last one went."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.db import backup_folder, backup_state, backup_take, programs, sqlite_file
from bot.core.db.backup import Key
from bot.core.db.backup_take import Source
from bot.core.db.encryption import Cipher
from bot.core.db.errors import StoreError
from bot.core.db.open import sqlite_path
from bot.core.errors import Unsaved
from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path

    from bot.core.db.database import Database, Tx
    from bot.settings import Settings

log = logging.getLogger(__name__)

GLANCE = 60.0
"""The longest sleep, in seconds, between two looks whether a backup is due: the clock may be set, the machine suspended."""


def source(chosen: Settings) -> Source:
    """The store of these settings, to be copied. Raises ConfigurationError and StoreError for an unusable key or passphrase."""
    key = chosen.key()
    usable = Key(Cipher.from_text(key.text()), key.place) if key.is_there else None
    return Source(chosen.database.checked(), usable, chosen.backup.passphrase_text())


async def planned(chosen: Settings) -> Schedule | None:
    """The schedule of these settings; None where no folder is set. Raises ConfigurationError and StoreError where it can't work."""
    folder = chosen.backup.folder
    if folder is None:
        return None
    for secret, name in ((chosen.key().file, "store.key_file"), (chosen.backup.passphrase_file, "backup.passphrase_file")):
        if secret is not None and _is_inside(secret, folder):
            raise ConfigurationError(
                f"{name}: {secret} is in backup.folder, {folder}, and whoever has that folder could read clients' data. Keep it elsewhere."
            )
    schedule = Schedule(source(chosen), folder, chosen.backup.every, chosen.backup.keep)
    await schedule.refuse_unusable()
    return schedule


class Schedule(Struct, frozen=True):
    """A backup of `source` into `folder` after each `every`; superfluous ones are deleted (`backup_folder.superfluous`)."""

    source: Source
    folder: Path
    every: timedelta
    keep: int

    async def refuse_unusable(self) -> None:
        """Raise StoreError where a backup would fail now: the folder, its room, and for PostgreSQL the programs."""
        path = sqlite_path(self.source.url)
        needed = 0
        if path is None:
            await backup_take.refuse_without_programs(self.source.url)
        if path is None or sqlite_file.real(path).exists():
            needed = await backup_take.size(self.source.url)
        backup_folder.refuse_unusable(self.folder, needed)

    async def run(self, database: Database) -> None:
        """Take each backup when it is due, until this task is cancelled."""
        while True:
            wait = GLANCE
            try:
                wait = min(await self.round(database), GLANCE)
            except Unsaved as problem:
                log.warning("Whether a backup is due is not known: %s", problem)
            except Exception:
                log.exception("The scheduled backup failed, and is tried again.")
            await asyncio.sleep(wait)

    async def round(self, database: Database) -> float:
        """Take a backup where one is due and no other process has it; returns the seconds until the next look."""
        wait = await database.write(lambda tx: backup_state.claim(tx, self.every))
        if wait is not None:
            return max(wait.total_seconds(), 1.0)
        renewing = asyncio.create_task(_keep_lease(database), name="goodword backup lease")
        try:
            await self._take(database)
        except (StoreError, OSError) as problem:
            log.warning("The scheduled backup failed, and is tried again: %s", problem)
            said = str(problem)
            await database.write(lambda tx: backup_state.failed(tx, said))
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
        return 1.0

    async def _take(self, database: Database) -> None:
        begun, is_trusted = await database.read(_now)
        target = self.folder / backup_folder.name(self.source.name, begun, self.source.ending)
        # Looked at again for each backup: the disk may have filled up, or the folder may not be mounted any more.
        backup_folder.refuse_unusable(self.folder, await backup_take.size(self.source.url))
        backup_folder.clear(self.folder, self.source.name)
        await clear_leftovers(self.source.url)
        rows = await backup_take.take(self.source, target)
        size = _size(target)
        await database.write(lambda tx: backup_state.succeeded(tx, begun, target.name, size))
        # By a wrong clock the newest copies could look like the oldest.
        gone = backup_folder.thin(self.folder, self.source.name, self.keep) if is_trusted else 0
        log.info("Backed up to %s: %d referrals, %d bytes; %d older copies deleted.", target, rows["referrals"], size, gone)


async def clear_leftovers(url: str) -> None:
    """Delete the readable copies that killed processes left, and say so in the log; a folder that can't be read is left."""
    try:
        gone = await programs.in_thread(lambda: backup_take.clear_aside(url))
    except OSError as problem:
        log.warning("Whether a process that was killed left a readable copy can't be looked at: %s", problem)
        return
    if gone:
        log.warning(
            "Deleted %d copies, not encrypted, that a process left which was killed while it made or opened a backup.", gone
        )


async def _keep_lease(database: Database) -> None:
    while True:
        await asyncio.sleep(backup_state.LEASE.total_seconds() / 3)
        with suppress(Unsaved):
            await database.write(backup_state.renew)


async def _now(tx: Tx) -> tuple[datetime, bool]:
    return tx.now, tx.clock_is_trusted


def _size(path: Path) -> int:
    return path.stat().st_size


def _is_inside(file: Path, folder: Path) -> bool:
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False
