"""The command line, and the composition root: the only module that reads the environment.

Exit codes, after sysexits.h: 0 stopped, 1 crashed (restart it), 75 EX_TEMPFAIL: already running, or the store is not available
yet (restart it later), 78 EX_CONFIG: the configuration is wrong (do not restart it).
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

import bot
from bot import console, container, logs, process, setting_secrets, settings
from bot.health import sentry
from bot.health.systemd import Notifier
from bot.process import BUSY, CRASHED, MISCONFIGURED
from bot.settings import ConfigurationError, DatabaseSettings, Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping

    from bot.app import Goodword

PERMISSIONS = 274878024704
"""Bit set of View Channel, Send Messages, Send Messages in Threads, Embed Links, Attach Files and Read Message History
(https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags).
"""
MANAGE_ROLES = 1 << 28

config_option: Any = click.option("--config", type=Path, help="The configuration file; config.toml if there is one.")


@click.group()
def cli() -> None:
    """Goodword, a Discord bot that helps a networking group exchange referrals."""
    console.tolerate()


@cli.command()
@config_option
@click.option("--new-store", is_flag=True, help="Make a new SQLite store where its key is there and the store is not.")
def run(config: Path | None, new_store: bool) -> None:
    """Run the bot until it is stopped."""
    chosen = _load(config)
    logs.to_stderr(chosen.log, setting_secrets.secrets(chosen))
    with _ending_in_a_sentence():
        token = chosen.bot_token()
        container.check(chosen, os.environ)
        with sentry.reporting(chosen.sentry.dsn):
            asyncio.run(process.run(chosen, token, Notifier(os.environ), new_store=new_store))


@cli.command()
@click.option("--port", default=0, show_default=True, help="The page's port on this machine; 0 is any free one.")
@click.option(
    "--language", help="en or pt-BR: of the sample group and of its people; the terminal's where that is one of them, else en."
)
@click.option("--empty", is_flag=True, help="Start with a group that has no history.")
@click.option("--year", is_flag=True, help="Start with a group of sixty that has a year behind it; this takes some five minutes.")
@click.option("--keep", type=Path, help="A folder in which the store is kept afterwards.")
def demo(port: int, language: str | None, empty: bool, year: bool, keep: Path | None) -> None:
    """Try the bot in a browser, in a Discord that lives in this process: no token, no network."""
    try:
        from bot.demo import page
    except ModuleNotFoundError as problem:
        _refuse(ConfigurationError(f"The demo needs {problem.name}, which is not installed. Start it with: make demo"))
    chosen = language or _terminal_language(os.environ)
    asyncio.run(page.show(_open_demo, page.Options(port=port, language=chosen, empty=empty, year=year, keep=keep)))


@cli.command()
@config_option
@click.option("--member-role", is_flag=True, help="Also let it give a member role.")
def invite(config: Path | None, member_role: bool) -> None:
    """Print the link that adds the bot to a server, with the least permissions."""
    application_id = _load(config).application_id()
    if application_id is None:
        _refuse(
            ConfigurationError(
                "GOODWORD_TOKEN is not set or not a bot's token: the link is made from its first part. Copy the token from the Developer"
                " Portal (Bot, Reset Token) into it, or name a file that holds it in GOODWORD_TOKEN_FILE."
            )
        )
    permissions = PERMISSIONS | (MANAGE_ROLES if member_role else 0)
    scopes = "bot+applications.commands"
    click.echo(f"https://discord.com/oauth2/authorize?client_id={application_id}&permissions={permissions}&scope={scopes}")


@cli.command()
@config_option
@click.option("--json", is_flag=True, help="For machines.")
@click.option("--offline", is_flag=True, help="Ask Discord nothing.")
def doctor(config: Path | None, json: bool, offline: bool) -> None:
    """Check everything before it hurts; nothing is changed and nothing is sent."""
    # Modules are imported by the command that needs them, so that `version` and `health` answer at once.
    from bot import doctor as checks

    findings = asyncio.run(checks.examine(config, os.environ, online=not offline, say=lambda text: click.echo(text, err=True)))
    click.echo(checks.as_json(findings) if json else checks.as_text(findings))
    if any(finding.state is checks.Health.BAD for finding in findings):
        sys.exit(MISCONFIGURED)


@cli.command()
@config_option
@click.option("--ready", is_flag=True, help="Also whether Discord is connected and messages leave, which no restart may mend.")
def health(config: Path | None, ready: bool) -> None:
    """Ask the running bot for its health on health.port: exit code 0 where it is well, 1 where not."""
    from bot.health import ask

    with _ending_in_a_sentence():
        is_well, said = ask.ask(_load(config), ready=ready)
    click.echo(said)
    if not is_well:
        sys.exit(CRASHED)


@cli.command()
@click.argument("file", type=Path)
@config_option
def backup(file: Path, config: Path | None) -> None:
    """Copy the store into FILE while the bot runs, check the copy, and write its checksum into FILE.sha256."""
    from bot import operations

    _say(operations.back_up(_load(config), file))


@cli.command()
@click.argument("file", type=Path, required=False)
@config_option
@click.option("--unchecked", is_flag=True, help="Also where no FILE.sha256 tells whether it is as it was written.")
@click.option(
    "--drill", is_flag=True, help="Only try it, in a temporary place, with FILE or the newest scheduled backup; the bot may run."
)
def restore(file: Path | None, config: Path | None, unchecked: bool, drill: bool) -> None:
    """Put a backup in the store's place; the bot must not run. What was replaced is kept beside it."""
    from bot import drill as drills
    from bot import operations

    if drill:
        _say(drills.drill(_load(config), file, unchecked=unchecked))
    elif file is None:
        raise click.UsageError("Missing argument 'FILE'.")
    else:
        _say(operations.restore(_load(config), file, unchecked=unchecked))


