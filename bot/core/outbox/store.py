"""Queries on the outbox: messages that are written in the commit that causes them, and delivered by the worker."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.db.database import instant, maybe_micros, micros
from bot.core.feature import Urgency
from bot.core.outbox import coalescing
from bot.core.outbox.kinds import urgency_of
from bot.core.outbox.model import MARK_BELOW, MARK_FROM, DeliveryState, Posted
from bot.core.outbox.rows import COLUMNS, UNSURE, WAITING, ahead_of, destination, is_free, new_nonce, no_row, read_row, stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.core.db.database import Row, Tx
    from bot.core.outbox.model import Message, Outgoing

LEASE = timedelta(minutes=2)
"""How long a row that is being sent is hidden from other workers; longer than one request may take."""

KEPT = timedelta(days=40)
"""How long a settled row is kept. Within that time its key can't be added again."""
SWEPT_AT_ONCE = 1000
"""Maximum number of rows that one sweep deletes, so that its transaction stays short."""
PARTING = "privacy:"
"""Prefix of keys that name a person who deleted their data; such rows are deleted when they are settled."""


async def add(tx: Tx, message: Message) -> None:
    """Insert a row, unless its key exists or a waiting edit covers it. Raises DeclarationError for a kind that no feature declares."""
    if await coalescing.is_covered(tx, message):
        return
    nonce = new_nonce()
    await tx.run(
        "INSERT INTO outbox (group_id, kind, key, nonce, record_id, destination, channel_id, user_id, language, detail, subject,"
        " only_edit, after_key, facts, urgency, mark, state, created_at, not_before)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        message.group_id,
        message.kind,
        message.key,
        nonce,
        message.record_id,
        destination(message),
        message.channel_id,
        message.user_id,
        message.language,
        stored(tx.cipher, message, nonce, "detail"),
        message.subject,
        int(message.only_edit),
        message.after,
        stored(tx.cipher, message, nonce, "facts"),
        urgency_of(message).value,
        MARK_FROM + secrets.randbelow(MARK_BELOW - MARK_FROM),
        DeliveryState.PENDING.value,
        micros(tx.now),
        micros(tx.now),
    )
    tx.wake()


async def take_due(tx: Tx, limit: int, in_hand: Iterable[int], lock: str = "") -> list[Outgoing]:
    """Read rows to deliver now, by urgency and then by time, except `in_hand`, which the worker is delivering already.

    Returns of each subject only the first waiting row, and of each destination only the first that waits for no other, so that
    their order is kept and a failing row delays only its own destination.
    """
    busy = [*in_hand]
    idle = f" AND id NOT IN ({', '.join('?' * len(busy))})" if busy else ""
    found: list[Row] = []
    for urgency in Urgency:
        # One query per urgency: the index `outbox_due` begins with it, has the rows in this order, and none that `queue` marked.
        if len(found) < limit:
            found += await tx.all(
                f"SELECT {COLUMNS} FROM outbox AS o WHERE {WAITING} AND blocked_by IS NULL AND urgency = ? AND not_before <= ?{idle}"
                f" AND {is_free('o')} AND {no_row('e', ahead_of('o', 'e') + ' AND ' + is_free('e'))}"
                f" ORDER BY not_before, id LIMIT ?{lock}",
                urgency.value,
                micros(tx.now),
                *busy,
                limit - len(found),
            )
    return [read_row(tx.cipher, row) for row in found]


async def next_due(tx: Tx) -> datetime | None:
    """When the next row that is not yet due becomes due; None where there is none."""
    later: list[datetime] = []
    for urgency in Urgency:
        row = await tx.one(
            f"SELECT MIN(not_before) AS due_at FROM outbox WHERE {WAITING} AND blocked_by IS NULL AND urgency = ? AND not_before > ?",
            urgency.value,
            micros(tx.now),
        )
        if row is not None and row["due_at"] is not None:
            later.append(instant(row["due_at"]))
    return min(later, default=None)


