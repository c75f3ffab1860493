"""What leaves for Sentry, by its own client with a transport into memory: errors of the whole bot, and nothing of anybody."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
import sentry_sdk
from sentry_sdk.transport import Transport

from bot.health import sentry
from bot.setting_values import Secret
from tests.support import MARIA, World, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sentry_sdk.envelope import Envelope

TOKEN = "MTIz.canary.token"
DSN = Secret("https://publickey@o1.ingest.example.org/42")


class Memory(Transport):
    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope.serialize())

    @property
    def events(self) -> list[dict]:
        return [json.loads(line) for each in self.sent for line in each.split(b"\n") if b'"exception"' in line]


@pytest.fixture
def memory() -> Iterator[Memory]:
    made = Memory()
    with sentry.reporting(DSN, made):
        yield made
    sentry_sdk.get_global_scope().set_client(None)


def whole(memory: Memory) -> str:
    return b"\n".join(memory.sent).decode()


async def test_an_incident_leaves_with_its_number_and_without_anything_of_anybody(group: World, memory: Memory) -> None:
    tokens: list[str] = []

    async def broken(tx: object, actor: object, *given: object, **named: object) -> None:
        local = f"{MARIA['contact']} {TOKEN}"
        sentry_sdk.add_breadcrumb(message=local)
        sentry_sdk.set_user({"id": str(group.ana.id), "username": "Ana"})
        sentry_sdk.set_tag("client", MARIA["prospect"])
        sentry_sdk.set_context("typed", dict(MARIA))
        logging.getLogger("bot.canary").error("typed %s", local)
        raise RuntimeError(local) from ValueError(f"{given} {named}")

    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    group.bot.services.referrals.give = broken
    incident = said(await group.ana.submit_modal(form, MARIA))
    (event,) = memory.events
    assert event["tags"]["incident"] in incident
    assert len(event["tags"]["incident"]) == 6
    errors = event["exception"]["values"]
    assert [error["type"] for error in errors] == ["ValueError", "RuntimeError"]
    frames = errors[-1]["stacktrace"]["frames"]
    assert frames[-1]["function"] == "broken"
    assert {name for frame in frames for name in frame} == {"module", "function", "lineno"}
    assert set(event) <= {"event_id", "timestamp", "level", "platform", "release", "tags", "exception"}
    canaries = (MARIA["prospect"], MARIA["contact"], MARIA["need"], TOKEN, "Ana", str(group.ana.id), str(group.guild.id), *tokens)
    assert [word for word in canaries if word in whole(memory)] == []
    assert "simcord_interaction" not in whole(memory), "the interaction's token"


async def test_refusals_and_lines_without_an_exception_do_not_leave(group: World, memory: Memory) -> None:
    await group.duda.slash(group.channel, "refer", member=group.bruno)
    logging.getLogger("bot.canary").error("typed %s", MARIA["contact"])
    assert memory.sent == []


def test_whatever_the_library_collects_stays() -> None:
    frame = {
        "module": "bot.x",
        "function": "f",
        "lineno": 3,
        "vars": {"a": "hush"},
        "context_line": "hush",
        "abs_path": "/home/hush",
    }
    full = {
        "event_id": "1", "timestamp": 2, "level": "error", "platform": "python", "release": "goodword@1", "message": "hush",
        "logentry": {"message": "hush"}, "server_name": "hush", "user": {"id": "hush"}, "request": {"data": "hush"}, "extra": {"a": "hush"},
        "contexts": {"a": "hush"}, "modules": {"hush": "1"}, "breadcrumbs": {"values": ["hush"]}, "transaction": "hush", "new": "hush",
        "tags": {"incident": "A1B2C3", "other": "hush"}, "threads": {"values": [{"stacktrace": {"frames": [frame]}}]},
        "exception": {"values": [{"type": "E", "module": "m", "value": "hush", "mechanism": {"data": "hush"}, "stacktrace": {"frames": [frame]}}]},
    }  # fmt: skip
    kept = sentry.scrubbed(full, {})
    assert "hush" not in json.dumps(kept)
    assert kept["exception"] == {
        "values": [{"type": "E", "module": "m", "stacktrace": {"frames": [{"module": "bot.x", "function": "f", "lineno": 3}]}}]
    }
    assert sentry.scrubbed(full | {"tags": {"incident": "hush it"}}, {})["tags"] == {"incident": ""}
