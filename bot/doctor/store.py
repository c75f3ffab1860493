"""Checks of the store: that it opens, its key, engine, schema, pages, disk and backups, and what waits in it."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from msgspec.structs import asdict

from bot.core import outbox_admin
from bot.core.db import backup_state, schema, sqlite_file
from bot.core.db.encryption import Cipher
from bot.core.db.errors import StoreError
from bot.core.db.open import look
from bot.core.outbox.model import DeliveryState
from bot.doctor import backup
from bot.doctor.findings import Finding, Health
from bot.doctor.machine import nearest, space
from bot.setting_values import ConfigurationError
from bot.worker.http import RATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

    from bot.core.db.database import Database, Tx
    from bot.core.outbox.model import Pile
    from bot.settings import Settings

SPARE_CONNECTIONS = 10
"""Connections to leave free: for superusers (`superuser_reserved_connections`), backups and operators."""
TOLD_FOR = timedelta(days=7)
"""How long a store that had no room is reported."""
LONG_MINUTES = 2
"""From so many minutes of sending on the news of a full hour are worth spreading."""
BUSY_HOUR = 1000
"""Messages of one group in an hour from which on they are reported: its channel takes about one a second."""
MEND_STORE = "Check its address, the path's permissions and the key; if the file is damaged, put a backup in its place."
EARLIER = "the store was not opened, for what stands above"


@asynccontextmanager
async def opened(chosen: Settings) -> AsyncIterator[tuple[Database | None, list[Finding]]]:
    """The store for reading, or None, and what was found on the way to it."""
    found, database = await _open(chosen)
    try:
        yield database, found
    finally:
        if database is not None:
            await database.close()


async def _open(chosen: Settings) -> tuple[list[Finding], Database | None]:
    found: list[Finding] = []
    path: Path | None = None
    try:
        chosen.shards()  # raises where the shards don't fit the store, as a start would
        url, path = chosen.database.checked(), chosen.database.sqlite_path()
        if path is not None and not path.exists():
            return [_no_store_yet(chosen, path), space(path), *_skipped("there is no store yet")], None
        found = [space(path) if path else await _server(chosen)]
        fits = await schema.look(url)
        if not fits.found:
            empty = Finding("store", Health.NOTE, f"{path or 'PostgreSQL'} is empty; the first start makes its tables")
            return [empty, *found, *_skipped("the store is empty")], None
        found.append(_schema(fits))
        if path is not None:
            await asyncio.to_thread(sqlite_file.refuse_damaged, path)
        found.append(_integrity(path))
        database = await look(url, Cipher.from_text(chosen.key().text()), discord.utils.utcnow)
    except (ConfigurationError, StoreError, OSError) as problem:
        bad = Finding("store", Health.BAD, str(problem), cure=MEND_STORE)
        known = {each.what for each in found}
        return [bad, *found, *[each for each in _skipped(EARLIER) if each.what not in known]], None
    return [Finding("store", Health.GOOD, f"{path or 'PostgreSQL'} opens, its key fits"), *found], database


def _skipped(why: str) -> list[Finding]:
    return [
        Finding(what, Health.SKIPPED, why)
        for what in ("schema", "integrity", "room", "backup", "queue", "jobs", "hour", "digests")
    ]


def _integrity(path: Path | None) -> Finding:
    said = "every page of the file was read" if path else "PostgreSQL looks after its own pages (data checksums, pg_amcheck)"
    return Finding("integrity", Health.GOOD, said)


async def waiting(database: Database, chosen: Settings) -> list[Finding]:
    """What waits in the store and since when: kinds, problems and counts, no message's content."""
    return [
        await database.read(_room),
        await _backup(database, chosen),
        *await _queue(database),
        *await _jobs(database),
        await database.read(_hour),
        _digests(await database.read(outbox_admin.fullest_hour), chosen),
    ]


async def _room(tx: Tx) -> Finding:
    """Whether the store had no room lately: the running bot notes it as soon as it can save again."""
    until = await outbox_admin.full_until(tx)
    if until is None or tx.now - until > TOLD_FOR:
        return Finding("room", Health.GOOD, "the store had room for everything lately")
    said = f"the store had no room until {_minute(until)}; what people did meanwhile was refused"
    return Finding("room", Health.NOTE, said, cure="Make more room on its disk, before it happens again.")


async def _backup(database: Database, chosen: Settings) -> Finding:
    return backup.check(await database.read(backup_state.last_backup), chosen.backup, discord.utils.utcnow())


