"""Run as a program: encrypts or decrypts a file with a passphrase in the format of age (https://age-encryption.org/v1).

    age_process.py encrypt|decrypt SOURCE TARGET, with the passphrase on standard input

pyrage holds the interpreter's lock for as long as it works, and the whole file in memory, for with a passphrase it has no streams: both in
a process of its own. Never more than one of the plain and the encrypted text is kept here besides what pyrage works on. Exits with
WRONG where the passphrase does not open the file or the file was changed, and with 1 and the reason on standard error in all other
cases.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

WRONG = 3
TOO_DEAR = "Excessive work parameter"
"""How pyrage's error begins where opening would take too long by its measurement; it has no type of its own."""
TRIES = 100


def main(verb: str, source: Path, target: Path) -> None:
    """Encrypt or decrypt `source` into `target` with the passphrase on standard input. Exits with the reason where it can't."""
    pyrage, secret = _pyrage(), sys.stdin.buffer.read().decode()
    try:
        if verb == "encrypt":
            _write(target, pyrage.passphrase.encrypt(source.read_bytes(), secret))
            # Read back from the file: what can't be opened again is no backup.
            opened = hashlib.sha256(decrypted(target.read_bytes(), secret))
            with source.open("rb") as plain:
                if hashlib.file_digest(plain, "sha256").digest() != opened.digest():
                    sys.exit(f"{target} does not open to what was written")
        else:
            _write(target, decrypted(source.read_bytes(), secret))
    except pyrage.DecryptError:
        sys.exit(WRONG)
    except OSError as problem:
        sys.exit(str(problem))


def decrypted(content: bytes, secret: str) -> bytes:
    """The plain text. Raises DecryptError where the passphrase does not open it, and exits where this machine is too slow for it.

    age refuses what would take it over sixteen times as long as the writing took, by one short measurement each time
    (https://docs.rs/age/0.11.0/src/age/scrypt.rs.html): on a busy machine that is wrong now and then, so it is asked again.
    """
    pyrage, refused = _pyrage(), ""
    for _ in range(TRIES):
        try:
            return pyrage.passphrase.decrypt(content, secret)
        except pyrage.DecryptError as problem:
            refused = str(problem)
            if not refused.startswith(TOO_DEAR):
                raise
    sys.exit(f"this machine is too busy or too slow to open it now; try again when it does less: {refused}")


def _pyrage() -> Any:
    """The library, which has no type hints. The bot's own process reads nothing but constants here, and does not load it."""
    import pyrage  # pyright: ignore[reportMissingTypeStubs]

    return pyrage


def _write(target: Path, content: bytes) -> None:
    # Of mode 0600 from the first byte on: with `chmod` afterwards, others could open the decrypted store meanwhile.
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
