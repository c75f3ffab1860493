"""The log on standard error: lines of text or JSON objects, both without secrets and without what people typed.

The message of an exception may quote what somebody typed (`invalid literal for int(): '…'`, PostgreSQL's DETAIL), so it is written for
kinds whose messages come from the system, Discord or this program alone; of any other the type and the lines of code are written.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
import traceback
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from bot.setting_sections import LogSettings

log = logging.getLogger(__name__)

TALKATIVE = ("aiosqlite", "asyncio", "discord.gateway", "discord.http", "discord.webhook.async_")
"""Loggers kept at INFO: at DEBUG they write whole payloads, arguments and the messages of exceptions, with clients' data and interaction
tokens in them."""
FIELDS = ("group", "person", "command", "incident")
"""Attributes that a record may have (`extra`), written as fields of JSON; in text they are part of the message."""
HARMLESS = (
    "OSError",
    "TimeoutError",
    "HTTPException",
    "GatewayNotFound",
    "ConnectionClosed",
    "ClientError",
    "StoreError",
    "ConfigurationError",
    "NotDrawn",
)
"""Names of exceptions whose messages, and those of their subclasses, hold nothing that people typed."""
TOLD = "Unsaved"
"""Name of the exception that stands for a failure of the store, which has logged the cause: one line is written of it."""
SHOWN_FRAMES = 40


def to_stderr(chosen: LogSettings, secrets: Sequence[str]) -> None:
    """Log to standard error in the chosen format and from the chosen level on, without `secrets`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if chosen.format == "json" else Text())
    handler.addFilter(Redact(secrets))
    logging.basicConfig(level=chosen.level, handlers=[handler])
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLogger().level))


@contextmanager
def unhandled_told(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Log what no task, callback or thread handles, and what can't be raised, as everything else is logged.

    asyncio's own handler writes `repr` of a task with its exception, and of a callback with its arguments; Python's hooks write the
    exception's message.
    """

    def of_loop(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        names = (each.get_name() for each in context.values() if isinstance(each, asyncio.Task))
        log.error("%s", ": ".join([context["message"].partition("(")[0], *names]), exc_info=context.get("exception"))

    def of_thread(args: threading.ExceptHookArgs) -> None:
        log.error("The thread %s ended in an error.", args.thread and args.thread.name, exc_info=args.exc_value)

    def unraisable(args: sys.UnraisableHookArgs) -> None:
        log.error("An error that can't be raised.", exc_info=args.exc_value)

    loop.set_exception_handler(of_loop)
    before = threading.excepthook, sys.unraisablehook
    threading.excepthook, sys.unraisablehook = of_thread, unraisable
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook = before


class _Untyped(logging.Formatter):
    """Writes exceptions without what people typed."""

    def formatException(  # noqa: N802 - the library's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return "".join(_described(ei[1])).rstrip("\n") if ei[1] is not None else ""


class Text(_Untyped):
    """One line of text a record: time, level, logger, message."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:<7} {name}: {message}", style="{")


class Json(_Untyped):
    """One object a line; `time` in UTC by RFC 3339. Non-ASCII characters are escaped, so no console's encoding matters."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one JSON object, its time in UTC and FIELDS beside the message."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = type(record.exc_info[1]).__qualname__
            line["traceback"] = record.exc_text or self.formatException(record.exc_info)
        return json.dumps(line)


class Redact(logging.Filter):
    """Replaces secrets in log messages and tracebacks."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the secrets in the record's message and traceback. Every record passes."""
        message = record.getMessage()
        if record.exc_info:  # another handler's formatter may have kept its own text in the record
            record.exc_text = _Untyped().formatException(record.exc_info)
        for secret in self._secrets:
            message = message.replace(secret, "…")
            record.exc_text = record.exc_text.replace(secret, "…") if record.exc_text else record.exc_text
        # The arguments are in the message by now; another handler would format it with them again.
        record.msg, record.args = message, None
        return True


def _described(error: BaseException, known: frozenset[int] = frozenset()) -> Iterator[str]:
    """As `traceback.format_exception`: causes first, then the frames and the type, with its message where that is harmless."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if kind.__name__ == TOLD:
        yield f"{name}: {error}\n"
        return
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    known |= {id(error)}
    # Exceptions may name each other as their context.
    if before is not None and id(before) not in known:
        yield from _described(before, known)
        yield "\nThen:\n"
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_tb(error.__traceback__, -SHOWN_FRAMES)
    is_harmless = any(base.__name__ in HARMLESS for base in kind.__mro__)
    yield f"{name}: {error}\n" if is_harmless and str(error) else f"{name}\n"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _described(each, known)
