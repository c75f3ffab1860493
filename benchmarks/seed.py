"""Groups with members and a year of referrals, written straight into the tables of a SQLite store."""

from __future__ import annotations

import base64
import itertools
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import asyncpg
import discord

from bot.store.engine.postgres import PostgresDatabase
from bot.store.engine.sqlite import SqliteDatabase
from bot.store.engine.vault import KEY_BYTES, Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = b"k" * KEY_BYTES
KEY_TEXT = base64.b64encode(KEY).decode()
DAY = 86_400_000_000
STATES = ("open", "accepted", "declined", "won", "won", "won", "won", "contacted", "won", "no_fit")
WAITS = {"open", "accepted", "contacted"}
CONTACT = "maria@example.org"
BATCH = 20_000

TABLES = {
    "groups": "group_id, set_up_at, set_up_by, time_zone, language, currency, week_starts, seats, amounts, referrals_channel_id,"
    " digest_channel_id, digest_day, digest_time, digest_on, last_referral, last_thanks",
    "members": "group_id, user_id, name, status, seat, business, offer, ideal_referral, contact, links, language, joined_at",
    "referrals": "id, group_id, number, giver_id, receiver_id, kind, warmth, state, waits, prospect, contact, need,"
    " given_at, changed_at",
    "referral_moves": "group_id, referral_id, verb, actor_id, at, before, after",
    "thanks": "group_id, number, author_id, thanked_id, referral_id, message, amount_minor, currency, business, at",
    "entries": "group_id, member_id, kind, sign, counterpart_id, at, week, recorded_at, source",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A group, its people, and how many referrals they passed in the last year; only a `readable` group's can be opened."""

    group_id: int
    people: tuple[int, ...]
    referrals: int
    readable: bool = False
    names: tuple[str, ...] = ()
    channel_id: int | None = None


async def seed(path: Path, plans: list[Plan]) -> None:
    """Make the store at `path`, as the bot would, and fill it."""
    await (await SqliteDatabase.open(path, Vault(KEY), discord.utils.utcnow)).close()
    fill(path, plans)


def fill(path: Path, plans: list[Plan]) -> None:
    vault, now, ids = Vault(KEY), time.time_ns() // 1000, itertools.count(1)
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("PRAGMA synchronous = OFF")
        store.execute("PRAGMA cache_size = -400000")
        store.execute("BEGIN")
        waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in TABLES}
        for plan in plans:
            for table, row in _rows(plan, vault, now, ids):
                waiting[table].append(row)
            if sum(map(len, waiting.values())) >= BATCH:
                _write(store, waiting)
        _write(store, waiting)
        store.execute("COMMIT")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def seed_postgres(url: str, plans: list[Plan]) -> None:
    """The same in an empty PostgreSQL database."""
    await (await PostgresDatabase.open(url, Vault(KEY), discord.utils.utcnow)).close()
    vault, now, ids = Vault(KEY), time.time_ns() // 1000, itertools.count(1)
    waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in TABLES}
    connection: Any = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            for plan in plans:
                for table, row in _rows(plan, vault, now, ids):
                    waiting[table].append(row)
                if sum(map(len, waiting.values())) >= BATCH or plan is plans[-1]:
                    for table, rows in waiting.items():
                        await connection.copy_records_to_table(table, records=rows, columns=TABLES[table].split(", "))
                        rows.clear()
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _write(store: sqlite3.Connection, waiting: dict[str, list[tuple[object, ...]]]) -> None:
    for table, columns in TABLES.items():
        places = ", ".join("?" * (columns.count(",") + 1))
        store.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", waiting[table])
        waiting[table].clear()


def _rows(plan: Plan, vault: Vault, now: int, ids: Iterator[int]) -> Iterator[tuple[str, tuple[object, ...]]]:
    group, people = plan.group_id, plan.people
    channel = plan.channel_id
    settings = ("UTC", "en", "USD", 0, "shared", 1, channel, channel, 0, "09:00", 0, plan.referrals, plan.referrals)
    yield "groups", (group, now, people[0], *settings)
    for n, user in enumerate(people):
        name = plan.names[n] if plan.names else f"Member {n}"
        about = (f"{name} & Co", "Kitchens and baths, renewed", "Families who move into an old house", "", "")
        yield "members", (group, user, name, "active", f"Trade {n}", *about, "en", now - 400 * DAY)
    blob = b"s" * 50
    for n in range(plan.referrals):
        giver, receiver = people[n % len(people)], people[(n + 1 + n // len(people) % (len(people) - 1)) % len(people)]
        at = now - DAY // 2 - (plan.referrals - 1 - n) * 364 * DAY // plan.referrals
        state, number, identifier = STATES[n // len(people) % len(STATES)], n + 1, next(ids)
        texts = (f"Maria Souza {number}", CONTACT, "A new kitchen before Christmas")
        sealed = [blob] * 3
        if plan.readable:
            columns = ("prospect", "contact", "need")
            sealed = [vault.seal("referrals", group, number, *pair) for pair in zip(columns, texts, strict=True)]
        record = ("direct", 3, state, int(state in WAITS), *sealed, at, at)
        yield "referrals", (identifier, group, number, giver, receiver, *record)
        week = (at // DAY + 3) // 7 * 7 - 3
        yield "entries", (group, giver, "referral", 1, receiver, at, week, at, f"R:{identifier}")
        if state == "won":
            yield "referral_moves", (group, identifier, "won", receiver, at, "accepted", "won")
            thanks = ("You saved my week!", 125_000, "USD", "new", at)
            yield "thanks", (group, number, receiver, giver, identifier, *thanks)
            yield "entries", (group, giver, "thanks", 1, receiver, at, week, at, f"T:{identifier}")
