"""Encryption of what people wrote: AES-256-GCM (NIST SP 800-38D) bound to the value's place, and keyed hashes for look-ups.

A sealed value is its key's id (4 bytes), a nonce (12), ciphertext and tag (16): as it is in a column of bytes, in base64 after `MARK` in a
column of text.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from binascii import a2b_base64
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.core.db.errors import StoreError

KEY_BYTES = 32
ID_BYTES = 4
MARK = "\x02"
"""First character of a sealed text. No text that people write has it: control characters are taken out of what they type."""
ROTATING = "key_rotation"
"""Row of `meta` that stands while `rotate-key` is not finished; its value is the new key's id, in hexadecimal digits."""
HASH_KEY = "hash_key:"
"""Rows of `meta` with this prefix and a former key's id hold the key of its hashes, sealed by the present key."""
_NONCE_BYTES = 12
_BEFORE_TEXT = ID_BYTES + _NONCE_BYTES
_CHECK = "This store was sealed with this key."
_CHECK_PLACE = ("meta", 0, "check", "value")


class Statements(Protocol):
    """The methods of a transaction that the check of the key uses."""

    async def one(self, sql: str, *values: object) -> Any: ...

    async def all(self, sql: str, *values: object) -> Any: ...

    async def run(self, sql: str, *values: object) -> int: ...


@dataclass(frozen=True, slots=True, repr=False)
class _Key:
    """What is derived from one key."""

    id: bytes
    aead: AESGCM
    hashes: bytes


