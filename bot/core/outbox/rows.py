"""Columns of the outbox's rows, conditions that match its partial indexes, and conversion to records."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Literal

from bot.core.db.database import instant, maybe_instant
from bot.core.outbox.kinds import kind_of
from bot.core.outbox.model import MARK_FROM, Message, Outgoing

if TYPE_CHECKING:
    from bot.core.db.database import Row
    from bot.core.db.encryption import Cipher

NONCE_BYTES = 18
"""24 characters in base64, of the 25 that a nonce may have (https://docs.discord.com/developers/resources/message#create-message)."""

COLUMNS = (
    "id, group_id, kind, key, nonce, record_id, channel_id, user_id, language, detail, subject, only_edit, after_key, facts,"
    " attempts, created_at, first_sent_at, problem, mark"
)
_MESSAGE = ("group_id", "kind", "key", "record_id", "channel_id", "user_id", "language", "subject")
_SEALED = ("detail", "facts")
WAITING = "state IN ('pending', 'sending')"
"""The condition of the partial indexes on waiting rows. SQLite uses a partial index only where the query repeats its terms
(https://sqlite.org/partialindex.html#queries_using_partial_indexes); any other spelling scans the table.
"""
UNSURE = "settled_at IS NOT NULL AND first_sent_at IS NOT NULL AND message_id IS NULL AND only_edit = 0"
"""A settled row whose message may stand in Discord because an outcome was unknown; the condition of a partial index, as WAITING.
"""


def named_by(row: str, other: str) -> str:
    """SQL condition: `other` is waiting, and is the one that the row names in `after_key`."""
    return f"{other}.key = {row}.after_key AND {other}.{WAITING}"


def earlier_of_subject(row: str, other: str) -> str:
    """SQL condition: `other` is waiting, has the row's subject, and is earlier."""
    return (
        f"{other}.group_id = {row}.group_id AND {other}.subject = {row}.subject AND {other}.id < {row}.id AND {other}.{WAITING}"
    )


def is_free(row: str) -> str:
    """SQL condition: the row waits neither for the row named in `after_key` nor for an earlier one of its subject."""
    named, earlier = f"f{row}", f"s{row}"
    return f"{no_row(named, named_by(row, named))} AND {no_row(earlier, earlier_of_subject(row, earlier))}"


def no_row(alias: str, condition: str) -> str:
    """SQL condition: no row of the outbox fulfils the condition, which names it by `alias`.

    OFFSET has PostgreSQL look along an index for each row. Else it makes a join of all, planned by statistics that are of an empty outbox when
    thousands of messages come at once, and reads all of them for each one: 13 s for 500.
    """
    return f"NOT EXISTS (SELECT 1 FROM outbox AS {alias} WHERE {condition} LIMIT 1 OFFSET 0)"


def ahead_of(row: str, other: str) -> str:
    """SQL condition: `other` waits for the same destination, is earlier, and is not marked as one that may be overtaken.

    An edit that the clock caused is not ahead of one that a person caused: which of two messages is edited first shows nowhere.
    """
    gives_way = f"({other}.only_edit = 1 AND {other}.urgency > {row}.urgency AND {other}.state = 'pending')"
    return (
        f"{other}.destination = {row}.destination AND {other}.overtaken = 0 AND {other}.id < {row}.id AND {other}.{WAITING}"
        f" AND NOT {gives_way}"
    )


def new_nonce() -> str:
    """A nonce for a new row, at random.

    With `enforce_nonce` Discord answers a repetition with the earlier message; a key can come again, as that of an application
    after its person's data were deleted.
    """
    return secrets.token_urlsafe(NONCE_BYTES)


def destination(message: Message) -> str:
    """The queue within which rows are delivered in order. Edits have their own, so that a failing edit delays no message."""
    where = f"group:{message.group_id}:{message.kind}" if message.user_id is None else f"user:{message.user_id}"
    if message.channel_id is not None:
        where = f"channel:{message.channel_id}"
    return f"edit:{where}" if message.only_edit else where


def stored(cipher: Cipher, message: Message, nonce: str, column: Literal["detail", "facts"]) -> str:
    """The text of one of the columns that are sealed, unless the kind's are codes of the program."""
    text = message.detail if column == "detail" else message.facts
    return (
        text if not text or kind_of(message.kind).has_codes else cipher.seal_text("outbox", message.group_id, nonce, column, text)
    )


def read_row(cipher: Cipher, row: Row) -> Outgoing:
    """The record of a row that was selected with COLUMNS. Rows of older schemas have no mark and get one from their id."""
    kept = {name: row[name] for name in _MESSAGE}
    kept |= {name: cipher.open("outbox", row["group_id"], row["nonce"], name, row[name]) for name in _SEALED}
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
