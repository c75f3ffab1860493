"""The bot outside: a process of its own, against a stand-in for Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.outside.process import Operator
from tests.outside.town import Town
from tests.standin import Standin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    """Discord; whatever a test does, the bot must keep its rules."""
    async with Standin.open() as opened:
        yield opened
        assert opened.violations == []


@pytest.fixture
async def operator(standin: Standin, tmp_path: Path) -> AsyncIterator[Operator]:
    """Whoever hosts the bot; every process ends with the test, and none of them says the token."""
    host = Operator(standin, tmp_path)
    yield host
    await host.close()
    assert standin.token not in host.output()


@pytest.fixture
async def town(standin: Standin, operator: Operator) -> Town:
    """A group in working order, and its bot running."""
    made = Town(standin)
    await operator.start()
    await made.set_up()
    return made
