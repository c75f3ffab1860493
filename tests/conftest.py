"""A store for each test that asks for one."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.services import Services
from bot.store.engine.database import Database
from bot.store.engine.postgres import PostgresDatabase
from bot.store.engine.sqlite import SqliteDatabase
from bot.store.engine.vault import KEY_BYTES, Vault
from tests import plans, postgres

NOON = datetime(2026, 11, 18, 15, tzinfo=UTC)
"""A Wednesday, noon in São Paulo."""


class Clock:
    """A time that tests set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts processes of its own, and measures how fast they end, runs one test after the other."""
    for item in items:
        if item.path.parent.name in {"demo", "outside"}:
            item.add_marker(pytest.mark.xdist_group(item.path.parent.name))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault() -> Vault:
    return Vault(b"k" * KEY_BYTES)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_store(postgres_server: str) -> Iterator[str]:
    """A database that this process's tests share, each finding it empty."""
    with ThreadPoolExecutor(1) as beside:  # it is first asked for while a test's loop runs
        made = beside.submit(asyncio.run, postgres.create(postgres_server)).result()
        yield made
        beside.submit(asyncio.run, postgres.drop(postgres_server, made)).result()


@pytest.fixture
async def sqlite(tmp_path: Path, vault: Vault, clock: Clock) -> AsyncIterator[SqliteDatabase]:
    opened = await SqliteDatabase.open(tmp_path / "goodword.db", vault, clock)
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path, vault: Vault, clock: Clock) -> AsyncIterator[Database]:
    """An empty store; a test that asks for it runs on both engines."""
    async with AsyncExitStack() as stack:
        if request.param == "sqlite":
            opened: Database = await SqliteDatabase.open(tmp_path / "goodword.db", vault, clock)
        else:
            address = await stack.enter_async_context(postgres.emptied(request.getfixturevalue("postgres_store")))
            opened = await PostgresDatabase.open(address, vault, clock)
        stack.push_async_callback(opened.close)
        watch = plans.watched(opened)
        yield opened
        assert not await plans.explained(opened, watch)


@pytest.fixture
def services(database: Database) -> Services:
    return Services(database)


async def tables_of(database: Database) -> list[str]:
    """The names of the store's tables, whatever the engine."""
    sqlite = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    postgres = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
    sql = sqlite if isinstance(database, SqliteDatabase) else postgres
    return [row["name"] for row in await database.read(lambda tx: tx.all(sql))]
