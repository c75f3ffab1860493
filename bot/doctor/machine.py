"""Checks of the machine and of what is installed on it."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
import zoneinfo
from typing import TYPE_CHECKING

import discord
import tzdata

import bot
from bot.doctor.findings import Finding, Health
from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.settings import Settings

LITTLE_SPACE = 200 * 1024 * 1024
"""Bytes of free space below which the disk is reported."""
SAFE_SQLITE = (3, 51, 3)
"""The first version without the WAL-reset bug, by which two connections that write at once could damage the file
(https://sqlite.org/wal.html#walresetbug). Goodword writes by one connection.
"""
OTHERS = stat.S_IRWXG | stat.S_IRWXO
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def check(chosen: Settings) -> list[Finding]:
    """Every check of the machine. Raises nothing: what can't be looked at is reported."""
    return [_python(), _version(), _zones(), _sqlite(), _modes(chosen)]


def _python() -> Finding:
    return Finding("python", Health.GOOD, f"{sys.version.split()[0]}, discord.py {discord.__version__}")


def _version() -> Finding:
    """Whether there is a newer one is not asked: a machine that runs the bot tells nobody of itself unasked."""
    return Finding("version", Health.GOOD, f"{bot.__version__}; whether there is a newer one is not asked")


def _zones() -> Finding:
    where = "tzdata of Python" if not zoneinfo.TZPATH else f"{zoneinfo.TZPATH[0]}, else tzdata of Python"
    try:
        zoneinfo.ZoneInfo("America/Sao_Paulo")
    except zoneinfo.ZoneInfoNotFoundError:
        return Finding(
            "zones",
            Health.BAD,
            "no time zones are installed",
            cure="Install the package tzdata again: python -m pip install tzdata",
        )
    return Finding("zones", Health.GOOD, f"IANA {tzdata.IANA_VERSION} ({where})")


def _sqlite() -> Finding:
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        return Finding(
            "sqlite",
            Health.NOTE,
            f"{sqlite3.sqlite_version}: before 3.51.3 other programs must not write to the store while Goodword runs",
            cure="Let no other program write to the store, or use a Python with a newer SQLite.",
        )
    return Finding("sqlite", Health.GOOD, sqlite3.sqlite_version)


def _modes(chosen: Settings) -> Finding:
    """Whether others on this machine may read the token, the key or the data, or may replace them."""
    try:
        wide = [f"{path} ({mode:04o})" for path, mode, forbidden in _files(chosen) if mode & forbidden]
    except (ConfigurationError, OSError):
        return Finding("modes", Health.SKIPPED, "not looked at: where the store is can't be read")
    if wide:
        names = " ".join(each.rpartition(" ")[0] for each in wide)
        return Finding(
            "modes", Health.NOTE, f"other users of this machine may read or change {', '.join(wide)}", cure=f"chmod go= {names}"
        )
    return Finding("modes", Health.GOOD, "token, key and data are for this user alone, as far as they are files")


def _files(chosen: Settings) -> Iterator[tuple[Path, int, int]]:
    """Each file or folder that is there, its mode, and the bits that it should not have."""
    store = chosen.database.sqlite_path()
    paths = [(chosen.token_file, OTHERS), (chosen.key().file, OTHERS)]
    if store is not None:
        paths += [(store.with_name(store.name + end), OTHERS) for end in ("", "-wal", "-shm")]
        paths.append((store.absolute().parent, OTHERS_WRITE))
    for path, forbidden in paths:
        if path is not None and path.exists():
            mode = stat.S_IMODE(path.stat().st_mode)
            # Others may write into a folder with the sticky bit, such as /tmp, but not replace files there.
            yield path, mode, 0 if mode & stat.S_ISVTX else forbidden


def space(path: Path) -> Finding:
    """The free space of the disk that holds `path`."""
    folder = nearest(path)
    free = shutil.disk_usage(folder).free
    said = f"{free // 1024 // 1024} MiB free under {folder}"
    if free > LITTLE_SPACE:
        return Finding("disk", Health.GOOD, said)
    return Finding(
        "disk",
        Health.BAD,
        said,
        cure="Make room on that disk, or move the store to another one; until then nothing may be saved.",
    )


def nearest(path: Path) -> Path:
    """The nearest parent folder that exists."""
    return next(folder for folder in path.absolute().parents if folder.exists())
