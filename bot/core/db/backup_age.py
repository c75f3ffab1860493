"""Encryption of a backup with a passphrase, in the format of age, which the program `age` of any system opens too.

pyrage binds rage, the Rust implementation by one of age's authors (MIT or Apache-2.0). `cryptography` has the primitives, but no format
for files; one of our own could be opened by nothing else, in the hour when Goodword does not start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db import age_process, backup, programs
from bot.core.db.errors import StoreError
from bot.core.own_programs import command_of

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".age"


async def encrypt(plain: Path, target: Path, passphrase: str) -> None:
    """Write `plain`, encrypted and verified, to `target`. Raises StoreError and leaves no `target`."""
    await _run("encrypt", plain, target, passphrase)


async def decrypt(source: Path, plain: Path, passphrase: str | None) -> None:
    """Write what `source` holds to `plain`. Raises StoreError where the passphrase is missing or does not open it."""
    if passphrase is None:
        raise StoreError(
            f"{source} is encrypted, and no passphrase is set. Set the one it was made with as backup.passphrase or in"
            " backup.passphrase_file; without it nobody can open this backup, so use another one."
        )
    await _run("decrypt", source, plain, passphrase)


async def _run(verb: str, source: Path, target: Path, passphrase: str) -> None:
    done = False
    try:
        ended = await programs.run(*command_of(age_process), verb, str(source), str(target), given=passphrase.encode())
        if ended.code == age_process.WRONG:
            raise StoreError(
                f"{source} does not open with the passphrase that is set: it is another one, or the file was changed. Set the passphrase"
                " that this backup was made with; without it nobody can open it, so use another backup."
            )
        if ended.code:
            raise StoreError(f"{source} could not be {verb}ed to {target} ({ended.problem}). Check the disk's free space.")
        done = True
    finally:
        # Also where the caller was cancelled: half a file must not be taken for a copy.
        if not done:
            backup.remove(target)
