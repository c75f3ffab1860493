"""Checks of the machine and of what is installed on it."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
import sys
import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING

import discord
import tzdata

import bot
from bot import releases, smart
from bot.core.db import sqlite_logs
from bot.doctor.findings import Finding, Health
from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.settings import Settings

LITTLE_SPACE = 200 * 1024 * 1024
"""Bytes of free space below which the disk is reported."""
SAFE_SQLITE = (3, 51, 3)
"""The first version without the WAL-reset bug, by which two connections that write at once could damage the file
(https://sqlite.org/wal.html#walresetbug). Goodword writes by one connection.
"""
ZONE = "America/Sao_Paulo"
_ZONE_VERSION = re.compile(r"\b[12]\d{3}[a-z]+\b", re.ASCII)
OTHERS = stat.S_IRWXG | stat.S_IRWXO
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def check(chosen: Settings, environ: Mapping[str, str]) -> list[Finding]:
    """Every check of the machine. Raises nothing: what can't be looked at is reported."""
    found = [_python(), version(releases.newest_known(environ)), zones(zoneinfo.TZPATH), _sqlite(), _modes(chosen)]
    return [*found, _smart(chosen)] if chosen.smart.enabled else found


def _smart(chosen: Settings) -> Finding:
    try:
        smart.check(chosen)
    except ConfigurationError as problem:
        return Finding("smart", Health.BAD, str(problem), cure="make .venv/.smart, or set smart.enabled to false.")
    return Finding("smart", Health.GOOD, "the package that matches by meaning is installed")


def _python() -> Finding:
    return Finding("python", Health.GOOD, f"{sys.version.split()[0]}, discord.py {discord.__version__}")


def version(newest: str | None, running: str = bot.__version__) -> Finding:
    """Compare with the newest release that the checkout knows: a machine that runs the bot tells nobody of itself unasked."""
    if newest is None:
        return Finding("version", Health.GOOD, f"{running}; this copy knows of no release, “version --check” asks for one")
    if releases.is_newer(newest, running):
        said = f"{running}, and {newest} is released"
        return Finding("version", Health.NOTE, said, cure="Read CHANGELOG.md, then docs/operating.md, “Upgrade”.")
    return Finding("version", Health.GOOD, f"{running}, the newest release that this checkout knows; “version --check” asks anew")


def zones(folders: Sequence[str]) -> Finding:
    """Where zone data is read from, as `zoneinfo` looks for it: the first folder that has a zone, else the package tzdata."""
    try:
        zoneinfo.ZoneInfo(ZONE)
    except zoneinfo.ZoneInfoNotFoundError:
        return Finding(
            "zones",
            Health.BAD,
            "no time zones are installed",
            cure="Install the package tzdata again: python -m pip install tzdata",
        )
    folder = next((Path(each) for each in folders if Path(each, ZONE).is_file()), None)
    if folder is None:
        return Finding("zones", Health.GOOD, f"IANA {tzdata.IANA_VERSION}, of Python's package tzdata")
    found = _zone_version(folder)
    if found is None:
        return Finding("zones", Health.GOOD, f"of the system, in {folder}, which does not say its version")
    if found < tzdata.IANA_VERSION:  # a year and a letter, such as 2026a
        said = f"IANA {found}, of the system, in {folder}; Python's package has {tzdata.IANA_VERSION}"
        cure = "Update the system's package tzdata, or set PYTHONTZPATH to nothing, so that Python's package is used."
        return Finding("zones", Health.NOTE, said, cure=cure)
    return Finding("zones", Health.GOOD, f"IANA {found}, of the system, in {folder}")


def _zone_version(folder: Path) -> str | None:
    """By the first line of tzdata.zi, “# version 2026a”, or a file +VERSION (macOS, BSD); None where neither is there."""
    for name in ("tzdata.zi", "+VERSION"):
        try:
            with (folder / name).open(encoding="ascii", errors="replace") as file:
                first = file.readline()
        except OSError:
            continue
        if match := _ZONE_VERSION.search(first):
            return match[0]
    return None


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
        paths += [(each, OTHERS) for each in (store, *sqlite_logs.beside(store))]
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
