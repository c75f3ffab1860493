"""The command line, and the one place where everything is put together.

Exit codes: 0 stopped, 1 crashed (start me again), 75 already running (start me later), 78 configuration wrong (don't).
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

import bot
from bot import settings
from bot.settings import ConfigurationError, Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from bot.app import Goodword
    from bot.store.engine.lock import Lost

CRASHED, BUSY, MISCONFIGURED = 1, 75, 78
PERMISSIONS = 274878024704
"""View Channel, Send Messages (also in threads), Embed Links, Attach Files, Read Message History."""
MANAGE_ROLES = 1 << 28
TALKATIVE = ("discord.gateway", "discord.http", "discord.webhook.async_")
"""At DEBUG these write whole payloads, with clients in them, and the tokens by which interactions are answered."""

config_option: Any = click.option("--config", type=Path, help="The configuration file; config.toml if there is one.")


@click.group()
def cli() -> None:
    """Goodword, a Discord bot that helps a networking group exchange referrals."""


@cli.command()
@config_option
def run(config: Path | None) -> None:
    """Run the bot until it is stopped."""
    chosen = _load(config)
    _log_to_stderr(chosen)
    try:
        asyncio.run(_run(chosen, chosen.bot_token()))
    except ConfigurationError as problem:
        _refuse(problem)


@cli.command()
@click.option("--port", default=0, show_default=True, help="The page's port on this machine; 0 is any free one.")
@click.option("--language", default="pt-BR", show_default=True, help="en or pt-BR: of the sample group and of its people.")
@click.option("--empty", is_flag=True, help="Start with a group that has no history.")
@click.option("--keep", type=Path, help="A folder in which the store is kept afterwards.")
def demo(port: int, language: str, empty: bool, keep: Path | None) -> None:
    """Try the bot in a browser, in a Discord that lives in this process: no token, no network."""
    try:
        from bot.demo import page
    except ModuleNotFoundError as problem:
        _refuse(ConfigurationError(f"The demo needs {problem.name}, which is not installed. Start it with: make demo"))
    asyncio.run(page.show(_open_demo, page.Options(port=port, language=language, empty=empty, keep=keep)))


@cli.command()
@config_option
@click.option("--member-role", is_flag=True, help="Also let it give a member role.")
def invite(config: Path | None, member_role: bool) -> None:
    """Print the link that adds the bot to a server, with the least permissions."""
    application_id = _load(config).application_id()
    if application_id is None:
        _refuse(ConfigurationError("GOODWORD_TOKEN is not set or not a bot's token: the link is made from its first part."))
    permissions = PERMISSIONS | (MANAGE_ROLES if member_role else 0)
    scopes = "bot+applications.commands"
    click.echo(f"https://discord.com/oauth2/authorize?client_id={application_id}&permissions={permissions}&scope={scopes}")


@cli.command()
@config_option
@click.option("--json", is_flag=True, help="For machines.")
def doctor(config: Path | None, json: bool) -> None:
    """Check everything before it hurts; nothing is changed and nothing is sent."""
    from bot import doctor as checks

    findings = asyncio.run(checks.examine(config, os.environ))
    click.echo(checks.as_json(findings) if json else checks.as_text(findings))
    if any(finding.state is checks.Health.BAD for finding in findings):
        sys.exit(MISCONFIGURED)


@cli.command()
@click.argument("file", type=Path)
@config_option
def backup(file: Path, config: Path | None) -> None:
    """Copy the store into FILE while the bot runs, and check the copy."""
    from bot import upkeep

    _say(upkeep.back_up(_load(config), file))


@cli.command()
@click.argument("file", type=Path)
@config_option
def restore(file: Path, config: Path | None) -> None:
    """Put a backup in the store's place; the bot must not run. What was replaced is kept beside it."""
    from bot import upkeep

    _say(upkeep.restore(_load(config), file))


@cli.command()
@config_option
@click.option("--send/--drop", default=None, help="Send all of them, or none; the bot must not run.")
def held(config: Path | None, send: bool | None) -> None:
    """Show the messages that a restore holds back, or decide what becomes of them."""
    from bot import upkeep

    _say(upkeep.held(_load(config), send))


@cli.command()
@config_option
@click.option("--check", is_flag=True, help="Change nothing; say which schema the store has and which it needs.")
def migrate(config: Path | None, check: bool) -> None:
    """Bring the store to this version's schema; the bot must not run. Each start does the same by itself."""
    from bot import upkeep

    chosen = _load(config)
    _say(upkeep.check(chosen) if check else upkeep.migrate(chosen))


@cli.command()
def version() -> None:
    """Print the version."""
    click.echo(bot.__version__)


