"""What the store knows of its scheduled backups: the last good one, the last failure, and which process takes the next."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.db import meta as store_meta
from bot.core.db.database import instant, maybe_instant, micros

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx

LEASE = timedelta(minutes=10)
"""How long a process that died keeps others from taking the backup; one that works renews it."""
RETRY = timedelta(minutes=15)
"""When a backup that failed is tried again."""
NAMES = ("last_backup", "backup_problem", "backup_lease")
"""The rows of table `meta`."""
_LAST, _PROBLEM, _LEASE = NAMES


class LastBackup(Struct, frozen=True):
    """The last good scheduled backup, and the failure since it, if any. Each is None where there was none."""

    at: datetime | None
    file: str | None
    bytes: int | None
    problem: str | None
    failing_since: datetime | None

    @property
    def is_failing(self) -> bool:
        """Whether the last attempt failed."""
        return self.problem is not None


async def last_backup(tx: Tx) -> LastBackup:
    """The state of the scheduled backups, for `doctor` and metrics."""
    good = json.loads(await store_meta.get(tx, _LAST) or "{}")
    failed = json.loads(await store_meta.get(tx, _PROBLEM) or "{}")
    return LastBackup(
        maybe_instant(good.get("at")),
        good.get("file"),
        good.get("bytes"),
        failed.get("problem"),
        maybe_instant(failed.get("since")),
    )


async def claim(tx: Tx, every: timedelta) -> timedelta | None:
    """Take the next backup upon this process: None where it has it now, else how long until it may be asked again.

    Of several processes on PostgreSQL one commits; the others' transactions fail to serialise, run again and find its lease.
    """
    good = json.loads(await store_meta.get(tx, _LAST) or "{}")
    failed = json.loads(await store_meta.get(tx, _PROBLEM) or "{}")
    lease, again = instant(int(await store_meta.get(tx, _LEASE) or 0)), min(RETRY, every)
    waits = [(lease, timedelta()), (maybe_instant(good.get("at")), every), (maybe_instant(failed.get("at")), again)]
    # What lies further ahead than a lease may was written by a clock that was set back since, and would keep each backup from being taken.
    due = [at + wait for at, wait in waits if at is not None and at <= tx.now + LEASE]
    wait = max(due, default=tx.now) - tx.now
    if wait > timedelta():
        return wait
    await renew(tx)
    return None


async def renew(tx: Tx) -> None:
    """Prolong this process's lease."""
    await store_meta.put(tx, _LEASE, f"{micros(tx.now + LEASE)}")


async def succeeded(tx: Tx, begun: datetime, file: str, size: int) -> None:
    """Note a good backup of `size` bytes, which also ends a failure and this process's lease. It holds the data as of `begun`."""
    await store_meta.put(tx, _LAST, json.dumps({"at": micros(begun), "file": file, "bytes": size}))
    await store_meta.drop(tx, _PROBLEM)
    await store_meta.drop(tx, _LEASE)


async def failed(tx: Tx, problem: str) -> None:
    """Note a failure; `since` stays that of the first one after the last good backup."""
    earlier = json.loads(await store_meta.get(tx, _PROBLEM) or "{}")
    since = earlier.get("since", micros(tx.now))
    await store_meta.put(tx, _PROBLEM, json.dumps({"at": micros(tx.now), "since": since, "problem": problem}))
    await store_meta.drop(tx, _LEASE)
