"""Keyed hashes that stand for a person in what is kept after their data is deleted.

A row holds the hash and `key_id`, the id of its key, and its table is declared as `hashed_by` that column: `rotate-key` then keeps the former
key's part for hashes as long as a row needs it, for a hash can't be made anew without the id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.database import Tx


def of(tx: Tx, group_id: int, user_id: int, key_id: bytes | None = None) -> bytes:
    """The hash of a person in a group by that key, one of `Cipher.hash_key_ids`; None for the present one, `Cipher.key_id`."""
    return tx.cipher.fingerprint(group_id, f"person|{user_id}", key_id)


def every(tx: Tx, group_id: int, user_id: int) -> list[bytes]:
    """The hashes by which rows about the person are found: by the present key, and by former ones that the store keeps."""
    return [of(tx, group_id, user_id, key_id) for key_id in tx.cipher.hash_key_ids]
