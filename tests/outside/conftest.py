"""The bot outside: a process of its own, against a stand-in for Discord."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.outside.process import Nursery, Operator
from tests.outside.sample_guild import SampleGuild
from tests.standin import Standin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    if not hasattr(os, "fork"):
        pytest.skip("processes are forked from one that has loaded everything; this system has no fork")
    kept = Nursery(tmp_path_factory.mktemp("processes"))
    yield kept
    kept.close()


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    """Discord; whatever a test does, the bot must keep its rules."""
    async with Standin.open() as opened:
        yield opened
        assert opened.violations == []


@pytest.fixture
async def operator(standin: Standin, nursery: Nursery, tmp_path: Path) -> AsyncIterator[Operator]:
    """Whoever hosts the bot; every process ends with the test, and none of them tells a secret."""
    host = Operator(standin, nursery, tmp_path / "goodword.db")
    yield host
    host.close()
    output = host.output()
    assert standin.token not in output
    assert not [reply.token for reply in standin.interactions.values() if reply.token in output]


@pytest.fixture
async def sample(standin: Standin, operator: Operator) -> SampleGuild:
    """A group in working order, and its bot running."""
    made = SampleGuild(standin)
    await operator.start()
    await made.set_up()
    return made
