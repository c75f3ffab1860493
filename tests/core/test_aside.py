"""Readable copies of a store are for their process alone: what a killed one left is deleted, what a living one uses is not."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot import backup_schedule
from bot.core.db import aside
from tests.patience import PATIENCE

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
HOLDS = """
import sys, time
from pathlib import Path
from bot.core.db import aside
with aside.folder(Path(sys.argv[1])) as made:
    (made / "copy").write_bytes(b"canary")
    print("holds", flush=True)
    time.sleep(600)
"""


async def _holding(parent: Path) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDS, str(parent), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), PATIENCE) == b"holds\n"
    return process


async def test_what_a_killed_process_left_is_deleted_and_what_is_in_use_is_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = f"sqlite:///{tmp_path / 'goodword.db'}"
    process = await _holding(tmp_path)
    await backup_schedule.clear_leftovers(store)
    assert [path.read_bytes() for path in tmp_path.rglob("copy")] == [b"canary"], "its process lives"
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert [*tmp_path.rglob("copy")], "nobody deleted it"
    with caplog.at_level(logging.WARNING):
        await backup_schedule.clear_leftovers(store)
    assert [*tmp_path.iterdir()] == []
    assert "Deleted 1 copies, not encrypted" in caplog.text


def test_a_folder_of_an_earlier_version_is_deleted_and_others_are_left(tmp_path: Path) -> None:
    for name in (".goodword-backup-abc", "goodword-backups", "goodword.db"):
        (tmp_path / name).mkdir()
    (tmp_path / ".goodword-aside-link").symlink_to(tmp_path / "goodword.db")
    assert aside.clear(tmp_path) == 0, "a process of that version may be at work"
    os.utime(tmp_path / ".goodword-backup-abc", (0, 0))
    assert aside.clear(tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [".goodword-aside-link", "goodword-backups", "goodword.db"]


def test_a_folder_is_private_and_gone_at_the_end(tmp_path: Path) -> None:
    with aside.folder(tmp_path) as made:
        assert made.stat().st_mode & 0o777 == 0o700
        assert made.name.startswith(aside.PREFIX)
        assert aside.clear(tmp_path) == 0
    assert [*tmp_path.iterdir()] == []
