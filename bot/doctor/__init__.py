"""The checks of `doctor`, in the order of a start: settings, Discord, the machine, the store, what waits in it. Nothing is created, changed or sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import features as _features  # noqa: F401 - declares them
from bot import settings
from bot.doctor import machine, portal, start, store
from bot.doctor.findings import Finding, Health, as_json, as_text
from bot.settings import ConfigurationError, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["Finding", "Health", "as_json", "as_text", "examine"]


async def examine(
    config: Path | None, environ: Mapping[str, str], *, online: bool = False, say: Callable[[str], None] = lambda _: None
) -> list[Finding]:
    """Run all checks. `online`: ask Discord as well; `say` is told how far that is."""
    try:
        chosen = settings.load(config, environ)
    except ConfigurationError as problem:
        return [
            Finding(
                "settings", Health.BAD, str(problem), cure="Mend the setting that is named; config.example.toml explains each."
            )
        ]
    found = [Finding("settings", Health.GOOD, "all keys are known"), _token(chosen)]
    async with store.opened(chosen) as (database, of_store):
        found += await portal.check(chosen, database, online=online, say=say)
        found += machine.check(chosen, environ)
        found += of_store
        found += await start.check(chosen, environ, {each.said for each in found})
        if database is not None:
            found += await store.waiting(database, chosen)
    return found


def _token(chosen: Settings) -> Finding:
    try:
        chosen.bot_token()
    except ConfigurationError as problem:
        return Finding(
            "token", Health.BAD, str(problem), cure="Set GOODWORD_TOKEN, or GOODWORD_TOKEN_FILE to a file that holds it."
        )
    return Finding("token", Health.GOOD, "is set and has the shape of one")
