"""The log's two formats: one line an event, secrets and what people typed left out."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import sys
import threading
from typing import Any

import discord
import pytest

from bot import logs
from bot.core.errors import STOPPING, Unsaved
from bot.logs import Json, Redact, Text

TYPED = "quexcanary 97531-8642"
TOKEN = "MTIz.canary.token"


def record(error: BaseException | None = None, text: str = "said %s", *args: object, **extra: object) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error is not None else None
    made = logging.LogRecord("bot.x", logging.ERROR, __file__, 1, text, args or ("so",), info)
    made.__dict__ |= {"created": 1_790_000_000.25} | extra
    return made


def written(made: logging.LogRecord) -> list[str]:
    """The record in both formats, as the process writes it."""
    Redact([TOKEN]).filter(made)
    return [Text().format(made), Json().format(made)]


def test_an_object_a_line_in_utc() -> None:
    extra: dict[str, Any] = {"group": 7, "person": 9, "command": "/refer", "incident": "A1B2C3"}
    line = Json().format(record(None, "two\nlines “é” %s", TOKEN, **extra))
    assert "\n" not in line
    line.encode("ascii")
    assert json.loads(line) == {
        "time": "2026-09-21T14:13:20.250Z",
        "level": "ERROR",
        "logger": "bot.x",
        "message": f"two\nlines “é” {TOKEN}",
        **extra,
    }


def raised(*errors: BaseException) -> BaseException:
    """The last of the errors, each raised from the one before."""
    before: BaseException | None = None
    for error in errors:
        try:
            raise error from before
        except BaseException as caught:  # noqa: BLE001
            before = caught
    assert before is not None
    return before


def contextual() -> BaseException:
    try:
        try:
            int(TYPED)
        except ValueError:
            raise RuntimeError(TYPED)  # noqa: B904
    except RuntimeError as caught:
        return caught


class Quoting(Exception):
    def __str__(self) -> str:
        return f"DETAIL: Key (name)=({TYPED})"


@pytest.mark.parametrize(
    "error",
    [
        raised(ValueError(f"invalid literal: {TYPED!r}")),
        raised(KeyError(TYPED), RuntimeError("a bug")),
        raised(Quoting(), OSError(28, "No space left")),
        raised(ExceptionGroup(TYPED, [ValueError(TYPED), RuntimeError(TYPED)])),
        contextual(),
        ValueError(TYPED),
    ],
)
def test_what_was_typed_is_in_no_traceback(error: BaseException) -> None:
    for line in written(record(error)):
        assert "quexcanary" not in line
        assert type(error).__name__ in line


def test_what_the_system_says_is_kept_with_the_lines_of_code() -> None:
    for line in written(record(raised(OSError(28, "No space left on device")))):
        assert "OSError: [Errno 28] No space left on device" in line
        assert "test_logs.py" in line
    looped = ValueError("x")
    looped.__context__ = looped
    assert written(record(looped))[0].endswith("ValueError")


async def fail(typed: str) -> None:
    raise ValueError(f"invalid literal: {typed!r}")


def fail_at_once(typed: str) -> None:
    raise ValueError(f"invalid literal: {typed!r}")


async def test_an_error_that_nothing_handles_is_told_without_what_was_typed(caplog: pytest.LogCaptureFixture) -> None:
    """asyncio itself writes the task with its exception, and a callback with its arguments, into the log's message."""

    class Dying:
        def __del__(self) -> None:
            fail_at_once(TYPED)

    loop = asyncio.get_running_loop()
    with logs.unhandled_told(loop):
        loop.call_soon(fail_at_once, TYPED)
        asyncio.create_task(fail(TYPED), name="goodword x")  # noqa: RUF006 - nobody holds it
        while len(caplog.records) < 2:
            await asyncio.sleep(0)
            gc.collect()
        thread = threading.Thread(target=fail_at_once, args=(TYPED,), name="drawing")
        thread.start()
        thread.join()
        Dying()
    loop.set_exception_handler(None)
    said = [line for made in caplog.records for line in written(made)]
    assert "quexcanary" not in "".join(said)
    assert all("ValueError" in line and "test_logs.py" in line for line in said)
    for line, sentence in zip(
        said[::2],
        [
            "Exception in callback fail_at_once",
            "Task exception was never retrieved: goodword x",
            "The thread drawing ended in an error.",
            "An error that can't be raised.",
        ],
        strict=True,
    ):
        assert sentence in line


def test_a_failure_of_the_store_is_one_line() -> None:
    """At a stop the store refuses whatever is under way, and every loop that goes on by itself logs it."""
    for line in written(record(raised(OSError(28, "No space left on device"), Unsaved(STOPPING)))):
        assert f"bot.core.errors.Unsaved: {STOPPING}" in line
        assert "Traceback" not in line
        assert "Errno" not in line


def test_secrets_are_left_out_of_messages_and_tracebacks() -> None:
    for line in written(record(raised(OSError(2, f"no {TOKEN}")), "said %s", TOKEN)):
        assert TOKEN not in line


def test_discords_words_are_kept() -> None:
    class Response:
        status, reason = 403, "Forbidden"

    error = discord.Forbidden(Response(), {"code": 50013, "message": "Missing Permissions"})  # type: ignore[arg-type]
    assert "error code: 50013" in written(record(raised(error)))[0]


def test_without_an_exception_there_is_none() -> None:
    try:
        assert sys.exc_info() == (None, None, None)
        logging.getLogger("bot.x")
    finally:
        made = logging.LogRecord("bot.x", logging.ERROR, __file__, 1, "said", (), (None, None, None))
    assert "traceback" not in json.loads(Json().format(made))
