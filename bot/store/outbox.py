"""The outbox: messages written in the commit that causes them, delivered by the worker."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model.outbox import Delivery, Message, Outgoing, Posted, Urgency
from bot.store.engine.database import instant, maybe_instant, maybe_micros, micros

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.store.engine.database import Row, Tx

NONCE_LENGTH = 25
"""As long as Discord takes it."""

LEASE = timedelta(minutes=2)
"""For how long a row stays in the hands of a worker that says nothing more of it; longer than one request may take."""

KEPT = timedelta(days=40)
"""For how long a settled row stays: longer than the month within which a notice is not repeated."""
SWEPT_AT_ONCE = 1000
PARTING = "privacy:"
"""How the key of a deed begins that names somebody who deleted their data."""

_COLUMNS = (
    "id, group_id, kind, key, nonce, record_id, channel_id, user_id, language, detail, subject, only_edit, after_key, facts,"
    " attempts, created_at, first_sent_at, problem"
)
_MESSAGE = ("group_id", "kind", "key", "record_id", "channel_id", "user_id", "language", "detail", "subject", "facts")
_WAITING = "state IN ('pending', 'sending')"
"""As the indexes of what waits are written: a statement that says it otherwise reads all that was ever said."""


def nonce_of(key: str) -> str:
    """Discord's own idempotency key for a message, derived from ours."""
    return base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()[:NONCE_LENGTH]


async def add(tx: Tx, message: Message) -> None:
    """Write a row; the same key again changes nothing."""
    await tx.run(
        "INSERT INTO outbox (group_id, kind, key, nonce, record_id, destination, channel_id, user_id, language, detail, subject,"
        " only_edit, after_key, facts, urgency, state, created_at, not_before)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        message.group_id,
        message.kind,
        message.key,
        nonce_of(message.key),
        message.record_id,
        _destination(message),
        message.channel_id,
        message.user_id,
        message.language,
        message.detail,
        message.subject,
        int(message.only_edit),
        message.after,
        message.facts,
        message.urgency.value,
        Delivery.PENDING.value,
        micros(tx.now),
        micros(tx.now),
    )
    tx.wake()


async def take_due(tx: Tx, limit: int, in_hand: Iterable[int], lock: str = "") -> list[Outgoing]:
    """Rows to deliver now, the urgent and then the oldest first, but those that the worker has in hand.

    Of each destination, and of each subject, only the first waiting row is taken: their order is kept, and the trouble of
    one holds up nobody else.
    """
    busy = [*in_hand]
    idle = f" AND id NOT IN ({', '.join('?' * len(busy))})" if busy else ""
    found: list[Row] = []
    for urgency in Urgency:
        if len(found) < limit:
            found += await tx.all(
                f"SELECT {_COLUMNS} FROM outbox AS o WHERE {_WAITING} AND urgency = ? AND not_before <= ?{idle}"
                f" AND NOT EXISTS (SELECT 1 FROM outbox AS e WHERE e.destination = o.destination AND e.id < o.id AND e.{_WAITING})"
                " AND NOT EXISTS (SELECT 1 FROM outbox AS s WHERE s.group_id = o.group_id AND s.subject = o.subject"
                f" AND s.id < o.id AND s.{_WAITING})"
                f" AND NOT EXISTS (SELECT 1 FROM outbox AS f WHERE f.key = o.after_key AND f.{_WAITING})"
                f" ORDER BY not_before, id LIMIT ?{lock}",
                urgency.value,
                micros(tx.now),
                *busy,
                limit - len(found),
            )
    return [_outgoing(row) for row in found]


async def next_due(tx: Tx) -> datetime | None:
    """When the next row that still lies in the future is due."""
    later: list[datetime] = []
    for urgency in Urgency:
        row = await tx.one(
            f"SELECT MIN(not_before) AS due_at FROM outbox WHERE {_WAITING} AND urgency = ? AND not_before > ?",
            urgency.value,
            micros(tx.now),
        )
        if row is not None and row["due_at"] is not None:
            later.append(instant(row["due_at"]))
    return min(later, default=None)


async def sending(tx: Tx, rows: Sequence[Outgoing]) -> list[Outgoing]:
    """Take rows in hand, before the requests: from now on they may reach Discord.

    Returns those that no other worker took meanwhile: the others are that one's to say.
    """
    if not rows:
        return []
    taken = await tx.all(
        "UPDATE outbox SET state = ?, first_sent_at = COALESCE(first_sent_at, ?), not_before = ?"
        f" WHERE id IN ({', '.join('?' * len(rows))}) AND {_WAITING} AND not_before <= ? RETURNING id",
        Delivery.SENDING.value,
        micros(tx.now),
        micros(tx.now + LEASE),
        *(row.id for row in rows),
        micros(tx.now),
    )
    ids = {row["id"] for row in taken}
    return [row for row in rows if row.id in ids]


async def take_back(tx: Tx) -> None:
    """At the start, when nobody else works on this store: take up at once what an earlier process had in hand."""
    await tx.run(
        f"UPDATE outbox SET not_before = ? WHERE {_WAITING} AND state = 'sending' AND urgency IN (?, ?) AND not_before > ?",
        micros(tx.now),
        *(urgency.value for urgency in Urgency),
        micros(tx.now),
    )
    tx.wake()