@cli.command()
@config_option
@click.option("--send/--drop", default=None, help="Send all that do not stand in Discord already, or none; the bot must not run.")
def held(config: Path | None, send: bool | None) -> None:
    """Show the messages that a restore holds back, or decide what becomes of them."""
    from bot import operations

    _say(operations.held(_load(config), send))


@cli.command()
@config_option
@click.option("--check", is_flag=True, help="Change nothing; say which schema the store has and which it needs.")
@click.option("--dry-run", is_flag=True, help="Change nothing; try it on a copy, and say how long it takes and what it changes.")
def migrate(config: Path | None, check: bool, dry_run: bool) -> None:
    """Bring the store to this version's schema; the bot must not run. Each start does the same by itself."""
    from bot import operations

    work = operations.check if check else operations.dry_run if dry_run else operations.migrate
    _say(work(_load(config)))


@cli.command("rotate-key")
@config_option
@click.option(
    "--new-key-file", type=Path, help="The new key's file, made where it is missing. Without it the key file is replaced."
)
def rotate_key(config: Path | None, new_key_file: Path | None) -> None:
    """Seal the store with a new key; the bot must not run. Where it was interrupted, run it again."""
    from bot import key_rotation

    _say(key_rotation.rotate(_load(config), new_key_file))


@cli.command()
@config_option
@click.option(
    "--to", help="The new address, such as postgresql://user@host/database or sqlite:///data/goodword.db; nothing may be there."
)
@click.option("--undo", is_flag=True, help="Let a bot start again on a store that was moved.")
def move(config: Path | None, to: str | None, undo: bool) -> None:
    """Move the store to another address, also of the other kind, and compare every row; the bot must not run."""
    from bot import move as moves

    if undo == (to is not None):
        _refuse(ConfigurationError("Say either where to move the store (--to postgresql://user@host/database), or --undo."))
    chosen = _load(config)
    _say(moves.move(chosen, to) if to is not None else moves.undo(chosen))


@cli.command()
@click.option("--check", is_flag=True, help="Ask the repository that this checkout was cloned from for a newer one.")
def version(check: bool) -> None:
    """Print the version."""
    from bot import releases

    if not check:
        click.echo(bot.__version__)
        return
    with _ending_in_a_sentence():
        click.echo(releases.check(os.environ))


def _say(work: Coroutine[Any, Any, str]) -> None:
    """Run `work` and print the text that it returns, or end with an exit code and a sentence."""
    with _ending_in_a_sentence():
        click.echo(asyncio.run(work))


@contextmanager
def _ending_in_a_sentence() -> Iterator[None]:
    """Turn errors that the operator can mend into a sentence on standard error and an exit code."""
    from bot.core.db.errors import StoreError, StoreUnavailable
    from bot.core.db.lock import Busy

    try:
        yield
    except Busy as holder:
        _end(f"Goodword already runs on this store ({holder}). Stop that one first.", BUSY)
    except StoreUnavailable as problem:
        _end(str(problem), BUSY)
    except (ConfigurationError, StoreError) as problem:
        _refuse(problem)
    # Of `run`, what is not foreseen before anything is connected; later ones end the bot's task, which tells them by itself.
    except OSError as problem:
        _end(f"{problem}. Check the path, its permissions and the disk's free space.", MISCONFIGURED)


def _terminal_language(environment: Mapping[str, str]) -> str:
    """pt-BR where the locale is Portuguese, else en.

    The variables are read in POSIX's order of precedence
    (https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_02).
    """
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return "pt-BR" if locale.lower().split("_")[0].split(".")[0] == "pt" else "en"


@asynccontextmanager
async def _open_demo(folder: Path) -> AsyncIterator[Goodword]:
    """Open the bot for the demo, with its store and key in `folder`, an absolute path. No configuration file is read."""
    chosen = Settings(DatabaseSettings(f"sqlite:///{folder / 'goodword.db'}"))
    async with process.open_bot(chosen, shard_count=1, is_embedded=True) as goodword:
        yield goodword


def _load(config: Path | None) -> Settings:
    try:
        return settings.load(config, os.environ)
    except ConfigurationError as problem:
        _refuse(problem)


def _refuse(problem: Exception) -> NoReturn:
    _end(str(problem), MISCONFIGURED)


def _end(sentence: str, code: int) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(code)


if __name__ == "__main__":
    cli()
