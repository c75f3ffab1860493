"""Fills an empty store with groups, members and a year of referrals, by SQL.

The database generates the rows itself, by the same statements on both engines, in the order of their times: the rows of one group
are spread over the table, as after a year. Indexes are created afterwards, which takes a fraction of the time.
"""

from __future__ import annotations

import base64
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import asyncpg
import discord

from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.postgres import PostgresDatabase
from bot.core.db.sqlite import SqliteDatabase
from bot.core.text import stored_sort_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = b"k" * KEY_BYTES
KEY_TEXT = base64.b64encode(KEY).decode()
DAY = 86_400_000_000
STATES = ("open", "accepted", "declined", "won", "won", "won", "won", "contacted", "won", "no_fit")
WAITS = {"open", "accepted", "contacted"}
CONTACT = "maria@example.org"
MEETINGS = 3
"""That are planned in each group."""
PROFILE = ("business", "offer", "ideal_referral", "contact", "links")

TABLES = {
    "groups": "group_id, set_up_at, set_up_by, time_zone, language, currency, week_starts, seats, amounts, referrals_channel_id,"
    " digest_channel_id, digest_day, digest_time, digest_on, last_referral, last_thanks, last_meeting",
    "members": "group_id, user_id, name, status, seat, business, offer, ideal_referral, contact, links, language, joined_at,"
    " name_key",
    "seed_plan": "group_id, people, referrals",
    "seed_person": "group_id, place, user_id",
    "seed_state": "place, state, waits",
    "seed_number": "n",
    "seed_sealed": "group_id, n, prospect, contact, need",
}
"""Tables that are written row by row, with their columns; the last five are temporary."""
ASIDE = (
    "CREATE TEMP TABLE seed_plan (group_id BIGINT PRIMARY KEY, people BIGINT, referrals BIGINT)",
    "CREATE TEMP TABLE seed_person (group_id BIGINT, place BIGINT, user_id BIGINT, PRIMARY KEY (group_id, place))",
    "CREATE TEMP TABLE seed_state (place BIGINT PRIMARY KEY, state TEXT, waits BIGINT)",
    "CREATE TEMP TABLE seed_number (n BIGINT PRIMARY KEY)",
    (
        "CREATE TEMP TABLE seed_sealed (group_id BIGINT, n BIGINT, prospect {blob}, contact {blob}, need {blob},"
        " PRIMARY KEY (group_id, n))"
    ),
)
FILLED = ("referrals", "referral_moves", "thanks", "entries")
_WEEK = f"(given_at / {DAY} + 3) / 7 * 7 - 3"
FILL = (
    """
    INSERT INTO referrals (group_id, number, giver_id, receiver_id, kind, warmth, state, waits, prospect, contact, need,
     given_at, changed_at)
    SELECT p.group_id, i.n + 1, g.user_id, r.user_id, 'direct', 3, s.state, s.waits,
     COALESCE(x.prospect, {blob}), COALESCE(x.contact, {blob}), COALESCE(x.need, {blob}), {at}, {at}
    FROM seed_plan AS p JOIN seed_number AS i ON i.n < p.referrals
    JOIN seed_person AS g ON g.group_id = p.group_id AND g.place = i.n % p.people
    JOIN seed_person AS r ON r.group_id = p.group_id AND r.place = (i.n + 1 + i.n / p.people % (p.people - 1)) % p.people
    JOIN seed_state AS s ON s.place = i.n / p.people % {states}
    LEFT JOIN seed_sealed AS x ON x.group_id = p.group_id AND x.n = i.n
    ORDER BY {at}
    """,
    f"""
    INSERT INTO entries (group_id, member_id, kind, sign, counterpart_id, at, week, recorded_at, source)
    SELECT group_id, giver_id, 'referral', 1, receiver_id, given_at, {_WEEK}, given_at, 'R:' || id FROM referrals ORDER BY id
    """,
    """
    INSERT INTO referral_moves (group_id, referral_id, verb, actor_id, at, before, after)
    SELECT group_id, id, 'won', receiver_id, given_at, 'accepted', 'won' FROM referrals WHERE state = 'won' ORDER BY id
    """,
    """
    INSERT INTO thanks (group_id, number, author_id, thanked_id, referral_id, message, amount_minor, currency, business, at)
    SELECT group_id, number, receiver_id, giver_id, id, 'You saved my week!', 125000, 'USD', 'new', given_at
    FROM referrals WHERE state = 'won' ORDER BY id
    """,
    f"""
    INSERT INTO entries (group_id, member_id, kind, sign, counterpart_id, at, week, recorded_at, source)
    SELECT group_id, giver_id, 'thanks', 1, receiver_id, given_at, {_WEEK}, given_at, 'T:' || id
    FROM referrals WHERE state = 'won' ORDER BY id
    """,
    """
    INSERT INTO meeting_series (group_id, weekday, clock, every, first_day, minutes, place)
    SELECT group_id, 1, '07:30', 'week', '2026-01-06', 90, 'Café Central' FROM seed_plan ORDER BY group_id
    """,
    """
    INSERT INTO meetings (group_id, number, series_id, day, starts_at, minutes, place, state, posted_at)
    SELECT s.group_id, i.n + 1, s.id, '2027-01-1' || i.n, {soon} + i.n * {week}, 90, s.place, 'planned', {soon}
    FROM meeting_series AS s JOIN seed_number AS i ON i.n < {meetings} ORDER BY s.id, i.n
    """,
    """
    INSERT INTO presences (group_id, meeting_id, user_id, answer, answered_at)
    SELECT m.group_id, m.id, p.user_id, 'coming', {soon} FROM meetings AS m
    JOIN seed_person AS p ON p.group_id = m.group_id AND p.place < 24 WHERE m.number = 1
    """,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A group, its people, and the number of referrals in the last year; only those of a `readable` group can be decrypted."""

    group_id: int
    people: tuple[int, ...]
    referrals: int
    readable: bool = False
    names: tuple[str, ...] = ()
    channel_id: int | None = None
    sealed: bool = False
    """Whether profiles are encrypted, as those that members write are."""


async def seed(path: Path, plans: list[Plan]) -> None:
    """Create the store at `path` as the bot does, and fill it."""
    await (await SqliteDatabase.open(path, Cipher(KEY), discord.utils.utcnow)).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        for pragma in ("synchronous = OFF", "cache_size = -400000", "temp_store = FILE"):
            store.execute(f"PRAGMA {pragma}")
        store.execute("BEGIN")
        for made in ASIDE:
            store.execute(made.format(blob="BLOB"))
        for table, rows in _rows(plans):
            columns = TABLES[table]
            store.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * (columns.count(',') + 1))})", rows)
        named = f"tbl_name IN ({', '.join('?' * len(FILLED))})"
        indexes = store.execute(f"SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND {named}", FILLED).fetchall()
        for name, _ in indexes:
            store.execute(f"DROP INDEX {name}")
        for statement in _fill(f"x'{'73' * 50}'"):
            store.execute(statement)
        for _, made in indexes:
            store.execute(made)
        store.execute("COMMIT")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def seed_postgres(url: str, plans: list[Plan]) -> None:
    """Create and fill the store in an empty PostgreSQL database."""
    await (await PostgresDatabase.open(url, Cipher(KEY), discord.utils.utcnow)).close()
    connection: Any = await asyncpg.connect(url)
    try:
        for setting in ("session_replication_role = replica", "work_mem = '256MB'", "maintenance_work_mem = '512MB'"):
            await connection.execute(f"SET {setting}")
        async with connection.transaction():
            for made in ASIDE:
                await connection.execute(made.format(blob="BYTEA"))
            for table, rows in _rows(plans):
                await connection.copy_records_to_table(table, records=rows, columns=TABLES[table].split(", "))
                await connection.execute(f"ANALYZE {table}")
            indexes = await connection.fetch(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1) AND NOT indexname LIKE '%_pkey'", FILLED
            )
            for index in indexes:
                await connection.execute(f"DROP INDEX {index['indexname']}")
            for statement in _fill(f"'\\x{'73' * 50}'::bytea"):
                await connection.execute(statement)
            for index in indexes:
                await connection.execute(index["indexdef"])
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _fill(blob: str) -> Iterator[str]:
    """The statements of FILL; the literal `blob` takes the place of encrypted texts in groups that are not readable."""
    latest = time.time_ns() // 1000 - DAY // 2
    at = f"{latest} - (p.referrals - 1 - i.n) * ({364 * DAY} / p.referrals)"
    soon = latest + 3 * DAY
    return (
        statement.format(blob=blob, at=at, states=len(STATES), soon=soon, week=7 * DAY, meetings=MEETINGS) for statement in FILL
    )


def _rows(plans: list[Plan]) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    now = time.time_ns() // 1000
    yield "groups", [_group(plan, now) for plan in plans]
    yield "members", [member for plan in plans for member in _members(plan, now)]
    yield "seed_plan", [(plan.group_id, len(plan.people), plan.referrals) for plan in plans]
    yield "seed_person", [(plan.group_id, place, user) for plan in plans for place, user in enumerate(plan.people)]
    yield "seed_state", [(place, state, int(state in WAITS)) for place, state in enumerate(STATES)]
    yield "seed_number", [(n,) for n in range(max(plan.referrals for plan in plans))]
    yield "seed_sealed", [sealed for plan in plans if plan.readable for sealed in _sealed(plan)]


def _group(plan: Plan, now: int) -> tuple[object, ...]:
    channel = plan.channel_id
    settings = ("UTC", "en", "USD", 0, "shared", 1, channel, channel, 0, "09:00", 0, plan.referrals, plan.referrals, MEETINGS)
    return (plan.group_id, now, plan.people[0], *settings)


def _members(plan: Plan, now: int) -> Iterator[tuple[object, ...]]:
    cipher = Cipher(KEY)
    for n, user in enumerate(plan.people):
        name = plan.names[n] if plan.names else f"Member {n}"
        about = [f"{name} & Co", "Kitchens and baths, renewed", "Families who move into an old house", "", ""]
        if plan.sealed:
            about = [cipher.seal_text("members", plan.group_id, user, *each) for each in zip(PROFILE, about, strict=True)]
        yield (plan.group_id, user, name, "active", f"Trade {n}", *about, "en", now - 400 * DAY, stored_sort_key(name))


def _sealed(plan: Plan) -> Iterator[tuple[object, ...]]:
    cipher = Cipher(KEY)
    for n in range(plan.referrals):
        texts = {"prospect": f"Maria Souza {n + 1}", "contact": CONTACT, "need": "A new kitchen before Christmas"}
        yield (plan.group_id, n, *(cipher.seal("referrals", plan.group_id, n + 1, *pair) for pair in texts.items()))
