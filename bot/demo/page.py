"""`python -m bot demo`: serves a page in the browser in which one can act as anybody in a sample group."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import shutil
import signal
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
import simcord
from msgspec import Struct

from bot.demo import avatars, group, terminal
from bot.demo.people import APPLICANT, FRIEND, MEMBERS, MODERATOR, Text
from bot.demo.places import ZONE
from bot.demo.preview import Seats, answer_refusals, encode_faster, remember_markdown, translate_commands
from bot.demo.simulator import requests_made, simulation, speak
from bot.demo.year.life import Life, first_day, present
from bot.i18n import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractAsyncContextManager

    import discord

    from bot.demo.places import Place

LOCALES = {"en": "en-US", "pt-BR": "pt-BR"}
"""Discord's locales of the languages."""
NEW = Text("new", "novas")
"""Of messages, after their number."""
STORE = "goodword.db"
MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
"""A file system in memory (Linux), which halves the time of composing the sample group on a slow disk."""
TICK = 0.25
"""Seconds between two updates of the simulated clock."""
WEEK = timedelta(weeks=1)


class Options(Struct, frozen=True):
    """The command line's options. `keep` is a folder for the store, which is otherwise deleted at the end."""

    port: int = 0
    language: str = "en"
    empty: bool = False
    year: bool = False
    keep: Path | None = None

    def check(self) -> None:
        """Validate the options. Raises click.BadParameter."""
        if self.language not in LOCALES:
            raise click.BadParameter(f"{self.language} is none of: {', '.join(LOCALES)}.", param_hint="--language")
        if self.empty and self.year:
            raise click.BadParameter("A group with a year behind it is not empty. Choose one of the two.", param_hint="--year")
        if self.keep is not None and (self.keep / STORE).exists():
            raise click.BadParameter(f"{self.keep} holds a store already. Name another folder.", param_hint="--keep")


async def show(open_bot: Callable[[Path], AbstractAsyncContextManager[discord.Client]], options: Options) -> None:
    """Serve the page until Ctrl-C, SIGTERM or the page's own end. `open_bot` opens the bot with its store in a folder."""
    options.check()
    logging.getLogger("discord").setLevel(logging.ERROR)
    demo = asyncio.create_task(_show(open_bot, options))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows, where asyncio.run itself cancels on Ctrl-C
            loop.add_signal_handler(number, demo.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await demo


async def _show(open_bot: Callable[[Path], AbstractAsyncContextManager[discord.Client]], options: Options) -> None:
    real = datetime.now(UTC)  # the simulated clock follows it
    now = present(real) if options.year else real
    start = now if options.empty else group.beginning(now, day=first_day(now) if options.year else 0)
    with _folder(options.keep) as folder, speak(LOCALES[options.language]):
        async with open_bot(folder) as bot, simulation(bot, start, avatar=avatars.HASH, check_errors=False) as env:
            place = group.build(env, options.language)
            if not options.empty:
                terminal.say(terminal.waiting(words(place.language), year=options.year))
                with _no_collection():
                    await group.live(place, now, Life(place, now) if options.year else None)
            await _serve(place, options, now - real)


async def _serve(place: Place, options: Options, ahead: timedelta) -> None:
    """Show the page until it is closed; `ahead` is how far the simulated clock is ahead of the real one."""
    remember_markdown()
    answer_refusals(place.env)
    encode_faster()
    translate_commands(place.env, LOCALES[options.language])
    preview = place.env.preview(
        place.channel,
        viewers=place.viewers,
        layout="channel",
        port=options.port,
        locale=LOCALES[options.language],
        timezone=ZONE.key,
        assets=avatars.assets(place.users.items(), place.env.backend.bot_user.id),
    )
    async with contextlib.AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(preview)
        except simcord.SetupError as problem:
            raise click.BadParameter(f"{problem}. Choose another one, or none.", param_hint="--port") from problem
        time = Time(place, preview, ahead)
        names = {someone.key: someone.name for someone in (*MEMBERS, FRIEND, APPLICANT)}
        listens = terminal.listen(time.typed)
        terminal.say(
            terminal.welcome(
                preview.url,
                place.guild.name,
                "" if place.beside is None else place.beside.guild.name,
                names[MODERATOR],
                names[APPLICANT.key],
                empty=options.empty,
                year=options.year,
                listens=listens,
                words=words(place.language),
            )
        )
        passing = asyncio.create_task(time.passes())
        closed = asyncio.create_task(preview.wait_closed())
        try:
            await asyncio.wait({passing, closed}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            passing.cancel()
            closed.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await passing


class Time:
    """Advances the simulated clock with the real one, and by a week for each time that this is typed."""

    def __init__(self, place: Place, preview: simcord.Preview, ahead: timedelta) -> None:
        self._place = place
        self._preview = preview
        self._turn = asyncio.Lock()
        self._ahead = ahead
        self._asked_for = 0
        Seats(preview, place.seats(), NEW.of(place.language), self._turn)

    def typed(self, word: str) -> None:
        """Handle a line typed in the terminal: ask for a week, or say that the word is unknown."""
        if word == terminal.WEEK:
            self._asked_for += 1
        elif word:
            terminal.say(terminal.unknown(word, words(self._place.language)))

    async def passes(self) -> None:
        """Advance the clock every TICK until the task is cancelled."""
        while True:
            await asyncio.sleep(TICK)
            weeks, self._asked_for = self._asked_for, 0
            self._ahead += weeks * WEEK
            said = await self._catch_up()
            if weeks:
                now = self._place.env.now().astimezone(ZONE)
                terminal.say(terminal.a_week_later(now, words(self._place.language), news=said))

    async def _catch_up(self) -> bool:
        """Advance the simulated clock to where it should be; whether the bot made requests meanwhile."""
        env = self._place.env
        async with self._turn:
            before = requests_made(env)
            behind = datetime.now(UTC) + self._ahead - env.now()
            with contextlib.suppress(TimeoutError):  # the next tick advances the rest
                await env.advance_time(max(0.0, behind.total_seconds()))
            said = requests_made(env) != before
            if said:
                await self._preview.refresh()
            return said


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The folder of the store: the one to keep, or a temporary one."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="goodword-demo-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Disable garbage collection within the context, which takes a tenth of the time of composing the sample group.

    Later collections leave out what was made: it lives as long as the page, and looking at it takes a fifth of each press's time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()
