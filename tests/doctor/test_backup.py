"""What `doctor` says of the scheduled backups, on both engines."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.core.db import backup_state
from bot.doctor import backup
from bot.doctor.findings import Health
from bot.setting_sections import BackupSettings

if TYPE_CHECKING:
    from bot.core.db.database import Database
    from tests.conftest import Clock

ON = BackupSettings(folder=Path("backups"), every=timedelta(hours=6))


async def _look(database: Database, clock: Clock, chosen: BackupSettings = ON) -> tuple[Health, str]:
    found = backup.check(await database.read(backup_state.last_backup), chosen, clock.now)
    assert bool(found.cure) is (found.state is not Health.GOOD)
    return found.state, found.said


async def test_before_the_first_backup(database: Database, clock: Clock) -> None:
    assert await _look(database, clock) == (Health.NOTE, "none was made by schedule so far")
    state, said = await _look(database, clock, BackupSettings())
    assert state is Health.NOTE
    assert said.startswith("no folder is set")


@pytest.mark.parametrize(("hours", "state"), [(0, Health.GOOD), (12, Health.GOOD), (13, Health.BAD)])
async def test_one_is_too_old_after_two_intervals(database: Database, clock: Clock, hours: int, state: Health) -> None:
    await database.write(lambda tx: backup_state.succeeded(tx, tx.now, "a.db", 1))
    clock.pass_by(hours=hours)
    assert (await _look(database, clock))[0] is state
    assert (await _look(database, clock, BackupSettings(folder=Path("backups"))))[0] is Health.GOOD  # every day


async def test_one_from_the_future_is_no_good_one(database: Database, clock: Clock) -> None:
    await database.write(lambda tx: backup_state.succeeded(tx, tx.now, "a.db", 1))
    clock.pass_by(days=-3)
    state, said = await _look(database, clock)
    assert (state, "by a clock that was set back since" in said) == (Health.NOTE, True)


async def test_a_failure_is_told_until_the_next_good_one(database: Database, clock: Clock) -> None:
    await database.write(lambda tx: backup_state.succeeded(tx, tx.now, "a.db", 1))
    await database.write(lambda tx: backup_state.failed(tx, "the folder is full"))
    state, said = await _look(database, clock)
    assert state is Health.BAD
    assert f"they fail since {clock.now:%Y-%m-%d %H:%M} UTC (the folder is full)" in said
    assert "the last good one is of" in said
    await database.write(lambda tx: backup_state.succeeded(tx, tx.now, "b.db", 1))
    assert (await _look(database, clock))[0] is Health.GOOD


async def test_a_failure_before_the_first_good_one_is_told(database: Database, clock: Clock) -> None:
    await database.write(lambda tx: backup_state.failed(tx, "the folder is gone"))
    state, said = await _look(database, clock)
    assert (state, "the folder is gone" in said, "none was made" in said) == (Health.BAD, True, True)