async def sending(tx: Tx, rows: Sequence[Outgoing]) -> list[Outgoing]:
    """Lease rows to this worker and note `first_sent_at`, in a commit before the request; returns those not leased elsewhere."""
    if not rows:
        return []
    taken = await tx.all(
        "UPDATE outbox SET state = ?, first_sent_at = COALESCE(first_sent_at, ?), not_before = ?"
        # Checked again: another process may have leased the row since `take_due` read it.
        f" WHERE id IN ({', '.join('?' * len(rows))}) AND {WAITING} AND not_before <= ? RETURNING id",
        DeliveryState.SENDING.value,
        micros(tx.now),
        micros(tx.now + LEASE),
        *(row.id for row in rows),
        micros(tx.now),
    )
    ids = {row["id"] for row in taken}
    return [row for row in rows if row.id in ids]


async def take_back(tx: Tx) -> None:
    """End the leases of an earlier process. Called at start, while the lock on the store excludes other workers."""
    await tx.run(
        # Every urgency is named, because `outbox_due` begins with it.
        f"UPDATE outbox SET not_before = ? WHERE {WAITING} AND blocked_by IS NULL AND state = 'sending' AND urgency IN (?, ?)"
        " AND not_before > ?",
        micros(tx.now),
        *(urgency.value for urgency in Urgency),
        micros(tx.now),
    )
    tx.wake()


async def settle(
    tx: Tx,
    outgoing: Outgoing,
    state: DeliveryState,
    problem: str | None = None,
    message_id: int | None = None,
    *,
    unknown: bool = False,
) -> None:
    """Note that a row was delivered or given up, and clear its facts, which hold members' names.

    `unknown`: the outcome of this attempt is not known. A row that is given up after such an attempt keeps `first_sent_at`
    (UNSURE). A row with the prefix PARTING is deleted.
    """
    if outgoing.message.key.startswith(PARTING):
        await tx.run("DELETE FROM outbox WHERE id = ?", outgoing.id)
        return
    keeps = unknown or message_id is not None
    first = "first_sent_at" if keeps else "?"
    earlier = outgoing.first_sent_at if state is DeliveryState.DEAD and not outgoing.message.only_edit else None
    await tx.run(
        f"UPDATE outbox SET state = ?, problem = ?, message_id = ?, settled_at = ?, facts = '', first_sent_at = {first} WHERE id = ?",
        state.value,
        problem,
        message_id,
        micros(tx.now),
        *([] if keeps else [maybe_micros(earlier)]),
        outgoing.id,
    )
    tx.wake()


async def sweep(tx: Tx) -> int:
    """Delete up to SWEPT_AT_ONCE rows settled more than KEPT ago, unless the clock is untrusted; returns how many.

    Rows of unknown outcome with a subject stay, because later rows of that subject search for their message.
    """
    if not tx.clock_is_trusted:
        return 0
    rows = await tx.all(
        f"SELECT id FROM outbox WHERE settled_at < ? AND NOT ({UNSURE} AND subject IS NOT NULL) ORDER BY settled_at LIMIT ?",
        micros(tx.now - KEPT),
        SWEPT_AT_ONCE,
    )
    for row in rows:
        await tx.run("DELETE FROM outbox WHERE id = ?", row["id"])
    return len(rows)


async def later(tx: Tx, outgoing: Outgoing, not_before: datetime, problem: str, *, unknown: bool) -> None:
    """Retry at `not_before`; `unknown` where this attempt may have been delivered, so that the retry searches for it first."""
    first = "first_sent_at" if unknown else "?"
    await tx.run(
        f"UPDATE outbox SET state = ?, attempts = attempts + 1, not_before = ?, problem = ?, first_sent_at = {first} WHERE id = ?",
        (DeliveryState.SENDING if unknown else DeliveryState.PENDING).value,
        micros(not_before),
        problem,
        *([] if unknown else [maybe_micros(outgoing.first_sent_at)]),
        outgoing.id,
    )


