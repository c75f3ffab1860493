"""Fixtures of stores: an empty one for each test that asks for one, on SQLite and PostgreSQL."""

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.core.db.database import Database
from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.postgres import PostgresDatabase
from bot.core.db.sqlite import SqliteDatabase
from bot.services import Services
from tests import fuzz, postgres, query_plans, rewriting, temporary
from tests.kept import KeptPools

pytest_plugins = ("tests.people",)
NOON = datetime(2026, 11, 18, 15, tzinfo=UTC)
"""A Wednesday, noon in São Paulo."""
KEY = b"k" * KEY_BYTES

LONG = {
    "test_demo.py",
    "test_operating.py",
    "test_key_rotation.py",
    "test_move.py",
    "test_backup_schedule.py",
    "test_card_limits.py",
    "test_group.py",
}
"""The files with the longest tests."""
GARBAGE = 10_000, 20, 20
"""Thresholds of the garbage collector's generations (default 700, 10, 10): a test's bot is large, and alive whenever it is looked at."""

T = TypeVar("T")

gc.disable()  # until all tests are collected: hardly anything of that is garbage
fuzz.load_profile()
temporary.move_into_memory()
os.environ["GOODWORD_DATABASE__ALLOW_UNMOUNTED"] = "true"  # the tests may run in a container


class Clock:
    """A clock that a test advances. `jump` moves the wall clock only; `pass_by` the monotonic clock too."""

    def __init__(self) -> None:
        self.now = NOON
        self._jumped = timedelta()

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)

    def jump(self, **span: float) -> None:
        """Set the wall clock, by this much."""
        self.now += timedelta(**span)
        self._jumped += timedelta(**span)

    def right(self) -> datetime:
        """The time without the jumps."""
        return self.now - self._jumped

    def monotonic(self) -> float:
        return (self.now - self._jumped - NOON).total_seconds()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cipher() -> Cipher:
    return Cipher(KEY)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as address:
        yield address


@dataclass(frozen=True)
class Stores:
    """The databases of a server: each with the newest schema, bound to the key, without rows."""

    template: str
    """Never connected to, so that CREATE DATABASE can copy it."""
    shared: str
    """Used by one test after another, emptied each time."""
    untouched: str
    """Never written to, so that plans in it don't depend on other tests."""


@pytest.fixture(scope="session")
def postgres_stores(postgres_server: str) -> Iterator[Stores]:
    async def make() -> Stores:
        template = await postgres.create(postgres_server)
        await (await PostgresDatabase.open(template, Cipher(KEY), Clock())).close()
        return Stores(template, *[await postgres.create(postgres_server, template) for _ in range(2)])

    async def drop(made: Stores) -> None:
        for address in astuple(made):
            await postgres.drop(postgres_server, address)

    made = beside(make)
    yield made
    beside(lambda: drop(made))


KEPT = KeptPools()


def pytest_asyncio_loop_factories(item: pytest.Item) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests that ask for a store on both engines share a loop, to which PostgreSQL's connections belong; all others have one of their own."""
    names: list[str] = getattr(item, "fixturenames", [])
    return {"kept": lambda: KEPT.loop} if "database" in names else {"new": asyncio.new_event_loop}


def pytest_unconfigure() -> None:
    KEPT.end()


