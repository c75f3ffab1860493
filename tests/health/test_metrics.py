"""`/metrics`: numbers alone, on both engines, and the sentences where they can't be served."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families

from bot.__main__ import cli
from bot.core.db import backup_state
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.core.telemetry import Status, Telemetry
from bot.health import metrics
from bot.health.pulse import Pulse
from tests.test_settings import TOKEN

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.db.database import Database
    from tests.conftest import Clock


def read(page: bytes) -> dict[str, float]:
    """Every sample by its name and labels, without what the format makes of itself."""
    samples = [sample for family in text_string_to_metric_families(page.decode()) for sample in family.samples]
    return {sample.name + "".join(f" {key}={value}" for key, value in sample.labels.items()): sample.value for sample in samples}


async def test_what_is_told(database: Database, clock: Clock) -> None:
    telemetry = Telemetry()
    for status, seconds in (
        (Status.ANSWERED, 0.05),
        (Status.ANSWERED, 0.4),
        (Status.REFUSED, 2.9),
        (Status.LATE, 100),
        (Status.FAILED, -3),
    ):
        telemetry.answered(status, seconds)
    telemetry.refused_attempts = 2
    await database.write(lambda tx: outbox_store.add(tx, Message(1, "digest", "canarykey", 1, channel_id=99887766554433)))
    await database.write(lambda tx: backup_state.succeeded(tx, clock.now, "canary.db", 1))
    clock.pass_by(seconds=90)
    pulse = Pulse(clock.monotonic)
    goodword: Any = SimpleNamespace(
        database=database, telemetry=telemetry, shards={0: None}, is_ready=lambda: True, worker=SimpleNamespace(is_running=True)
    )
    pulse.goodword = goodword
    page = metrics.exposition(pulse, await database.read(metrics.read))
    told = read(page)
    assert told["goodword_outbox_messages"] == 1
    assert told["goodword_outbox_age_seconds"] == 90
    assert told["goodword_gateway_connected"] == 1
    assert [told[f"goodword_answers_total status={status}"] for status in Status] == [2, 1, 1, 1]
    assert told["goodword_interaction_latency_seconds_bucket le=0.1"] == 2
    assert told["goodword_interaction_latency_seconds_bucket le=3.0"] == 4
    assert told["goodword_interaction_latency_seconds_bucket le=+Inf"] == told["goodword_interaction_latency_seconds_count"] == 5
    assert told["goodword_refused_attempts_total"] == 2
    assert told["goodword_last_backup_timestamp_seconds"] == clock.now.timestamp() - 90
    assert told["goodword_backup_failing"] == 0
    assert "goodword_last_digest_timestamp_seconds" not in told
    assert not [word for word in ("canary", "99887766554433", 'digest"') if word in page.decode()]


async def test_a_failing_backup_is_told_beside_the_last_good_one(database: Database, clock: Clock) -> None:
    await database.write(lambda tx: backup_state.succeeded(tx, clock.now, "canary.db", 1))
    clock.pass_by(seconds=90)
    await database.write(lambda tx: backup_state.failed(tx, "canary: the folder is full"))
    page = metrics.exposition(Pulse(clock.monotonic), await database.read(metrics.read))
    told = read(page)
    assert told["goodword_backup_failing"] == 1
    assert told["goodword_last_backup_timestamp_seconds"] == clock.now.timestamp() - 90
    assert "canary" not in page.decode()


def test_without_the_store_the_process_is_still_told() -> None:
    told = read(metrics.exposition(Pulse(), None))
    assert told["goodword_gateway_connected"] == 0
    assert "goodword_outbox_messages" not in told


@pytest.mark.parametrize(
    ("environ", "missing", "sentence"),
    [
        ({"GOODWORD_METRICS__ENABLED": "true"}, "", "health.port, on which they are served, is not set"),
        (
            {"GOODWORD_METRICS__ENABLED": "true", "GOODWORD_HEALTH__PORT": "8080"},
            "prometheus_client",
            "make .venv/.watch",
        ),
        ({"GOODWORD_SENTRY__DSN": "https://k@o1.example.org/1"}, "sentry_sdk", "make .venv/.watch"),
        ({"GOODWORD_SENTRY__DSN": "hush-no-dsn"}, "", "sentry.dsn is no DSN of Sentry's"),
    ],
)
def test_what_cannot_be_served_ends_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], missing: str, sentence: str
) -> None:
    if missing:
        monkeypatch.setitem(__import__("sys").modules, missing, None)
        found = metrics.find_spec
        monkeypatch.setattr(metrics, "find_spec", lambda name: None if name == missing else found(name))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["run"], env={"GOODWORD_TOKEN": TOKEN} | environ)
    assert result.exit_code == 78
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1
    assert "hush" not in result.stderr
    assert [*tmp_path.iterdir()] == []
