"""docs/operating.md to the letter: every command on it is run, in order, on a machine on which nothing was installed."""

from __future__ import annotations

import re
import shutil
import socket
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.__main__ import cli
from bot.process import BUSY, CRASHED, MISCONFIGURED
from bot.settings import load
from tests import postgres
from tests.operating import page
from tests.operating.machine import Machine, switched_on
from tests.operating.programs import PROGRAMS
from tests.patience import until
from tests.standin import Standin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

LATE = "the event loop was"
"""How the problem of a process that was late begins."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the page is for Linux")


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[str]:
    """One of its own: roles belong to the whole server."""
    with postgres.own_server() as address:
        yield address


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    async with Standin.open() as opened:
        yield opened
        assert opened.violations == []


@pytest.fixture
async def machine(standin: Standin, postgres_server: str) -> AsyncIterator[Machine]:
    # Not tmp_path, which other users can't enter; and a socket's path has room for a hundred characters.
    root = Path(tempfile.mkdtemp(prefix="goodword-machine-"))
    root.chmod(0o755)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        made = Machine(root, standin, port)
        # PostgreSQL's own socket is in its data folder, which the service's user can't enter.
        async with postgres.wired(postgres_server, made.socket.parent), switched_on(made, PROGRAMS):
            made.socket.chmod(0o777)
            yield made
    finally:
        shutil.rmtree(root)


async def run(machine: Machine, line: str, typed: str) -> tuple[int, str]:
    """Run a line, again where the bot was late: on a busy machine it may be, and `health` tells so for a minute."""

    async def ran() -> tuple[int, str] | None:
        code, said = await machine.run(line, typed)
        if code and LATE in said:
            machine.done.pop()
            return None
        return code, said

    found = await until(ran, "an event loop that is in time")
    assert found is not None
    return found


async def follow(machine: Machine, blocks: list[page.Block]) -> None:
    """Do what the page says, and fail at the first command that ends with anything but 0."""
    for block in blocks:
        if block.kind == "toml":
            config = machine.root / "etc" / "goodword" / "config.toml"
            config.write_text(page.with_values(config.read_text(), machine.placed(block.text)))
            load(config, {})
            continue
        for line in block.lines:
            if "version --check" in line:
                machine.release("0.1.1")
            typed = f"{machine.standin.token}\n" if "/dev/stdin" in line else ""
            code, said = await run(machine, line, typed)
            assert code == 0, f"{line}\nended with {code}:\n{said}\n{machine.service.said()}"
            assert machine.standin.token not in said, line


async def test_every_command_works_in_this_order(machine: Machine) -> None:
    blocks = [block for block in page.blocks() if block.section != page.CONTAINER]
    await follow(machine, blocks)
    assert machine.done == [line for block in blocks if block.kind == "sh" for line in block.lines]
    assert len(machine.done) > 40
    assert machine.service.runs


async def test_every_command_of_the_container_works_in_this_order(machine: Machine) -> None:
    machine.packages |= {"git"}
    blocks = [block for block in page.blocks() if block.section == page.CONTAINER]
    await follow(machine, blocks)
    assert machine.done == [line for block in blocks if block.kind == "sh" for line in block.lines]
    assert (machine.root / "data" / "by-hand.db").exists()


def test_no_block_is_of_another_kind_and_none_is_left_out() -> None:
    blocks = page.blocks()
    assert {block.kind for block in blocks} == {"sh", "toml"}
    assert page.text().count("```") == 2 * len(blocks)


def test_each_metric_that_is_named_is_told() -> None:
    named = set(re.findall(r"`(goodword_[a-z_]+)", page.text()))
    told = re.findall(r'"(goodword_[a-z_]+)"', (page.ROOT / "bot" / "health" / "metrics.py").read_text())
    assert named
    assert {name.removesuffix("_total") for name in named} <= set(told)


def test_the_exit_codes_are_those_of_the_process() -> None:
    explained = re.findall(r"^\| (\d+) \|", page.text(), re.MULTILINE)
    assert [int(code) for code in explained] == [0, CRASHED, BUSY, MISCONFIGURED]


def test_each_verb_is_explained() -> None:
    assert set(re.findall(r"^\| `goodword ([a-z-]+)[^`]*` \|", page.text(), re.MULTILINE)) == set(cli.commands)
