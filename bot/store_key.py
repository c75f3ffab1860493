"""The key that encrypts clients' data: from `store.key`, the file `store.key_file`, or a file beside the SQLite store."""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.setting_values import ConfigurationError, Secret, read_secret_file, unreadable

if TYPE_CHECKING:
    from pathlib import Path

_KEY_BYTES = 32


class StoreKey(Struct, frozen=True):
    """`key` and `named` are the settings `store.key` and `store.key_file`; `store` is the SQLite file, None for PostgreSQL."""

    key: Secret | None
    named: Path | None
    store: Path | None

    @property
    def file(self) -> Path | None:
        """The key file; None for PostgreSQL where none is set."""
        return self.named or (self.store.with_name(f"{self.store.name}.key") if self.store else None)

    @property
    def place(self) -> str:
        """Where the key is, for sentences to the operator."""
        return "which is set as store.key" if self.key else f"in {self.file or 'the file that store.key_file names'}"

    @property
    def is_there(self) -> bool:
        """Whether there is a key to read: in the settings, or in its file. Raises ConfigurationError where its folder is closed."""
        try:
            return self.key is not None or (self.file is not None and self.file.exists())
        except OSError as problem:
            raise unreadable("store.key_file", self.file, problem) from None

    def text(self) -> str:
        """The key in base64; made where neither it nor the SQLite file exists. Raises ConfigurationError."""
        if self.key is not None:
            return self.key.text
        file = self.file
        if file is None:
            raise ConfigurationError(
                "store.key_file is not set, and for PostgreSQL there is no place for a key by default. Make one with"
                " “head -c 32 /dev/urandom | base64 > key”, keep it apart from the database, and name it in store.key_file."
            )
        try:
            # Only where nothing is sealed yet: a new key beside a store that has data would open none of it.
            if self.store and self.named is None and not file.exists() and not _holds_anything(self.store):
                _make(self.store, file)
        except OSError as problem:
            raise unreadable("store.key_file", file, problem) from None
        if not self.is_there:
            raise ConfigurationError(
                f"store.key_file: {file} is missing, and the store can't be read without it. Put the key file back, or set store.key."
            )
        return read_secret_file("store.key_file", file)

    def refuse_alone(self) -> None:
        """Raise ConfigurationError where the key exists and its SQLite file does not: its folder may not be mounted."""
        if self.store is not None and self.is_there and not self.store.exists():
            where = "is set as store.key" if self.key else f"stands in {self.file and self.file.absolute()}"
            raise ConfigurationError(
                f"There is no store at {self.store.absolute()}, but its key {where}. If the store is kept elsewhere, or its folder is"
                " not mounted, mend that; if this is the first start, or the store is gone for good, start with --new-store."
            )


def _holds_anything(store: Path) -> bool:
    return store.exists() and store.stat().st_size > 0


def _make(store: Path, file: Path) -> None:
    """Create the empty store, then the key: a process killed between the two leaves no key without a store."""
    store.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(store, os.O_RDWR | os.O_CREAT, 0o600))
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as made:
        made.write(base64.b64encode(os.urandom(_KEY_BYTES)).decode() + "\n")
