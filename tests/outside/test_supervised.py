"""The process as what supervises it sees it: health over HTTP, and systemd's notifications over a real datagram socket."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.outside.process import ROOT
from tests.outside.sample_guild import CLIENT, SampleGuild
from tests.outside.test_startup import BUSY, MISCONFIGURED
from tests.patience import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.outside.process import Operator
    from tests.standin import Standin


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def asked(port: int, path: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


async def health(port: int, *options: str) -> tuple[int, str]:
    """What `python -m bot health` says, as a container's health check calls it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOODWORD_")}
    called = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "health", *options,
        cwd=ROOT, env=environment | {"GOODWORD_HEALTH__PORT": str(port)}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await called.communicate()
    assert called.returncode is not None
    return called.returncode, said.decode().strip()


async def test_health_of_a_running_process(standin: Standin, operator: Operator, port: int) -> None:
    held = standin.fault("GET", "/users/@me", held=True)
    process = operator.begin(GOODWORD_HEALTH__PORT=str(port))
    await standin.until(lambda: held.met, "the bot to log in")
    assert (await asyncio.to_thread(asked, port, "/healthz"))[0] == 200
    status, facts = await asyncio.to_thread(asked, port, "/readyz")
    assert (status, facts["status"]) == (503, "not connected to Discord's gateway")
    assert await health(port, "--ready") == (1, "not connected to Discord's gateway")
    held.let_go()

    async def ready() -> bool:
        return (await asyncio.to_thread(asked, port, "/readyz"))[0] == 200

    await until(ready, "readiness")
    status, facts = await asyncio.to_thread(asked, port, "/healthz")
    assert (status, facts["status"], facts["store"], facts["version"]) == (200, "ok", "answers", "0.1.0")
    assert await health(port) == (0, "ok")
    assert await health(port, "--ready") == (0, "ok")
    assert await process.stop() == 0
    code, said = await health(port)
    assert code == 1
    assert said.startswith(f"Nothing answers on 127.0.0.1:{port}")


async def test_a_port_in_use_ends_it_before_discord_is_asked(standin: Standin, operator: Operator) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        process = operator.begin(GOODWORD_HEALTH__PORT=taken, GOODWORD_LOG__LEVEL="INFO")
        assert await process.ended() == MISCONFIGURED
    assert standin.requests == []
    assert [line for line in process.output().splitlines() if "health.port" in line] == [process.output().strip()]
    assert "Traceback" not in process.output()


async def test_a_second_start_on_the_same_store_reads_that_it_runs_not_that_its_port_is_taken(
    operator: Operator, port: int
) -> None:
    await operator.start(GOODWORD_HEALTH__PORT=str(port))
    second = operator.begin(GOODWORD_HEALTH__PORT=str(port))
    assert await second.ended() == BUSY


@contextmanager
def systemd(address: str) -> Iterator[socket.socket]:
    """The socket that systemd listens on, at a path or, where the address begins with a zero byte, in the abstract namespace."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        listening.bind(address)
        listening.setblocking(False)
        yield listening


class Told:
    """What arrived at the socket, in order."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.lines: list[str] = []

    async def until(self, line: str) -> None:
        def arrived() -> bool:
            self.read()
            return any(each.startswith(line) for each in self.lines)

        await until(arrived, f"{line} among {self.lines[-20:]}")

    def read(self) -> None:
        while True:
            try:
                self.lines += self._listening.recv(4096).decode().split("\n")
            except BlockingIOError:
                return


@pytest.mark.parametrize("is_abstract", [False, True])
async def test_systemd_is_told_of_the_start_the_run_and_the_end(
    standin: Standin, operator: Operator, tmp_path: Path, is_abstract: bool
) -> None:
    name = f"@goodword-{os.getpid()}-{tmp_path.name}" if is_abstract else str(tmp_path / "notify")
    with systemd(name.replace("@", "\0") if is_abstract else name) as listening:
        told = Told(listening)
        held = standin.fault("GET", "/users/@me", held=True)
        process = operator.begin(NOTIFY_SOCKET=name, WATCHDOG_USEC="200000")
        await told.until("STATUS=Connecting to Discord")
        await told.until("EXTEND_TIMEOUT_USEC=")
        assert "READY=1" not in told.lines
        assert "WATCHDOG=1" not in told.lines
        held.let_go()
        await standin.connected()
        await told.until("READY=1")
        await told.until("WATCHDOG=1")
        await told.until("STATUS=Connected to Discord")
        assert await process.stop() == 0
        told.read()
        assert told.lines[told.lines.index("STOPPING=1") + 1] == "STATUS=Stopping: SIGTERM"


async def test_a_watchdog_of_another_process_and_a_socket_that_is_gone_change_nothing(
    standin: Standin, operator: Operator, tmp_path: Path
) -> None:
    process = await operator.start(NOTIFY_SOCKET=str(tmp_path / "nobody"), WATCHDOG_USEC="200000", WATCHDOG_PID="1")
    assert process.output().count("NOTIFY_SOCKET can't be written to") == 1
    assert await process.stop() == 0


async def test_metrics_and_json_logs_of_a_running_process(standin: Standin, operator: Operator, port: int) -> None:
    operator.settings = {"GOODWORD_HEALTH__PORT": str(port), "GOODWORD_METRICS__ENABLED": "true", "GOODWORD_LOG__FORMAT": "json"}
    sample = SampleGuild(standin)
    process = await operator.start()
    await sample.set_up()
    await sample.refer()
    await sample.said()

    def page() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert answer.headers.get_content_type() == "text/plain"
            return answer.read().decode()

    told = await asyncio.to_thread(page)
    answered = next(line for line in told.splitlines() if line.startswith('goodword_answers_total{status="answered"}'))
    assert float(answered.split()[-1]) >= 5
    assert await process.stop() == 0
    lines = [json.loads(line) for line in process.output().splitlines()]
    assert {"time", "level", "logger", "message"} <= set.intersection(*[set(line) for line in lines])
    people = (sample.ana, sample.bruno, sample.carla)
    everything = told + process.output()
    assert [word for word in CLIENT.values() if word != "direct" and word in everything] == []
    assert [each.name for each in people if each.name in everything] == []
    assert [each.id for each in (*people, sample.guild, sample.referrals) if str(each.id) in told] == []