@pytest.fixture(scope="session")
def kept_pools(postgres_stores: Stores) -> Iterator[KeptPools]:
    yield KEPT
    KEPT.disconnect()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the newest schema, bound to the key, to be copied: migrating one takes twenty times as long."""
    path = tmp_path_factory.mktemp("template") / "goodword.db"

    async def make() -> None:
        await (await SqliteDatabase.open(path, Cipher(KEY), Clock())).close()

    beside(make)
    assert [each.name for each in path.parent.iterdir()] == [path.name], "all of it is in the one file"
    return path


def beside(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine in another thread: a fixture of the session is first requested while a test's event loop runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


@pytest.fixture
def has_people(request: pytest.FixtureRequest, clock: Clock) -> bool:
    """Whether the test finds the group of `people` in `database`, where it is copied: it was set up at NOON."""
    return {"people", "database"} <= set(request.fixturenames) and clock.now == NOON


@pytest.fixture
def sqlite_file(request: pytest.FixtureRequest, tmp_path: Path, has_people: bool) -> Path:
    """The path of a store, empty but for `people`."""
    template: Path = request.getfixturevalue("people_in_file" if has_people else "sqlite_template")
    return Path(shutil.copy(template, tmp_path / "goodword.db"))


@pytest.fixture
async def sqlite(sqlite_file: Path, cipher: Cipher, clock: Clock) -> AsyncIterator[SqliteDatabase]:
    opened = await SqliteDatabase.open(sqlite_file, cipher, clock)
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, cipher: Cipher, clock: Clock, has_people: bool) -> AsyncIterator[Database]:
    """An open store, empty but for `people`; a test that asks for it runs on both engines, and its statements' plans are checked at its end."""
    if request.param == "sqlite":
        opened: Database = await SqliteDatabase.open(request.getfixturevalue("sqlite_file"), cipher, clock)
    else:
        pools: KeptPools = request.getfixturevalue("kept_pools")
        address: str = request.getfixturevalue("people_in_postgres" if has_people else "postgres_stores").shared
        opened = PostgresDatabase(await pools.of(await postgres.emptied(address, refilled=has_people)), cipher, clock)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(opened.close)
        watch = query_plans.watched(opened)
        yield opened
        if watch.is_to_be_explained:
            planner = await stack.enter_async_context(planner_for(opened, request))
            assert not await query_plans.explained(planner, watch)


@asynccontextmanager
async def planner_for(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """The database in which the statements on `database` are explained."""
    if isinstance(database, SqliteDatabase):
        yield database  # SQLite's plans depend on its data by ANALYZE's statistics only, and there are none
        return
    stores: Stores = request.getfixturevalue("postgres_stores")
    pools: KeptPools = request.getfixturevalue("kept_pools")
    planner = PostgresDatabase(await pools.of(stores.untouched), Cipher(KEY), Clock())
    try:
        yield planner
    finally:
        await planner.close()


@pytest.fixture
async def planner(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    async with planner_for(database, request) as found:
        yield found


@pytest.fixture
def services(database: Database) -> Services:
    return Services(database)


async def tables_of(database: Database) -> list[str]:
    """The names of the store's tables, on either engine."""
    sqlite = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    postgres = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
    sql = sqlite if isinstance(database, SqliteDatabase) else postgres
    names = [row["name"] for row in await database.read(lambda tx: tx.all(sql))]
    assert {"groups", "referrals", "outbox"} <= set(names)
    return names


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    rewriting.fill_cache(session.config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin the share of each process, an equal slice of the list, with some of the longest tests.

    While one that begins as the last of all runs, the other processes have nothing to do.
    """
    count = getattr(config, "workerinput", {}).get("workercount", 1)
    long = [item for item in items if item.path.name in LONG]
    rest = [item for item in items if item.path.name not in LONG]
    ordered: list[pytest.Item] = []
    for number in range(count):
        ordered += long[number::count]
        share = (len(items) * (number + 1)) // count - len(ordered)
        ordered += rest[: max(share, 0)]
        del rest[: max(share, 0)]
    items[:] = ordered


def pytest_collection_finish() -> None:
    """Let collections of garbage be rarer, and leave out what lives as long as the process: modules and tests."""
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many cells of the table of who may do what were tried."""
    passed = terminalreporter.stats.get("passed", [])
    cells = [value for report in passed for name, value in report.user_properties if name == "authorisation cells"]
    if cells:
        terminalreporter.write_line(f"{sum(cells)} cells of who may do what were tried.")
