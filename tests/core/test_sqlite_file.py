"""A file that takes long to check does not keep the bot from starting; what is found later is said all the same."""

import asyncio
import logging
import threading
from pathlib import Path

import pytest

from bot.core.db import sqlite_file
from bot.core.db.errors import StoreError
from bot.core.db.sqlite import SqliteDatabase
from tests.patience import PATIENCE


@pytest.fixture
async def damaged(sqlite: SqliteDatabase) -> Path:
    """A closed store of which one page is not what it was."""
    await sqlite.close()
    data = bytearray(sqlite.path.read_bytes())
    data[4096 * 3 : 4096 * 3 + 64] = b"\xff" * 64
    sqlite.path.write_bytes(data)
    return sqlite.path


async def test_a_check_that_takes_long_goes_on_beside_the_bot(
    damaged: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said, go_on, check = asyncio.Event(), threading.Event(), sqlite_file.refuse_damaged

    def held(path: Path) -> None:
        go_on.wait()
        check(path)

    monkeypatch.setattr(sqlite_file, "refuse_damaged", held)
    monkeypatch.setattr(logging.getLogger("bot.core.db.sqlite_file"), "filters", [lambda record: said.set() or True])
    monkeypatch.setattr(sqlite_file, "CHECK_SECONDS", 0)
    await sqlite_file.checked(damaged)
    assert "the check of its pages goes on while the bot works" in caplog.text
    said.clear()
    go_on.set()
    await asyncio.wait_for(said.wait(), PATIENCE)
    assert caplog.records[-1].levelname == "ERROR"
    assert f"{damaged} is damaged (" in caplog.records[-1].message


async def test_what_is_not_there_or_empty_is_not_damaged(tmp_path: Path, damaged: Path) -> None:
    await sqlite_file.checked(tmp_path / "none.db")
    (tmp_path / "empty.db").touch()
    await sqlite_file.checked(tmp_path / "empty.db")
    with pytest.raises(StoreError, match="is damaged"):
        await sqlite_file.checked(damaged)
