"""The process that draws: there is one at most, it ends when idle, and whatever happens to it, the bot lives on."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest

from bot.i18n import words
from cogs._ui.board_image import BoardImage, Row
from cogs._ui.drawing import KEPT, Drawing, NotDrawn
from cogs._ui.page.model import Labels, Page, Screen
from tests.discord.pictures import Deadly, Endless, Failing, Noting, OnceDeadly
from tests.patience import PATIENCE, until
from tests.processes import is_gone
from tests.support import World, said

BOARD = BoardImage("Harbour", "Who helped", "16–22 November", (Row(1, "Ana", 3, "3 members", "4 referrals"),), (), "(see list)")
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture is given up by no test that wants it, however busy the machine is."""
    monkeypatch.setattr("cogs._ui.drawing.PATIENCE", PATIENCE)


@pytest.fixture
async def drawing() -> AsyncIterator[Drawing]:
    made = Drawing()
    yield made
    await made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "processes"


def processes(file: Path) -> list[int]:
    """The ids that pictures have noted."""
    return [int(line) for line in file.read_text(encoding="ascii").splitlines()] if file.exists() else []


async def test_it_draws_what_would_be_drawn_here(drawing: Drawing) -> None:
    assert await drawing.drawn(BOARD) == BOARD.draw()


async def test_after_a_deletion_nothing_of_earlier_pictures_is_kept(drawing: Drawing, file: Path) -> None:
    noting = Noting(str(file))
    for _ in range(2):
        await drawing.drawn(noting)
    drawing.forget()
    for _ in range(2):
        await drawing.drawn(noting)
    earlier, later = processes(file)
    assert earlier != later, "the process has parts of what it drew in memory"
    assert is_gone(earlier)


async def test_a_page_is_drawn_there_and_not_kept(drawing: Drawing, file: Path) -> None:
    page = Page("en", "Harbour", "Agenda", (Screen("Welcome", "Harbour"),), Labels.of(words("en")))
    assert await drawing.drawn_once(page) == page.draw()
    for _ in range(2):
        await drawing.drawn_once(Noting(str(file)))
    assert len(processes(file)) == 2


async def test_many_at_once_share_one_process_and_the_same_picture_is_drawn_once(drawing: Drawing, file: Path) -> None:
    wanted = [Noting(str(file), f"{number % 8}") for number in range(64)]
    drawn = await asyncio.gather(*map(drawing.drawn, wanted))
    assert len(set(drawn)) == 8
    assert [png.split()[0].decode() for png in drawn] == [each.alt for each in wanted]
    assert len(processes(file)) == 8
    assert len(set(processes(file))) == 1
    assert os.getpid() not in processes(file)


async def test_the_pictures_that_were_asked_for_last_are_kept(drawing: Drawing, file: Path) -> None:
    for number in range(KEPT):
        await drawing.drawn(Noting(str(file), str(number)))
    await drawing.drawn(Noting(str(file), "0"))
    await drawing.drawn(Noting(str(file), "another"))
    assert len(processes(file)) == KEPT + 1
    await drawing.drawn(Noting(str(file), "0"))
    assert len(processes(file)) == KEPT + 1
    await drawing.drawn(Noting(str(file), "1"))
    assert len(processes(file)) == KEPT + 2


async def test_it_ends_when_idle_and_starts_again(file: Path) -> None:
    drawing = Drawing(idle=0.0)
    first = int((await drawing.drawn(Noting(str(file), "a"))).split()[1])
    await until(lambda: is_gone(first), "its end")
    second = int((await drawing.drawn(Noting(str(file), "b"))).split()[1])
    assert second != first
    await until(lambda: is_gone(second), "its end")
    await drawing.close()


async def test_nothing_is_lost_where_work_comes_as_it_ends_for_want_of_work(file: Path) -> None:
    drawing = Drawing(idle=0.0)
    for number in range(20):
        assert (await drawing.drawn(Noting(str(file), f"{number}"))).startswith(f"{number} ".encode())
        for _ in range(number % 4):
            await asyncio.sleep(0)
    await drawing.close()
    assert all(map(is_gone, processes(file)))


