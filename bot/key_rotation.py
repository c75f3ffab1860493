"""`rotate-key`: seals a store with a new key. It can be killed at any point and run again.

At every instant each key that seals anything is in a file: the new key is written to its file before the first row is sealed with it,
and the former one keeps a file of its own when the new one takes its name. Which of the two a value was sealed with is told by the value, so an
interrupted run leaves nothing to repair: the next one seals what is left. The note `ROTATING` in the store keeps the bot from starting meanwhile.
"""

from __future__ import annotations

import base64
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from bot import features as _features  # noqa: F401 - declares them
from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.errors import StoreError
from bot.core.db.lock import alone
from bot.core.db.open import open_database
from bot.core.sealing.service import Sealing
from bot.progress import Progress
from bot.referrals.contact_rehash import ContactRehash
from bot.setting_values import ConfigurationError, read_file

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from bot.core.db.database import Database
    from bot.settings import Settings


class _Files(Struct, frozen=True):
    """Where the keys are. `present` is the key file that is replaced; None where the settings have to name `new` instead."""

    present: Path | None
    new: Path

    def former(self, cipher: Cipher) -> Path:
        """The name under which the replaced key file stays."""
        assert self.present is not None
        return self.present.with_name(f"{self.present.name}.old-{cipher.key_id.hex()}")


async def rotate(chosen: Settings, new_key_file: Path | None = None) -> str:
    """Seal all of the store with the key in `new_key_file`, which is made where it is missing; without one, replace the key file.

    Raises ConfigurationError and StoreError before anything is changed, and Busy where the bot runs.
    """
    url, path = chosen.database.checked(), chosen.database.sqlite_path()
    if path is not None and not (path.exists() and path.stat().st_size):
        raise ConfigurationError(f"There is no store at {path} yet, so there is no key to change. The first start makes both.")
    files = _files(chosen, new_key_file)
    async with alone(url):
        former = chosen.key().text()
        if not files.new.exists():
            # Without a new file this is a first run, or one after a run that was killed when the new key had taken the
            # former's name.
            if await _is_replaced(url, former):
                return _said(files, former, [], 0)
            _write_key(files.new)
        new = _read(files.new)
        if _cipher(files.new, new).key_id == Cipher.from_text(former).key_id:
            raise ConfigurationError(
                f"{files.new} holds the key that is set already. Name a file that does not exist yet, and a new key is written to it."
            )
        # With both keys, so that it opens what an interrupted run sealed anew and what it did not.
        cipher = Cipher.from_text(new, former)
        async with _opened(url, cipher) as database:
            await _refuse_third_key(database, cipher)
            rows, kept = await _seal(database, is_named=files.present is None)
            if files.present is not None:
                _replace(files, former)
                await Sealing(database).forget_rotation()
    return _said(files, former, kept, rows)


def _files(chosen: Settings, new_key_file: Path | None) -> _Files:
    """Raises ConfigurationError where there is no key file to replace and none is named."""
    key = chosen.key()
    if new_key_file is not None:
        return _Files(None, new_key_file)
    if key.key is not None or key.file is None:
        raise ConfigurationError(
            "The key is set as store.key, which this command can't change. Name a file for the new one:"
            " python -m bot rotate-key --new-key-file FILE"
        )
    present = key.file.resolve()  # a link to the key stays, and the new one does not come to lie beside the store
    return _Files(present, present.with_name(f"{present.name}.new"))


async def _is_replaced(url: str, key: str) -> bool:
    """Verify the key that is set. Whether it is the new one already, as after a run that was killed at its very end: nothing is left.

    Raises StoreError where it is not the store's, ConfigurationError where part of the store is sealed with a key that is gone.
    """
    cipher = Cipher.from_text(key, key)
    async with _opened(url, cipher) as database:
        to = await Sealing(database).rotating_to()
        if to is None:
            return False
        await _refuse_third_key(database, cipher)
        await Sealing(database).forget_rotation()
        return True


