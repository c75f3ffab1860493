"""Encryption of clients' data: AES-256-GCM (NIST SP 800-38D) bound to the value's place, and keyed hashes for look-ups."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.core.db.errors import StoreError

KEY_BYTES = 32
_ID_BYTES = 4
_NONCE_BYTES = 12
_CHECK = "This store was sealed with this key."
_CHECK_PLACE = ("meta", 0, "check", "value")


class Statements(Protocol):
    """The methods of a transaction that the check of the key uses."""

    async def one(self, sql: str, *values: object) -> Any: ...

    async def run(self, sql: str, *values: object) -> int: ...


class Cipher:
    """Encrypts and hashes short texts with keys derived from one key by HKDF (RFC 5869). Its `repr` shows nothing of the key."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise StoreError(f"store.key has {len(key)} bytes; it needs {KEY_BYTES}, written in base64.")
        self._aead = AESGCM(_derived(key, b"goodword seal"))
        self._hash_key = _derived(key, b"goodword fingerprint")
        self.key_id = hashlib.sha256(_derived(key, b"goodword key id")).digest()[:_ID_BYTES]
        """Four bytes that tell keys apart without revealing them; they precede every ciphertext and stand beside every hash."""

    @classmethod
    def from_text(cls, text: str) -> Cipher:
        """The cipher of a base64 key, as a key file holds it. Raises StoreError."""
        try:
            key = base64.b64decode(text.strip(), validate=True)
        except ValueError:
            raise StoreError("store.key is not base64. Make one with: head -c 32 /dev/urandom | base64") from None
        return cls(key)

    def seal(self, table: str, group_id: int, row: object, column: str, text: str) -> bytes:
        """Encrypt: returns key id (4 bytes), nonce (12), ciphertext and tag (16).

        The place is authenticated as additional data.
        """
        nonce = os.urandom(_NONCE_BYTES)
        return self.key_id + nonce + self._aead.encrypt(nonce, text.encode(), _place(table, group_id, row, column))

    def open(self, table: str, group_id: int, row: object, column: str, sealed: bytes | None) -> str:
        """Decrypt what was sealed in this place; "" for None or b"".

        Raises StoreError for another key or place, or changed data.
        """
        if not sealed:
            return ""
        key_id, nonce, ciphertext = sealed[:_ID_BYTES], sealed[_ID_BYTES:][:_NONCE_BYTES], sealed[_ID_BYTES + _NONCE_BYTES :]
        try:
            if key_id != self.key_id:
                raise InvalidTag
            return self._aead.decrypt(nonce, ciphertext, _place(table, group_id, row, column)).decode()
        except InvalidTag:
            raise StoreError(f"{table}.{column} of {row} was sealed with another key or moved from its place.") from None

    def fingerprint(self, group_id: int, text: str) -> bytes:
        """HMAC-SHA-256 (RFC 2104) of group and text: equal for equal texts of one group; needs the key to be recomputed."""
        return hmac.digest(self._hash_key, f"{group_id}|{text}".encode(), "sha256")

    async def check(self, tx: Statements) -> None:
        """Write the check value into a new store, or verify the key of an old one. Raises StoreError for a wrong key.

        Where several processes start at once on PostgreSQL, one insert commits; the others' transactions fail to serialise, run
        again and verify it.
        """
        if not await self.verify(tx):
            sealed = base64.b64encode(self.seal(*_CHECK_PLACE, _CHECK)).decode()
            await tx.run("INSERT INTO meta (name, value) VALUES ('key_check', ?) ON CONFLICT (name) DO NOTHING", sealed)

    async def verify(self, tx: Statements) -> bool:
        """Whether the store was sealed with this key; False where it has no check value yet.

        Raises StoreError for another key.
        """
        row = await tx.one("SELECT value FROM meta WHERE name = 'key_check'")
        if row is None:
            return False
        if not self.fits(row["value"]):
            raise StoreError(
                "store.key is not the key this store was sealed with. Put back the key file that belongs to it"
                " (backups keep the key apart), or start with an empty store."
            )
        return True

    def fits(self, check: str) -> bool:
        """Whether `check`, the value `key_check` of a store's table `meta`, was sealed with this key."""
        try:
            self.open(*_CHECK_PLACE, base64.b64decode(check))
        except (StoreError, ValueError):
            return False
        return True


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


def _place(table: str, group_id: int, row: object, column: str) -> bytes:
    return f"{table}|{group_id}|{row}|{column}".encode()