async def shut(tx: Tx, message: Message, until: datetime) -> None:
    """Postpone all pending rows of the message's destination to `until`, because Discord refuses them there."""
    await tx.run(
        f"UPDATE outbox SET not_before = ? WHERE destination = ? AND {WAITING} AND state = 'pending' AND not_before < ?",
        micros(until),
        destination(message),
        micros(until),
    )


async def bury(tx: Tx, outgoing: Outgoing, created_before: datetime, problem: str, *, unknown: bool = False) -> None:
    """Give up a row and the waiting rows of its destination that were created before `created_before`."""
    await settle(tx, outgoing, DeliveryState.DEAD, problem, unknown=unknown)
    await tx.run(
        "UPDATE outbox SET state = 'dead', problem = ?, settled_at = ?, facts = ''"
        f" WHERE destination = ? AND {WAITING} AND created_at < ?",
        problem,
        micros(tx.now),
        destination(outgoing.message),
        micros(created_before),
    )


async def supersede(tx: Tx, group_id: int, kind: str, created_before: datetime) -> None:
    """Give up the group's undelivered rows of a kind older than `created_before`, for a newer one; only by a trusted clock."""
    if not tx.clock_is_trusted:
        return
    await tx.run(
        "UPDATE outbox SET state = 'dead', problem = 'superseded', settled_at = ?, facts = ''"
        f" WHERE group_id = ? AND kind = ? AND {WAITING} AND state = 'pending' AND first_sent_at IS NULL AND created_at < ?",
        micros(tx.now),
        group_id,
        kind,
        micros(created_before),
    )


async def release(tx: Tx, group_id: int, channels: Mapping[str, int]) -> None:
    """Make the group's postponed rows due now; `channels` maps each kind to the channel that the group has for it today.

    A row that may have been delivered already keeps its channel, in which it is searched for.
    """
    for channel_id in set(channels.values()):
        kinds = [kind for kind, channel in channels.items() if channel == channel_id]
        await tx.run(
            "UPDATE outbox SET channel_id = ?, destination = ? WHERE group_id = ? AND channel_id IS NOT NULL"
            f" AND kind IN ({', '.join('?' * len(kinds))}) AND {WAITING} AND first_sent_at IS NULL AND only_edit = 0",
            channel_id,
            f"channel:{channel_id}",
            group_id,
            *kinds,
        )
    await tx.run(
        f"UPDATE outbox SET not_before = ? WHERE group_id = ? AND {WAITING} AND state = 'pending' AND not_before > ?",
        micros(tx.now),
        group_id,
        micros(tx.now),
    )
    tx.wake()


async def put_off(tx: Tx, group_id: int | None = None) -> list[int]:
    """The ids of the groups that have postponed rows; only `group_id` is looked at where it is given."""
    one, given = ("group_id = ?", [group_id]) if group_id is not None else ("group_id > 0", [])
    sql = f"SELECT DISTINCT group_id FROM outbox WHERE {one} AND {WAITING} AND state = 'pending' AND not_before > ?"
    return [row["group_id"] for row in await tx.all(sql, *given, micros(tx.now))]


async def posted(tx: Tx, group_id: int, subject: str) -> Posted | None:
    """The posted message that shows `subject`; None where there is none."""
    row = await tx.one("SELECT channel_id, message_id FROM posted WHERE group_id = ? AND subject = ?", group_id, subject)
    return Posted(row["channel_id"], row["message_id"]) if row else None


async def keep_posted(tx: Tx, group_id: int, subject: str, posted: Posted) -> None:
    """Note where the message of `subject` is, in place of an earlier note."""
    await tx.run(
        "INSERT INTO posted (group_id, subject, channel_id, message_id) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (group_id, subject) DO UPDATE SET channel_id = excluded.channel_id, message_id = excluded.message_id",
        group_id,
        subject,
        posted.channel_id,
        posted.message_id,
    )
