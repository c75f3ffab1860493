"""`/metrics` in Prometheus's text format (https://prometheus.io/docs/instrumenting/exposition_formats/).

Numbers of the process and of its store as a whole: no label holds an id or a name. Needs the package prometheus-client.
"""

from __future__ import annotations

import itertools
from importlib.util import find_spec
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import outbox_admin
from bot.core.db import backup_state
from bot.core.telemetry import BOUNDS, Status
from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from prometheus_client.core import Metric

    from bot.core.db.backup_state import LastBackup
    from bot.core.db.database import Tx
    from bot.core.outbox_admin import Backlog
    from bot.core.telemetry import Telemetry
    from bot.health.pulse import Pulse
    from bot.settings import Settings

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Stored(Struct, frozen=True):
    """What the store tells."""

    backlog: Backlog
    last_digest: datetime | None
    backup: LastBackup


def check(chosen: Settings) -> None:
    """Raise ConfigurationError where metrics are switched on and can't be served."""
    if not chosen.metrics.enabled:
        return
    if chosen.health.port is None:
        raise ConfigurationError(
            "metrics.enabled is true, but health.port, on which they are served, is not set. Set it as well."
        )
    if find_spec("prometheus_client") is None:
        raise ConfigurationError(
            "metrics.enabled is true, but prometheus-client is not installed. Install it with: make .venv/.watch"
        )


async def read(tx: Tx) -> Stored:
    """Read the numbers that only the store has."""
    return Stored(await outbox_admin.backlog(tx), await outbox_admin.last_digest_at(tx), await backup_state.last_backup(tx))


def exposition(pulse: Pulse, stored: Stored | None) -> bytes:
    """The page; without the store's numbers where it does not answer."""
    # Within the function, as this package is an extra that most do not install.
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.registry import Collector

    class Once(Collector):
        def collect(self) -> Iterator[Metric]:
            yield from _of_process(pulse)
            if pulse.goodword is not None:
                yield from _of_answers(pulse.goodword.telemetry)
            if stored is not None:
                yield from _of_store(stored)

    # Not the package's own registry, which adds numbers of Python and of the process by itself.
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Once())
    return generate_latest(registry)


def _of_process(pulse: Pulse) -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    yield GaugeMetricFamily("goodword_uptime_seconds", "Time since the process began.", pulse.age)
    yield GaugeMetricFamily("goodword_loop_lag_seconds", "Greatest lag of the event loop in the last minute.", pulse.lag)
    yield GaugeMetricFamily("goodword_gateway_connected", "1 while every shard is connected.", pulse.is_connected)
    yield GaugeMetricFamily(
        "goodword_heartbeat_age_seconds", "Time since Discord acknowledged the oldest shard's heartbeat.", pulse.silent_for
    )


def _of_answers(telemetry: Telemetry) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

    answers = CounterMetricFamily("goodword_answers", "Interactions by how they ended.", labels=["status"])
    for status in Status:
        answers.add_metric([status.value], telemetry.answers[status])
    yield answers
    cumulative = itertools.accumulate(telemetry.buckets)
    buckets = list(zip([*map(str, BOUNDS), "+Inf"], cumulative, strict=True))
    latency = HistogramMetricFamily("goodword_interaction_latency_seconds", "Time from an interaction's creation to its answer.")
    latency.add_metric([], buckets, telemetry.seconds)
    yield latency
    yield CounterMetricFamily(
        "goodword_refused_attempts", "Attempts at what the person may not do, or is not theirs.", telemetry.refused_attempts
    )


def _of_store(stored: Stored) -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    backlog = stored.backlog
    yield GaugeMetricFamily("goodword_outbox_messages", "Messages that wait to be delivered.", backlog.waiting)
    yield GaugeMetricFamily("goodword_outbox_age_seconds", "Age of the oldest of them.", backlog.age.total_seconds())
    yield GaugeMetricFamily("goodword_outbox_overdue_seconds", "For how long one has been due.", backlog.overdue.total_seconds())
    for name, said, moment in (
        (
            "goodword_last_digest_timestamp_seconds",
            "End of the week that the newest digest of any group reports.",
            stored.last_digest,
        ),
        ("goodword_last_backup_timestamp_seconds", "When the last good scheduled backup was made.", stored.backup.at),
    ):
        if moment is not None:
            yield GaugeMetricFamily(name, said, moment.timestamp())
    yield GaugeMetricFamily(
        "goodword_backup_failing", "1 while the scheduled backup has failed since the last good one.", stored.backup.is_failing
    )