class Cipher:
    """Encrypts and hashes short texts with keys derived from one key by HKDF (RFC 5869). Its `repr` shows nothing of the key.

    `former` is the key of before while `rotate-key` runs: what it sealed is opened too, and nothing is sealed with it.
    """

    def __init__(self, key: bytes, former: bytes | None = None) -> None:
        self._key = _of(key)
        self.key_id = self._key.id
        """Four bytes that tell keys apart without revealing them; they precede every ciphertext and stand beside every hash."""
        self._opens = {each.id: each.aead for each in (self._key, *([] if former is None else [_of(former)]))}
        self._hash_keys = {self.key_id: self._key.hashes} | ({} if former is None else {_of(former).id: _of(former).hashes})
        self.former_id = None if former is None else _of(former).id

    @classmethod
    def from_text(cls, text: str, former: str | None = None) -> Cipher:
        """The cipher of a base64 key, as a key file holds it. Raises StoreError."""
        return cls(_decoded(text), None if former is None else _decoded(former))

    @property
    def hash_key_ids(self) -> tuple[bytes, ...]:
        """The ids of the keys by which `fingerprint` can hash: the present one first, then former ones that the store keeps."""
        return tuple(self._hash_keys)

    def seal(self, table: str, group_id: int, row: object, column: str, text: str) -> bytes:
        """Encrypt for a column of bytes. The place is authenticated as additional data."""
        nonce = os.urandom(_NONCE_BYTES)
        return self.key_id + nonce + self._key.aead.encrypt(nonce, text.encode(), _place(table, group_id, row, column))

    def seal_text(self, table: str, group_id: int, row: object, column: str, text: str) -> str:
        """Encrypt for a column of text; what is empty stays so, for queries ask for it."""
        return f"{MARK}{base64.b64encode(self.seal(table, group_id, row, column, text)).decode()}" if text else ""

    def open(self, table: str, group_id: int, row: object, column: str, sealed: bytes | str | None) -> str:
        """Decrypt what was sealed in this place; "" for None, b"" and "".

        A text without `MARK` is returned as it is: it was written before its column was sealed. Raises StoreError for another
        key or place, or changed data.
        """
        if not sealed:
            return ""
        if isinstance(sealed, str):
            if sealed[0] != MARK:
                return sealed
            sealed = a2b_base64(sealed[1:])
        aead, nonce = self._opens.get(sealed[:ID_BYTES]), sealed[ID_BYTES:_BEFORE_TEXT]
        try:
            if aead is None:
                raise InvalidTag
            return aead.decrypt(nonce, sealed[_BEFORE_TEXT:], _place(table, group_id, row, column)).decode()
        except (InvalidTag, ValueError):
            raise StoreError(f"{table}.{column} of {row} was sealed with another key or moved from its place.") from None

    @staticmethod
    def is_sealed(value: bytes | str) -> bool:
        """Whether a value is sealed: bytes always are, a text where it has `MARK`."""
        return isinstance(value, bytes) or value.startswith(MARK)

    def is_current(self, sealed: bytes | str) -> bool:
        """Whether the present key sealed this, by its id; False for a readable text."""
        if isinstance(sealed, str):
            return sealed.startswith(MARK) and base64.b64decode(sealed[1:])[:ID_BYTES] == self.key_id
        return sealed[:ID_BYTES] == self.key_id

    def fingerprint(self, group_id: int, text: str, key_id: bytes | None = None) -> bytes:
        """HMAC-SHA-256 (RFC 2104) of group and text: equal for equal texts of one group; needs the key to be recomputed.

        `key_id` is one of `hash_key_ids`, None for the present key.
        """
        return hmac.digest(self._hash_keys[key_id or self.key_id], f"{group_id}|{text}".encode(), "sha256")

    def kept_hash_key(self, key_id: bytes) -> tuple[str, str]:
        """The row of `meta` (name, value) by which the hashes of that key, one of `hash_key_ids`, can be made again later."""
        name = f"{HASH_KEY}{key_id.hex()}"
        sealed = self.seal("meta", 0, name, "value", base64.b64encode(self._hash_keys[key_id]).decode())
        return name, base64.b64encode(sealed).decode()

    def keep_hash_key(self, name: str, value: str) -> None:
        """Take up such a row; StoreError where another key sealed it."""
        opened = self.open("meta", 0, name, "value", base64.b64decode(value))
        self._hash_keys[bytes.fromhex(name.removeprefix(HASH_KEY))] = base64.b64decode(opened)

    async def check(self, tx: Statements) -> None:
        """Write the check value into a new store, or verify the key of an old one. Raises StoreError for a wrong key.

        Where several processes start at once on PostgreSQL, one insert commits; the others' transactions fail to serialise, run
        again and verify it.
        """
        if not await self.verify(tx):
            await tx.run(
                "INSERT INTO meta (name, value) VALUES ('key_check', ?) ON CONFLICT (name) DO NOTHING", self.check_value()
            )

    async def verify(self, tx: Statements) -> bool:
        """Whether the store was sealed with this key; False where it has no check value yet.

        Takes up the former keys of hashes that the store keeps. Raises StoreError for another key, and where `rotate-key` was
        interrupted, unless this is the cipher of `rotate-key`.
        """
        found = {row["name"]: row["value"] for row in await tx.all("SELECT name, value FROM meta")}
        if ROTATING in found and self.former_id is None:
            raise StoreError(
                "store.key: the change of this store's key was interrupted, and part of the store is sealed with each key. Run"
                " “python -m bot rotate-key” again; it goes on where it was."
            )
        if "key_check" not in found:
            return False
        if not self.fits(found["key_check"]):
            raise StoreError(
                "store.key is not the key this store was sealed with. Put back the key file that belongs to it"
                " (backups keep the key apart), or start with an empty store."
            )
        for name, value in found.items():
            if name.startswith(HASH_KEY):
                with suppress(StoreError):  # of another new key, where `rotate-key` was interrupted and is given a third one
                    self.keep_hash_key(name, value)
        return True

    def check_value(self) -> str:
        """The value of `key_check` in `meta`."""
        return base64.b64encode(self.seal(*_CHECK_PLACE, _CHECK)).decode()

    def fits(self, check: str) -> bool:
        """Whether `check`, the value `key_check` of a store's table `meta`, was sealed with this key or the former one."""
        try:
            self.open(*_CHECK_PLACE, base64.b64decode(check))
        except (StoreError, ValueError):
            return False
        return True


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except ValueError:
        raise StoreError("store.key is not base64. Make one with: head -c 32 /dev/urandom | base64") from None


def _of(key: bytes) -> _Key:
    if len(key) != KEY_BYTES:
        raise StoreError(f"store.key has {len(key)} bytes; it needs {KEY_BYTES}, written in base64.")
    key_id = hashlib.sha256(_derived(key, b"goodword key id")).digest()[:ID_BYTES]
    return _Key(key_id, AESGCM(_derived(key, b"goodword seal")), _derived(key, b"goodword fingerprint"))


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


def _place(table: str, group_id: int, row: object, column: str) -> bytes:
    return f"{table}|{group_id}|{row}|{column}".encode()
