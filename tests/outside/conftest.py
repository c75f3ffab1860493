"""Fixtures of the tests that run the bot as a process against a stand-in for Discord."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.outside.process import Launcher, Operator
from tests.outside.sample_guild import CLIENT, SampleGuild
from tests.standin import Standin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    if not hasattr(os, "fork"):
        pytest.skip("processes are forked from one that has loaded everything; this system has no fork")
    kept = Launcher(tmp_path_factory.mktemp("processes"))
    yield kept
    kept.close()


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    """A stand-in; at the end the bot must not have violated any rule."""
    async with Standin.open() as opened:
        yield opened
        assert opened.violations == []


@pytest.fixture
async def operator(standin: Standin, launcher: Launcher, tmp_path: Path) -> AsyncIterator[Operator]:
    """An operator; at the end all processes are killed, and no secret and nothing of a client may be in their output."""
    host = Operator(standin, launcher, tmp_path / "goodword.db")
    yield host
    host.close()
    output = host.output()
    key = host.store.with_name(f"{host.store.name}.key")
    of_clients = [CLIENT[name] for name in ("prospect", "contact", "need")]
    secrets = [standin.token, *of_clients, *([key.read_text().strip()] if key.exists() else [])]
    assert not [secret for secret in secrets if secret in output]
    assert not [reply.token for reply in standin.interactions.values() if reply.token in output]


@pytest.fixture
async def sample(standin: Standin, operator: Operator) -> SampleGuild:
    """A group that is set up, with its bot running."""
    made = SampleGuild(standin)
    await operator.start()
    await made.set_up()
    return made
