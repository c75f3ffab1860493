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
    reasons: list[str] = []
    for look in (container.check, _packages, _writable):
        try:
            look(chosen, environ)
        except ConfigurationError as problem:
            reasons.append(str(problem))
    try:
        await backup_schedule.planned(chosen)
    except (ConfigurationError, StoreError, OSError) as problem:
        reasons.append(str(problem))
    return [Finding(WHAT, Health.BAD, reason, cure=CURE) for reason in reasons if reason not in known]


def _packages(chosen: Settings, _: Mapping[str, str]) -> None:
    """Raise ConfigurationError where a package is missing, or a setting of its own is wrong."""
    metrics.check(chosen)
    sentry.check(chosen.sentry.dsn)


def _writable(chosen: Settings, _: Mapping[str, str]) -> None:
    """Raise ConfigurationError where this user may not write to a SQLite store that is there, to its folder or its lock."""
    try:
        store = chosen.database.sqlite_path()
        if store is None or not store.exists():
            return
        closed = [each for each in _written(store) if each.exists() and not os.access(each, os.R_OK | os.W_OK)]
    except (ConfigurationError, OSError):
        return  # said by the check of the store
    if closed:
        raise ConfigurationError(
            f"database.url: this user may not write to {' '.join(map(str, closed))}. Run this as the bot's user, or give the files to it."
        )


def _written(store: Path) -> list[Path]:
    return [store, store.absolute().parent, store.with_name(f"{store.name}.lock")]
