"""A store for each test that asks for one."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.services import Services
from bot.store.engine.sqlite import SqliteDatabase
from bot.store.engine.vault import KEY_BYTES, Vault

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


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault() -> Vault:
    return Vault(b"k" * KEY_BYTES)


@pytest.fixture
async def database(tmp_path: Path, vault: Vault, clock: Clock) -> AsyncIterator[SqliteDatabase]:
    opened = await SqliteDatabase.open(tmp_path / "goodword.db", vault, clock)
    yield opened
    await opened.close()


@pytest.fixture
def services(database: SqliteDatabase) -> Services:
    return Services(database)
