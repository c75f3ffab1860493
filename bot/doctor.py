"""The checks of `doctor`: settings, token, store, key, engine, schema, disk space, outbox and jobs."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import shutil
import sqlite3
import sys
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import discord

from bot import settings
from bot.core import outbox_admin
from bot.core.db import schema, sqlite_file
from bot.core.db.encryption import Cipher
from bot.core.db.errors import StoreError
from bot.core.db.open import look
from bot.core.outbox.model import DeliveryState
from bot.settings import ConfigurationError, Settings
from bot.worker.checked_clock import MOST_SKEW, SKEW_TO_TELL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from bot.core.db.database import Database
    from bot.core.outbox.model import Pile

LITTLE_SPACE = 200 * 1024 * 1024
"""Bytes of free space below which the disk is reported."""
SPARE_CONNECTIONS = 10
"""Connections to leave free: for superusers (`superuser_reserved_connections`), backups and operators."""
SAFE_SQLITE = (3, 51, 3)
"""The first version without the WAL-reset bug, by which two connections that write at once could damage the file
(https://sqlite.org/wal.html#walresetbug). Goodword writes by one connection.
"""


class Health(StrEnum):
    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


MARKS = {Health.GOOD: "✓", Health.NOTE: "!", Health.BAD: "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: its name, its state, and a sentence that says what to do where something is to be done."""

    what: str
    state: Health
    said: str
    facts: Sequence[Mapping[str, Any]] = ()


async def examine(config: Path | None, environ: Mapping[str, str]) -> list[Finding]:
    """Run all checks in the order of a start. Nothing is created, changed or sent."""
    try:
        chosen = settings.load(config, environ)
    except ConfigurationError as problem:
        return [Finding("settings", Health.BAD, str(problem))]
    return [Finding("settings", Health.GOOD, "all keys are known"), _token(chosen), _python(), _sqlite(), *await _store(chosen)]


def as_text(findings: list[Finding]) -> str:
    return "\n".join(f"{MARKS[each.state]} {each.what}: {each.said}" for each in findings)


def as_json(findings: list[Finding]) -> str:
    return json.dumps([dataclasses.asdict(each) for each in findings], ensure_ascii=False, indent=2, default=str)


def _token(chosen: Settings) -> Finding:
    try:
        chosen.bot_token()
    except ConfigurationError as problem:
        return Finding("token", Health.BAD, str(problem))
    return Finding("token", Health.GOOD, "is set and has the shape of one (Discord is not asked)")


def _python() -> Finding:
    return Finding("python", Health.GOOD, f"{sys.version.split()[0]}, discord.py {discord.__version__}")


def _sqlite() -> Finding:
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        return Finding(
            "sqlite",
            Health.NOTE,
            f"{sqlite3.sqlite_version}: before 3.51.3 other programs must not write to the store while Goodword runs",
        )
    return Finding("sqlite", Health.GOOD, sqlite3.sqlite_version)


async def _store(chosen: Settings) -> list[Finding]:
    try:
        # Raises ConfigurationError where the shards don't fit the store, as a start would.
        chosen.shards()
        url, path = chosen.database.checked(), chosen.database.sqlite_path()
        if path is not None and not path.exists():
            return [_no_store_yet(chosen, path), *_space(path)]
        found = _space(path) if path else [await _server(chosen)]
        fits = await schema.look(url)
        if not fits.found:
            return [Finding("store", Health.NOTE, f"{path or 'PostgreSQL'} is empty; the first start makes its tables"), *found]
        found.append(_schema(fits))
        if path is not None:
            await asyncio.to_thread(sqlite_file.refuse_damaged, path)
        database = await look(url, Cipher.from_text(chosen.key().text()), discord.utils.utcnow)
    except (ConfigurationError, StoreError, OSError) as problem:
        return [Finding("store", Health.BAD, str(problem))]
    try:
        found += await _queue(database)
    finally:
        await database.close()
    return [Finding("store", Health.GOOD, f"{path or 'PostgreSQL'} opens, its key fits"), *found]


async def _queue(database: Database) -> list[Finding]:
    """Findings about the outbox, the jobs and the clock: kinds, problems and counts, no message's content."""
    piles, jobs = await database.read(outbox_admin.unsaid), await database.read(outbox_admin.failed_jobs)
    skew = await database.read(outbox_admin.skew)
    numbers = {state: sum(pile.number for pile in piles if pile.state is state) for state in DeliveryState}
    waits = [pile for pile in piles if pile.state is DeliveryState.PENDING]
    since = f", the oldest since {_minute(min(pile.since for pile in waits))}" if waits else ""
    after_restore = f"; {numbers[DeliveryState.HELD]} are held after a restore" if numbers[DeliveryState.HELD] else ""
    said = f"{numbers[DeliveryState.PENDING]} messages wait{since}; {numbers[DeliveryState.DEAD]} were given up{after_restore}"
    stuck = [pile for pile in piles if pile.problem or pile.state is not DeliveryState.PENDING]
    found = [Finding("queue", Health.NOTE if stuck or jobs else Health.GOOD, said, [dataclasses.asdict(pile) for pile in piles])]
    found += [Finding("stuck", Health.NOTE, _pile(pile)) for pile in stuck]
    found += [Finding("jobs", Health.NOTE, f"{number} of {kind} failed and are tried again") for kind, number in jobs.items()]
    if abs(skew) > SKEW_TO_TELL:
        where = "ahead of" if skew > timedelta() else "behind"
        said = f"it was {abs(skew).total_seconds():.0f} s {where} Discord's when the bot last compared them; set it right"
        if abs(skew) > MOST_SKEW:
            said += ", for until then nothing that is due by it is done, and nothing is deleted"
        found.append(Finding("clock", Health.NOTE, said))
    return found


def _pile(pile: Pile) -> str:
    how = {DeliveryState.PENDING: "wait", DeliveryState.DEAD: "were given up", DeliveryState.HELD: "are held after a restore"}[
        pile.state
    ]
    return f"{pile.number} of {pile.kind} {how}{f' ({pile.problem})' if pile.problem else ''}, since {_minute(pile.since)}"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _no_store_yet(chosen: Settings, path: Path) -> Finding:
    """Whether the first start can create the store. Raises ConfigurationError and StoreError for an unusable key."""
    folder = _nearest(path)
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return Finding("store", Health.BAD, f"{path} does not exist yet, and can't be made: {folder} is no folder I may write to")
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
        return Finding("postgresql", Health.NOTE, f"{said}, which leaves too few: lower database.connections")
    return Finding("postgresql", Health.GOOD, said)


def _schema(found: schema.Schema) -> Finding:
    if found.is_current:
        return Finding("schema", Health.GOOD, f"{found.known}, which is this Goodword's")
    return Finding("schema", Health.NOTE, f"{found.found}; the next start, or “migrate”, brings it to {found.known}")


def _space(path: Path) -> list[Finding]:
    folder = _nearest(path)
    free = shutil.disk_usage(folder).free
    state = Health.GOOD if free > LITTLE_SPACE else Health.BAD
    return [Finding("disk", state, f"{free // 1024 // 1024} MiB free under {folder}")]


def _nearest(path: Path) -> Path:
    """The nearest parent folder that exists."""
    return next(folder for folder in path.absolute().parents if folder.exists())