async def _refuse_third_key(database: Database, cipher: Cipher) -> None:
    """Raise ConfigurationError where an interrupted run sealed part of the store with another key than this new one."""
    to = await Sealing(database).rotating_to()
    if to not in {None, cipher.key_id.hex()}:
        raise ConfigurationError(
            "An interrupted run sealed part of the store with a new key, and its file is gone or another one is named. Put it back under its"
            " name, which ends in “.new” unless you chose it, then run rotate-key again."
        )


async def _seal(database: Database, *, is_named: bool) -> tuple[int, list[str]]:
    """Seal and hash all anew; returns how many rows were, and the ids of the former keys whose hashes the store keeps."""
    sealing = Sealing(database)
    await ContactRehash(database).name_key()
    await sealing.begin_rotation()
    with Progress(await sealing.rows(), "rows sealed with the new key") as progress:
        rows = await sealing.seal_all(progress.advance)
        progress.begin(None, "contacts hashed with the new key")
        await ContactRehash(database).finish(progress.advance)
    return rows, await sealing.end_rotation(is_named=is_named)


def _replace(files: _Files, former: str) -> None:
    """Give the new key file the name of the present one, which stays under another. Raises OSError."""
    assert files.present is not None
    kept = files.former(Cipher.from_text(former))
    if not kept.exists():
        # Before the new one takes its name: at no instant is the former key without a file.
        try:
            os.link(files.present, kept)
        except OSError:  # FAT and some file systems of the network have no hard links
            _write(kept, former)
    files.new.replace(files.present)
    _sync(files.present.parent)


def _write_key(file: Path) -> None:
    """Write a new key to a file of mode 0600. Raises ConfigurationError where it can't be written."""
    try:
        _write(file, base64.b64encode(os.urandom(KEY_BYTES)).decode())
    except OSError as problem:
        raise ConfigurationError(
            f"The new key can't be written to {file} ({problem}). Name another place: python -m bot rotate-key --new-key-file FILE"
        ) from problem


def _write(file: Path, key: str) -> None:
    """Write a key to a file of mode 0600, whole or not at all. Raises OSError."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)  # of a run that was killed
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as made:
        made.write(f"{key.strip()}\n")
        made.flush()
        os.fsync(made.fileno())
    part.rename(file)
    _sync(file.parent)


def _read(file: Path) -> str:
    try:
        return read_file(file)
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigurationError(
            f"The new key in {file} can't be read ({problem}). Check the file and its permissions."
        ) from problem


def _cipher(file: Path, key: str) -> Cipher:
    """The cipher of a new key. Raises ConfigurationError where the file holds none."""
    try:
        return Cipher.from_text(key)
    except StoreError as problem:
        raise ConfigurationError(
            f"{file} holds no key of 32 bytes in base64. Name a file that does not exist yet, and a new key is written to it."
        ) from problem


def _sync(folder: Path) -> None:
    """Flush a folder's entries to the disk, so that a new name survives a power cut (fsync(2), NOTES)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@asynccontextmanager
async def _opened(url: str, cipher: Cipher) -> AsyncGenerator[Database]:
    from discord.utils import utcnow

    database = await open_database(url, cipher, utcnow)
    try:
        yield database
    finally:
        await database.close()


def _said(files: _Files, former: str, kept: list[str], rows: int) -> str:
    said = [f"The store is sealed with a new key, in {files.present or files.new}; {rows:,} rows were sealed anew just now."]
    if files.present is None:
        said.append(
            f"Now set store.key_file to {files.new}, or store.key to what it holds, before the next start; the former key opens nothing."
        )
        said.append("Backups made before open with the former key alone: keep it apart until the last of them is gone.")
    else:
        old = files.former(Cipher.from_text(former))
        place = f", which is kept as {old}" if old.exists() else ""
        said.append(f"Backups made before open with the former key alone{place}: keep it apart until the last of them is gone.")
    if kept:
        said.append("The store keeps what finds clients who were forgotten before again, sealed with the new key.")
    return "\n".join(said)
