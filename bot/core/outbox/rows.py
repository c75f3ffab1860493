"""How a message is written as a row of the outbox, and read again."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from bot.core.db.database import instant, maybe_instant
from bot.core.outbox.model import MARK_FROM, Message, Outgoing

if TYPE_CHECKING:
    from bot.core.db.database import Row

NONCE_LENGTH = 25
"""As long as Discord takes it."""

COLUMNS = (
    "id, group_id, kind, key, nonce, record_id, channel_id, user_id, language, detail, subject, only_edit, after_key, facts,"
    " attempts, created_at, first_sent_at, problem, mark"
)
_MESSAGE = ("group_id", "kind", "key", "record_id", "channel_id", "user_id", "language", "detail", "subject", "facts")
WAITING = "state IN ('pending', 'sending')"
"""As the indexes of what waits are written: a statement that says it otherwise reads all that was ever said."""
UNSURE = "settled_at IS NOT NULL AND first_sent_at IS NOT NULL AND message_id IS NULL AND only_edit = 0"
"""It was given up, and may stand in Discord all the same; as its index is written."""


def nonce_of(key: str) -> str:
    """Discord's own idempotency key for a message, derived from ours."""
    return base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()[:NONCE_LENGTH]


def destination(message: Message) -> str:
    """What one after the other goes to. Edits have a way of their own: what can't be changed keeps nothing from being said."""
    where = f"group:{message.group_id}:{message.kind}" if message.user_id is None else f"user:{message.user_id}"
    if message.channel_id is not None:
        where = f"channel:{message.channel_id}"
    return f"edit:{where}" if message.only_edit else where


def read_row(row: Row) -> Outgoing:
    kept = {name: row[name] for name in _MESSAGE}
    message = Message(**kept, only_edit=bool(row["only_edit"]), after=row["after_key"])
    return Outgoing(
        row["id"],
        message,
        row["nonce"],
        row["attempts"],
        instant(row["created_at"]),
        maybe_instant(row["first_sent_at"]),
        row["problem"],
        row["mark"] or MARK_FROM + row["id"],
    )
