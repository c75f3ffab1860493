"""`/healthz` and `/readyz`: over HTTP on the bot's own port, by `python -m bot health`, and what each state says."""

from __future__ import annotations

import socket
from contextlib import closing
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.core import outbox_admin
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.core.telemetry import Telemetry
from bot.health import server
from bot.health.pulse import Pulse
from bot.settings import ConfigurationError, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.db.database import Database
    from tests.conftest import Clock

runner = CliRunner()


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with closing(socket.socket()) as other:
        other.bind((server.LOOPBACK, 0))
        other.listen()
        yield other.getsockname()[1]


def connected(pulse: Pulse, database: Database, *, is_ready: bool = True) -> Any:
    pulse.goodword = SimpleNamespace(
        database=database,
        shards={0: None},
        is_ready=lambda: is_ready,
        worker=SimpleNamespace(is_running=True),
        telemetry=Telemetry(),
    )
    return pulse


@pytest.mark.parametrize("port", ["0", "65536", "-1", "health", "8080.5", "٨٠٨٠", "", "9" * 5000])
def test_a_wrong_port_is_refused(port: str) -> None:
    with pytest.raises(ConfigurationError) as problem:
        load(None, {"GOODWORD_HEALTH__PORT": port})
    assert str(problem.value).startswith("health.port is ")
    assert "a whole number from 1 to 65535" in str(problem.value)


async def test_a_port_in_use_is_refused_with_the_setting_that_changes_it(taken: int) -> None:
    with pytest.raises(ConfigurationError) as problem:
        async with server.serving(taken, Pulse()):
            pass
    assert f"health.port is {taken}, which another program on this machine uses" in str(problem.value)
    assert "GOODWORD_HEALTH__PORT" in str(problem.value)


async def test_health_is_of_the_loop_and_the_store(database: Database, clock: Clock) -> None:
    pulse = Pulse(clock.monotonic)
    assert await server.health(pulse) == ([], (await server.health(pulse))[1])
    assert (await server.health(pulse))[1]["store"] == "opening"
    connected(pulse, database, is_ready=False)
    problems, facts = await server.health(pulse)
    assert (problems, facts["store"]) == ([], "answers")
    pulse.note(server.LATE + 2, {})
    assert (await server.health(pulse))[0] == ["the event loop was 12 s late within the last minute"]
    for _ in range(60):
        pulse.note(0.01, {})
    assert (await server.health(pulse))[0] == []
    await database.close()
    assert (await server.health(pulse))[0] == ["the store does not answer"]


async def test_ready_is_connected_acknowledged_and_delivering(database: Database, clock: Clock) -> None:
    pulse = connected(Pulse(clock.monotonic), database)
    pulse.note(0, {0: float("inf")})
    clock.pass_by(seconds=99)
    assert (await server.readiness(pulse))[0] == []
    clock.pass_by(seconds=30)
    assert (await server.readiness(pulse))[0] == ["Discord has acknowledged no heartbeat for 129 s"]
    pulse.note(0, {0: 0.04})
    assert (await server.readiness(pulse))[0] == []
    clock.pass_by(seconds=129)
    pulse.note(0, {0: 0.04})
    assert (await server.readiness(pulse))[0] == ["Discord has acknowledged no heartbeat for 129 s"]
    pulse.note(0, {0: 0.05})
    connected(pulse, database, is_ready=False)
    assert (await server.readiness(pulse))[0] == ["not connected to Discord's gateway"]


async def test_what_is_due_and_not_delivered_makes_it_unready(database: Database, clock: Clock) -> None:
    assert await database.read(outbox_admin.backlog) == outbox_admin.Backlog(0, timedelta(), timedelta())
    for key in ("first", "behind it"):
        message = Message(1, "digest", key, 1, channel_id=9)
        await database.write(lambda tx, message=message: outbox_store.add(tx, message))
    clock.pass_by(minutes=6)
    found = await database.read(outbox_admin.backlog)
    assert found == outbox_admin.Backlog(2, timedelta(minutes=6), timedelta(minutes=6))
    pulse = connected(Pulse(clock.monotonic), database)
    pulse.note(0, {0: 0.05})
    assert (await server.readiness(pulse))[0] == ["a message has been due for 360 s"]
    # The first is tried again in an hour; the one behind it waits for that.
    await database.write(lambda tx: tx.run("UPDATE outbox SET not_before = not_before + 3600000000 WHERE key = 'first'"))
    found = await database.read(outbox_admin.backlog)
    assert (found.waiting, found.overdue) == (2, timedelta())
    problems, facts = await server.readiness(pulse)
    assert (problems, facts["outbox_waiting"], facts["outbox_age_seconds"]) == ([], 2, 360)


def test_health_without_a_port_and_without_a_process(taken: int) -> None:
    asked = runner.invoke(cli, ["health"], env={})
    assert (asked.exit_code, asked.stderr.count("\n")) == (78, 1)
    assert "health.port is not set" in asked.stderr
    with closing(socket.socket()) as free:
        free.bind((server.LOOPBACK, 0))
        port = free.getsockname()[1]
    asked = runner.invoke(cli, ["health"], env={"GOODWORD_HEALTH__PORT": str(port)})
    assert asked.exit_code == 1
    assert f"Nothing answers on 127.0.0.1:{port}" in asked.stdout
    assert "Start Goodword, or look into its log" in asked.stdout
