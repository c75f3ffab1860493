"""Long work in Discord says how far it is, and why it waits, in the private answer."""

import asyncio
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from bot.i18n import words
from cogs._ui import progress, tables
from cogs._ui.cards import Card, line
from tests.discord.test_roster_import import bring, press
from tests.support import World, said, shown, text_of


class Answer:
    """The answer to an interaction that was deferred: what was put into it, in order."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.changed = asyncio.Event()
        self.interaction, self.is_answered = SimpleNamespace(id=1), True

    async def update(self, card: Card) -> None:
        self.texts.append("\n".join(card.texts))
        self.changed.set()

    async def show(self, card: Card) -> None:
        self.texts.append("a message of its own")

    async def next(self) -> str:
        self.changed.clear()
        async with asyncio.timeout(300):
            await self.changed.wait()
        return self.texts[-1]


ENGLISH = words("en")


def text(done: int, of: int) -> str:
    return f"{done} of {of} rows"


async def test_what_is_done_is_counted_with_why_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert progress.EVERY <= 2
    monkeypatch.setattr(progress, "EVERY", 0.01)
    answer: Any = Answer()
    reason = ""
    async with progress.counted(answer, text, lambda: reason) as counter:
        items = counter.each("abc", 3)
        next(items)
        assert "0 of 3 rows" in await answer.next()
        next(items)
        await answer.next()
        assert "1 of 3 rows" in await answer.next()
        reason = "the next ones wait"
        await answer.next()
        assert "the next ones wait" in await answer.next()
    shown_until_then = len(answer.texts)
    await counter.answer(line("The file"))
    await asyncio.sleep(0.05)
    assert len(answer.texts) == shown_until_then + 1
    assert "The file" in answer.texts[-1], "in place of the count, and nothing after it"


async def test_quick_work_shows_its_outcome_alone() -> None:
    answer: Any = Answer()
    async with progress.counted(answer, text) as counter:
        assert list(counter.each("abc", 3)) == ["a", "b", "c"]
    await counter.answer(line("The file"))
    assert answer.texts == ["a message of its own"]


async def test_imports_and_exports_answer_as_before(group: World) -> None:
    card = shown(await bring(group, b"name,trade\nEva,Lawyer 1\nFred,Lawyer 2\nGina,Lawyer 3\n"))
    done = await press(group, card, "import:apply")
    assert "3" in text_of(done)
    assert "The roll, with" in said(await group.ana.slash(group.channel, "member export", format="csv"))


async def test_reading_and_writing_an_export_are_counted_apart() -> None:
    answer: Any = Answer()
    counter = progress.Counter(answer, partial(progress.gathered, ENGLISH))
    told: list[str] = []

    def rows(count: int) -> Iterator[list[str]]:
        for number in range(count):
            told.append(counter.text(counter.done, counter.total))
            yield [f"{number}"]

    counter.tell(200, 600)
    assert counter.text(counter.done, counter.total) == "⏳ Gathering what goes into the file: 200 of 600…"
    one, two = tables.Table("one", "One", rows(3), 3), tables.Table("two", "Two", rows(2), 1)
    await tables.attach(Card(), ENGLISH, "x", "csv", [one, two], counter)
    assert told[1:4] == [f"⏳ Writing the file: {done} of 4 rows…" for done in (0, 1, 2)]
    assert (counter.done, counter.total) == (4, 4), "headings count, and never more than all"


async def test_other_exports_answer_as_before(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    for kind in ("", "csv", "json"):
        options = {"format": kind} if kind else {}
        assert "so keep it to yourself" in said(await group.ana.slash(group.channel, "privacy export", **options))
    assert "Clients stand in no log" in said(await group.ana.slash(group.channel, "moderate log", format="xlsx"))