async def test_one_that_fails_says_why_and_the_process_lives_on(drawing: Drawing, file: Path) -> None:
    with pytest.raises(NotDrawn, match="MemoryError") as told:
        await drawing.drawn(Failing(str(file), "Zuleika"))
    assert "pictures.py" in str(told.value)
    assert "Zuleika" not in str(told.value), "a message may quote somebody's name"
    await drawing.drawn(Noting(str(file)))
    assert len(processes(file)) == 2
    assert len(set(processes(file))) == 1


async def test_a_killed_process_is_replaced(drawing: Drawing, file: Path) -> None:
    first = int((await drawing.drawn(Noting(str(file), "a"))).split()[1])
    os.kill(first, signal.SIGKILL)
    await until(lambda: is_gone(first), "its end")
    assert (await drawing.drawn(Noting(str(file), "b"))).startswith(b"b ")
    once = file.with_name("once")
    assert await drawing.drawn(OnceDeadly(str(once)))
    assert len(set(processes(once))) == 2, "also one that dies while it draws"


async def test_what_kills_each_process_is_not_drawn_and_the_next_is(drawing: Drawing, file: Path) -> None:
    with pytest.raises(NotDrawn, match="process"):
        await drawing.drawn(Deadly(str(file)))
    assert len(set(processes(file))) == 2, "it was tried twice, no more"
    assert (await drawing.drawn(Noting(str(file), "b"))).startswith(b"b ")


async def test_whoever_gives_up_leaves_no_answer_behind_for_the_next(drawing: Drawing, file: Path) -> None:
    waiting = asyncio.create_task(drawing.drawn(Endless(str(file))))
    await until(lambda: processes(file), "the beginning of a picture")
    waiting.cancel()
    await asyncio.wait([waiting])
    assert waiting.cancelled()
    assert (await drawing.drawn(Noting(str(file), "b"))).startswith(b"b ")
    assert is_gone(processes(file)[0])


async def test_one_that_takes_too_long_is_given_up(drawing: Drawing, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as impatient:
        impatient.setattr("cogs._ui.drawing.PATIENCE", 0.0)
        with pytest.raises(NotDrawn, match="did not answer"):
            await drawing.drawn(Endless(str(file)))
    assert (await drawing.drawn(Noting(str(file), "b"))).startswith(b"b ")


async def test_closing_ends_the_process_whatever_it_draws(file: Path) -> None:
    drawing = Drawing()
    waiting = asyncio.create_task(drawing.drawn(Endless(str(file))))
    await until(lambda: processes(file), "the beginning of a picture")
    await drawing.close()
    with pytest.raises(NotDrawn, match="closed"):
        await waiting
    assert all(map(is_gone, processes(file)))
    assert len(processes(file)) == 1


async def test_a_process_that_cannot_be_started_is_no_picture(
    drawing: Drawing, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(file))
    with pytest.raises(NotDrawn, match="FileNotFoundError"):
        await drawing.drawn(Noting(str(file)))


async def test_it_ends_with_the_bot_that_was_killed(file: Path) -> None:
    code = (
        "import asyncio, sys\n"
        "from cogs._ui import drawing\n"
        "from tests.discord.pictures import Noting\n"
        "from tests.patience import PATIENCE\n"
        "drawing.PATIENCE = PATIENCE\n"
        "async def main():\n"
        "    await drawing.Drawing().drawn(Noting(sys.argv[1]))\n"
        "    print('drawn', flush=True)\n"
        "    await asyncio.sleep(3600)\n"
        "asyncio.run(main())\n"
    )
    bot = await asyncio.create_subprocess_exec(sys.executable, "-c", code, str(file), cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert bot.stdout is not None
    assert await bot.stdout.readline() == b"drawn\n"
    bot.kill()
    await bot.wait()
    await until(lambda: is_gone(processes(file)[0]), "the end of the process that draws")


async def test_whoever_waits_for_a_page_that_can_not_be_made_reads_what_to_do(group: World) -> None:
    weekday = discord.utils.utcnow().strftime("%A").lower()
    await group.ana.slash(group.channel, "meeting schedule", day=weekday, time="23:00", place="x")
    await group.bot.drawing.close()
    for command, options in (("me", {"show": "year"}), ("meeting agenda", {"format": "page"})):
        assert "The page could not be made just now." in said(await group.ana.slash(group.channel, command, **options)), command