def _say(work: Coroutine[Any, Any, str]) -> None:
    """Do it, and say what it says; or end with the exit code and the sentence of what stands against it."""
    from bot.store.engine.database import StoreError
    from bot.store.engine.lock import Busy

    try:
        click.echo(asyncio.run(work))
    except (ConfigurationError, StoreError) as problem:
        _refuse(problem)
    except OSError as problem:
        _refuse(ConfigurationError(f"{problem}. Check the path, its permissions and the disk's free space."))
    except Busy as holder:
        _busy(holder)


async def _run(chosen: Settings, token: str) -> None:
    """Everything local is checked before anything is connected. Raises ConfigurationError."""
    from bot.store.engine.database import StoreError
    from bot.store.engine.lock import Busy, alone

    try:
        async with alone(chosen.database.checked(), chosen.shards()) as lost, open_bot(chosen) as goodword:
            await _until_stopped(goodword, token, lost)
    except StoreError as problem:
        raise ConfigurationError(str(problem)) from problem
    except Busy as holder:
        _busy(holder)


async def _until_stopped(goodword: Goodword, token: str, lost: Lost) -> None:
    """Raises ConfigurationError where Discord refuses what was set, and Busy where the store went to another process."""
    import aiohttp
    import discord

    from bot import refusals

    stop, running = asyncio.create_task(_stopped()), asyncio.create_task(goodword.start(token))
    refused = asyncio.create_task(goodword.wire.refused.wait())
    try:
        await asyncio.wait({stop, running, lost, refused}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
        if lost.done():
            raise lost.result()
        if refused.done():
            raise ConfigurationError(refusals.TOKEN)
    except discord.DiscordException as problem:
        said = refusals.sentence(problem)
        if said is not None:
            raise ConfigurationError(said) from None
        if not goodword.wire.standstill:
            raise
        await asyncio.wait({stop}, timeout=goodword.wire.standstill)  # started anew at once, it would only be refused again
        raise SystemExit(CRASHED) from None
    except aiohttp.ClientConnectorError as problem:  # at the first request: later on discord.py tries again by itself
        click.echo(f"{problem}. Check this machine's network; what keeps Goodword running will start it again.", err=True)
        raise SystemExit(CRASHED) from None
    finally:
        for task in (stop, refused):
            task.cancel()
        await goodword.close()
        running.cancel()
        await asyncio.gather(running, stop, refused, return_exceptions=True)


@asynccontextmanager
async def open_bot(chosen: Settings, *, shard_count: int | None = None) -> AsyncIterator[Goodword]:
    """The bot over its opened store, not connected yet; both are closed at the end. Raises ConfigurationError, StoreError."""
    import discord

    from bot.app import Goodword
    from bot.store.engine.opening import open_database
    from bot.store.engine.vault import Vault

    vault = Vault.from_text(chosen.store_key())
    database = await open_database(chosen.database.checked(), vault, discord.utils.utcnow, chosen.database.connections)
    goodword = Goodword(database, shard_count=shard_count, shards=chosen.shards(), members_intent=chosen.discord.members_intent)
    try:
        yield goodword
    finally:
        await goodword.close()


@asynccontextmanager
async def _open_demo(folder: Path) -> AsyncIterator[Goodword]:
    """The bot for the demo, with its store and its key in `folder`, an absolute path."""
    chosen = settings.load(None, {"GOODWORD_DATABASE__URL": f"sqlite:///{folder / 'goodword.db'}"})
    async with open_bot(chosen, shard_count=1) as goodword:
        yield goodword


async def _stopped() -> None:
    """Return when the process is asked to end."""
    loop = asyncio.get_running_loop()
    asked = loop.create_future()

    def end() -> None:
        if not asked.done():
            asked.set_result(None)

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, end)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(end))
    await asked


def _load(config: Path | None) -> Settings:
    try:
        return settings.load(config, os.environ)
    except ConfigurationError as problem:
        _refuse(problem)


def _busy(holder: Exception) -> NoReturn:
    click.echo(f"Goodword already runs on this store ({holder}). Stop that one first.", err=True)
    sys.exit(BUSY)


def _refuse(problem: Exception) -> NoReturn:
    click.echo(str(problem), err=True)
    sys.exit(MISCONFIGURED)


def _log_to_stderr(chosen: Settings) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("{asctime} {levelname:<7} {name}: {message}", style="{"))
    secrets = [chosen.token.text] if chosen.token else []
    handler.addFilter(_Redact(secrets))
    logging.basicConfig(level=chosen.log.level, handlers=[handler])
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLogger().level))


class _Redact(logging.Filter):
    """Keeps secrets out of the log, whoever logs them and however deep in a traceback they stand."""

    def __init__(self, secrets: list[str]) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        for secret in self._secrets:
            message = message.replace(secret, "…")
            record.exc_text = record.exc_text.replace(secret, "…") if record.exc_text else record.exc_text
        record.msg, record.args = message, None
        return True


if __name__ == "__main__":
    cli()