async def settle(tx: Tx, outgoing: Outgoing, state: Delivery, problem: str | None = None, message_id: int | None = None) -> None:
    """It is said, or given up; facts that were frozen for it, members' names among them, are needed no more.

    A last deed for somebody who deleted their data leaves nothing at all.
    """
    if outgoing.message.key.startswith(PARTING):
        await tx.run("DELETE FROM outbox WHERE id = ?", outgoing.id)
        return
    await tx.run(
        "UPDATE outbox SET state = ?, problem = ?, message_id = ?, settled_at = ?, facts = '' WHERE id = ?",
        state.value,
        problem,
        message_id,
        micros(tx.now),
        outgoing.id,
    )
    tx.wake()


async def sweep(tx: Tx) -> int:
    """Delete some of what was settled long ago; how many. Its key is needed no more: nobody asks for the same thing again."""
    if not tx.clock_is_trusted:
        return 0
    rows = await tx.all(
        "SELECT id FROM outbox WHERE settled_at < ? ORDER BY settled_at LIMIT ?", micros(tx.now - KEPT), SWEPT_AT_ONCE
    )
    for row in rows:
        await tx.run("DELETE FROM outbox WHERE id = ?", row["id"])
    return len(rows)


async def later(tx: Tx, outgoing: Outgoing, not_before: datetime, problem: str, *, unknown: bool) -> None:
    """Try again at `not_before`; `unknown` where this try may have arrived, so that it must be looked for first."""
    first = "first_sent_at" if unknown else "?"
    await tx.run(
        f"UPDATE outbox SET state = ?, attempts = attempts + 1, not_before = ?, problem = ?, first_sent_at = {first} WHERE id = ?",
        (Delivery.SENDING if unknown else Delivery.PENDING).value,
        micros(not_before),
        problem,
        *([] if unknown else [maybe_micros(outgoing.first_sent_at)]),
        outgoing.id,
    )


async def shut(tx: Tx, message: Message, until: datetime) -> None:
    """Its destination takes nothing: until then what waits for it is not tried, whichever comes first."""
    await tx.run(
        f"UPDATE outbox SET not_before = ? WHERE destination = ? AND {_WAITING} AND state = 'pending' AND not_before < ?",
        micros(until),
        _destination(message),
        micros(until),
    )


async def bury(tx: Tx, outgoing: Outgoing, created_before: datetime, problem: str) -> None:
    """Give it up, with what waits behind it for the same destination and is as old."""
    await settle(tx, outgoing, Delivery.DEAD, problem)
    await tx.run(
        "UPDATE outbox SET state = 'dead', problem = ?, settled_at = ?, facts = ''"
        f" WHERE destination = ? AND {_WAITING} AND created_at < ?",
        problem,
        micros(tx.now),
        _destination(outgoing.message),
        micros(created_before),
    )


async def supersede(tx: Tx, group_id: int, kind: str, created_before: datetime) -> None:
    """There is newer news of this kind: what is as old and could not be said yet never is. Nothing is known to be old by a wrong clock."""
    if not tx.clock_is_trusted:
        return
    await tx.run(
        "UPDATE outbox SET state = 'dead', problem = 'superseded', settled_at = ?, facts = ''"
        f" WHERE group_id = ? AND kind = ? AND {_WAITING} AND state = 'pending' AND first_sent_at IS NULL AND created_at < ?",
        micros(tx.now),
        group_id,
        kind,
        micros(created_before),
    )


async def release(tx: Tx, group_id: int, channels: Mapping[str, int]) -> None:
    """A moderator mended something: send now what waits, each kind (as LIKE writes it) to the channel it belongs in today.

    What may have reached its old channel already stays with that.
    """
    for kinds, channel_id in channels.items():
        await tx.run(
            "UPDATE outbox SET channel_id = ?, destination = ? WHERE group_id = ? AND channel_id IS NOT NULL AND kind LIKE ?"
            f" AND {_WAITING} AND first_sent_at IS NULL AND only_edit = 0",
            channel_id,
            f"channel:{channel_id}",
            group_id,
            kinds,
        )
    await tx.run(
        f"UPDATE outbox SET not_before = ? WHERE group_id = ? AND {_WAITING} AND state = 'pending' AND not_before > ?",
        micros(tx.now),
        group_id,
        micros(tx.now),
    )
    tx.wake()


async def posted(tx: Tx, group_id: int, subject: str) -> Posted | None:
    """The message of ours that shows `subject`."""
    row = await tx.one("SELECT channel_id, message_id FROM posted WHERE group_id = ? AND subject = ?", group_id, subject)
    return Posted(row["channel_id"], row["message_id"]) if row else None


async def spoken_of(tx: Tx, group_id: int, subjects: Sequence[str]) -> list[str]:
    """Those of the subjects that a message of ours shows, or may be about to show."""
    places = ", ".join("?" * len(subjects))
    rows = await tx.all(
        f"SELECT subject FROM posted WHERE group_id = ? AND subject IN ({places})"
        f" UNION SELECT subject FROM outbox WHERE group_id = ? AND subject IN ({places}) AND {_WAITING}",
        *(group_id, *subjects) * 2,
    )
    return [row["subject"] for row in rows]


async def keep_posted(tx: Tx, group_id: int, subject: str, posted: Posted) -> None:
    await tx.run(
        "INSERT INTO posted (group_id, subject, channel_id, message_id) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (group_id, subject) DO UPDATE SET channel_id = excluded.channel_id, message_id = excluded.message_id",
        group_id,
        subject,
        posted.channel_id,
        posted.message_id,
    )


def _destination(message: Message) -> str:
    """What one after the other goes to."""
    if message.channel_id is not None:
        return f"channel:{message.channel_id}"
    return f"group:{message.group_id}:{message.kind}" if message.user_id is None else f"user:{message.user_id}"


def _outgoing(row: Row) -> Outgoing:
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
    )
