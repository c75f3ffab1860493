"""What a running bot does not load: memory that is used rarely, or by another process, is not the bot's."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.outside.sample_guild import SampleGuild

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.standin import Standin

ROOT = Path(__file__).parents[2]
RARELY = {
    "pictures": ["PIL"],
    "pages": ["jinja2", "markupsafe"],
    "spreadsheets": ["openpyxl", "python_calamine", "zipfile", "xml.etree.ElementTree"],
    "encrypted backups": ["pyrage"],
    "health.port": ["aiohttp.web"],
    "PostgreSQL": ["asyncpg"],
    "metrics.enabled and sentry.dsn": ["prometheus_client", "sentry_sdk"],
    "another language": ["babel"],
    "contacts": ["phonenumbers"],
    "calendar files": ["icalendar", "dateutil"],
    "what was mistyped": ["difflib", "rapidfuzz"],
    "lists that tools write": ["iso4217", "confusable_homoglyphs"],
    "commands of the operator": [
        "bot.doctor",
        "bot.demo",
        "bot.drill",
        "bot.key_rotation",
        "bot.move",
        "bot.operations",
        "simcord",
    ],
}
"""Modules by what they are needed for."""
START = """
import discord, os, runpy, sys, yarl
discord.http.Route.BASE = os.environ["STANDIN_API"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["STANDIN_GATEWAY"])
sys.argv = ["bot", "run"]
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""


async def test_it_loads_nothing_that_it_needs_rarely(standin: Standin, tmp_path: Path) -> None:
    environment = {
        "STANDIN_API": standin.url,
        "STANDIN_GATEWAY": standin.gateway_url,
        "GOODWORD_TOKEN": standin.token,
        "GOODWORD_DATABASE__URL": f"sqlite:///{tmp_path / 'goodword.db'}",
        "GOODWORD_DATABASE__ALLOW_UNMOUNTED": "true",
    }
    sample = SampleGuild(standin)

    async def gave() -> None:
        await sample.set_up()
        await sample.refer()

    async def looked() -> None:
        await standin.connected(2)
        assert "Ana" in (await standin.slash(sample.ana, "leaderboard")).text

    first, second = await _loaded_by_a_run(environment, gave), await _loaded_by_a_run(environment, looked)
    # The first start registers the commands with their translations, and a referral has a contact: it is seen what is loaded.
    assert {"babel", "phonenumbers"} <= first
    assert {"bot.app", "cogs.members.commands", "cogs._ui.drawing"} <= second
    assert {need: names for need, rarely in RARELY.items() if (names := second.intersection(rarely))} == {}


async def _loaded_by_a_run(environment: dict[str, str], used: Callable[[], Awaitable[None]]) -> set[str]:
    """The modules of a bot that runs until it was used. With -X importtime Python writes them to standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-X", "importtime", "-c", START, cwd=ROOT, env=os.environ | environment, stderr=asyncio.subprocess.PIPE
    )
    reading = asyncio.create_task(process.communicate())
    try:
        await used()
    finally:
        process.terminate()
        said = (await reading)[1].decode()
    return {line.rpartition("|")[2].strip() for line in said.splitlines() if line.startswith("import time:")}
