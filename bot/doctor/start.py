"""Checks of what else a start refuses: a store that would be lost or can't be written, packages that are missing, backups that can't be made."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot import backup_schedule, container
from bot.core.db.errors import StoreError
from bot.doctor.findings import Finding, Health
from bot.health import metrics, sentry
from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.settings import Settings

WHAT = "start"
CURE = "Change what is named; until then the bot does not start."


async def check(chosen: Settings, environ: Mapping[str, str], known: set[str]) -> list[Finding]:
    """One finding for each reason not to start whose sentence is not among the `known` ones; none where nothing is in the way."""
    reasons = [reason for look in (_container, _packages, _writable) if (reason := look(chosen, environ)) is not None]
    try:
        await backup_schedule.planned(chosen)
    except (ConfigurationError, StoreError, OSError) as problem:
        reasons.append(str(problem))
    return [Finding(WHAT, Health.BAD, reason, cure=CURE) for reason in reasons if reason not in known]


def _container(chosen: Settings, environ: Mapping[str, str]) -> str | None:
    try:
        container.check(chosen, environ)
    except ConfigurationError as problem:
        return str(problem)
    return None


def _packages(chosen: Settings, _: Mapping[str, str]) -> str | None:
    try:
        metrics.check(chosen)
        sentry.check(chosen.sentry.dsn)
    except ConfigurationError as problem:
        return str(problem)
    return None


def _writable(chosen: Settings, _: Mapping[str, str]) -> str | None:
    """Whether a SQLite store that is there can be written by this user, its folder and its lock too."""
    try:
        store = chosen.database.sqlite_path()
        if store is None or not store.exists():
            return None
        closed = [each for each in _written(store) if each.exists() and not os.access(each, os.R_OK | os.W_OK)]
    except (ConfigurationError, OSError):
        return None  # said by the check of the store
    if not closed:
        return None
    return f"database.url: this user may not write to {' '.join(map(str, closed))}. Run this as the bot's user, or give the files to it."


def _written(store: Path) -> list[Path]:
    return [store, store.absolute().parent, store.with_name(f"{store.name}.lock")]