async def _hour(tx: Tx) -> Finding:
    """The group for which most was queued within the last hour."""
    group_id, number = await outbox_admin.busiest_group(tx)
    said = f"the busiest group was sent {number} messages within the last hour"
    if number < BUSY_HOUR:
        return Finding("hour", Health.GOOD, said)
    cure = f"Group {group_id} is flooded or imports its history: look into /moderate log there."
    return Finding("hour", Health.NOTE, said, cure=cure)


def _digests(fullest: tuple[datetime | None, int], chosen: Settings) -> Finding:
    """The hour in which most groups' weekly news are due, and how long they take at the pace that Discord allows."""
    hour, number = fullest
    if hour is None:
        return Finding("digests", Health.GOOD, "no group has weekly news")
    minutes = number / RATE / 60
    took = f"{minutes:.0f} minutes" if minutes >= LONG_MINUTES else f"{max(number / RATE, 1):.0f} s"
    spread = ", spread over the quarter hour before the time that each group chose" if chosen.digest.spread else ""
    said = (
        f"most weekly news in one hour: {number}, from {_minute(hour)} on; sending them takes {took} at {RATE} a second{spread}"
    )
    if minutes < LONG_MINUTES or chosen.digest.spread:
        return Finding("digests", Health.GOOD, said)
    return Finding("digests", Health.NOTE, said, cure="Set digest.spread, and ask the largest groups for another time.")


async def _queue(database: Database) -> list[Finding]:
    piles = await database.read(outbox_admin.unsaid)
    numbers = {state: sum(pile.number for pile in piles if pile.state is state) for state in DeliveryState}
    waits = [pile for pile in piles if pile.state is DeliveryState.PENDING]
    since = f", the oldest since {_minute(min(pile.since for pile in waits))}" if waits else ""
    after_restore = f"; {numbers[DeliveryState.HELD]} are held after a restore" if numbers[DeliveryState.HELD] else ""
    said = f"{numbers[DeliveryState.PENDING]} messages wait{since}; {numbers[DeliveryState.DEAD]} were given up{after_restore}"
    stuck = [pile for pile in piles if pile.problem or pile.state is not DeliveryState.PENDING]
    facts = [asdict(pile) for pile in piles]
    cure = (
        "“python -m bot held” decides about held ones; a code of Discord's such as 50013 names what the bot lacks."
        if stuck
        else ""
    )
    found = [Finding("queue", Health.NOTE if stuck else Health.GOOD, said, facts, cure)]
    return found + [Finding("stuck", Health.NOTE, _pile(pile)) for pile in stuck]


async def _jobs(database: Database) -> list[Finding]:
    failed = await database.read(outbox_admin.failed_jobs)
    cure = "Look into the log for why; they are tried again by themselves."
    found = [
        Finding("jobs", Health.NOTE, f"{number} of {kind} failed and are tried again", cure=cure)
        for kind, number in failed.items()
    ]
    return found or [Finding("jobs", Health.GOOD, "none failed")]


def _pile(pile: Pile) -> str:
    how = {DeliveryState.PENDING: "wait", DeliveryState.DEAD: "were given up", DeliveryState.HELD: "are held after a restore"}[
        pile.state
    ]
    return f"{pile.number} of {pile.kind} {how}{f' ({pile.problem})' if pile.problem else ''}, since {_minute(pile.since)}"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _no_store_yet(chosen: Settings, path: Path) -> Finding:
    """Whether the first start can create the store. Raises ConfigurationError and StoreError for an unusable key."""
    folder = nearest(path)
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        said = f"{path} does not exist yet, and can't be made: {folder} is no folder I may write to"
        return Finding("store", Health.BAD, said, cure="Make the folder, and let the bot's user write to it.")
    key = chosen.key()
    if key.key is not None or key.named is not None:
        Cipher.from_text(key.text())
    key.refuse_alone()
    return Finding("store", Health.NOTE, f"{path} does not exist yet; the first start makes it")


async def _server(chosen: Settings) -> Finding:
    """The server's version, and whether it has connections for the pool and for the one that holds the lock."""
    server = await schema.server(chosen.database.checked())
    most = chosen.database.connections + 1
    said = f"{server.version}; up to {most} connections of the server's {server.connections} are used"
    if most > server.connections - SPARE_CONNECTIONS:
        cure = "Lower database.connections, or raise the server's max_connections."
        return Finding("postgresql", Health.NOTE, f"{said}, which leaves too few: lower database.connections", cure=cure)
    return Finding("postgresql", Health.GOOD, said)


def _schema(found: schema.Schema) -> Finding:
    if found.is_current:
        return Finding("schema", Health.GOOD, f"{found.known}, which is this Goodword's")
    said = f"{found.found}; the next start, or “migrate”, brings it to {found.known}"
    return Finding(
        "schema", Health.NOTE, said, cure="Start the new version, or run “python -m bot migrate” with the bot stopped."
    )
