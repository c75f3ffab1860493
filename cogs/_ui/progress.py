"""How far long work has come, in the private answer to the interaction that began it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from cogs._ui.cards import line
from cogs._ui.expired import UNANSWERED

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Iterator

    from bot.i18n import Words
    from cogs._ui.cards import Card
    from cogs._ui.interaction import InteractionContext

log = logging.getLogger(__name__)

T = TypeVar("T")
EVERY = 2.0
"""Seconds between two edits of the answer. Work that is done sooner shows none."""


class Counter:
    """What is done of how much; both may be set in any thread. `text` is replaced when the next part of the work begins."""

    def __init__(self, ctx: InteractionContext, text: Callable[[int, int], str]) -> None:
        self._ctx = ctx
        self.text = text
        self.done = self.total = 0
        self.was_shown = False

    def tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def each(self, items: Iterable[T], total: int) -> Iterator[T]:
        """The items, counted as they are taken."""
        for number, item in enumerate(items):
            self.tell(number, total)
            yield item

    async def answer(self, card: Card) -> None:
        """The answer to a command, in place of what was shown."""
        await (self._ctx.update(card) if self.was_shown else self._ctx.show(card))


def gathered(words: Words, done: int, of: int) -> str:
    return words.t("⏳ Gathering what goes into the file: {done} of {of}…", done=done, of=of)


def written(words: Words, done: int, of: int) -> str:
    return words.t("⏳ Writing the file: {done} of {of} rows…", done=done, of=of)


@asynccontextmanager
async def counted(
    ctx: InteractionContext, text: Callable[[int, int], str], waits_for: Callable[[], str] = str
) -> AsyncGenerator[Counter]:
    """Show `text` (done, total) every EVERY seconds within the context, with what `waits_for` returns below it.

    An edit that fails does not end the work. None is under way any more when the context ends, so that what is shown next stays.
    """
    counter, ended = Counter(ctx, text), asyncio.Event()

    async def show() -> None:
        while not ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), EVERY)
                return
            if counter.total and ctx.is_answered:
                card = line(counter.text(counter.done, counter.total))
                if reason := waits_for():
                    card.small(reason)
                counter.was_shown = True
                try:
                    await ctx.update(card)
                except UNANSWERED as problem:
                    log.info("How far interaction %d is could not be shown: %s", ctx.interaction.id, problem)

    showing = asyncio.create_task(show(), name="goodword progress")
    try:
        yield counter
    finally:
        ended.set()
        await showing
