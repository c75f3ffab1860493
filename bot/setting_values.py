"""Readers of setting values, from TOML or the environment; they raise TypeError or ValueError with what is expected."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_RANGE = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?", re.ASCII)
_MOST = 10_000


class ConfigurationError(Exception):
    """A setting is wrong or missing; the message is one sentence that names key, value and what to do."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that `repr` does not show, so that it appears in no log or traceback."""

    text: str = field(repr=False)


def text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("should be a text")
    return value


def secret(value: object) -> Secret:
    return Secret(text(value))


def path(value: object) -> Path:
    return Path(text(value))


def number(value: object) -> int:
    """As TOML has it, or as text in the environment."""
    found = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= _MOST:
        raise ValueError(f"should be a whole number from 1 to {_MOST}")
    return found


def switch(value: object) -> bool:
    """As TOML has it, or as text in the environment."""
    if value in {"true", "false"}:
        return value == "true"
    if not isinstance(value, bool):
        raise TypeError("should be true or false")
    return value


def span(value: object) -> tuple[int, int]:
    found = _RANGE.fullmatch(str(value))
    if found is None or int(found[1]) > int(found[2] or found[1]):
        raise ValueError('should be a shard or a range of them, such as "4" or "0-3"')
    return int(found[1]), int(found[2] or found[1])


def one_of(*choices: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in choices:
            *first, last = (repr(choice) for choice in choices)
            raise ValueError(f"should be {', '.join(first)} or {last}")
        return text(value)

    return read


def key(read: Callable[[object], Any], meaning: str) -> dict[str, Any]:
    """Metadata of a setting: `read` converts its value or raises an error that says what it should be; `meaning` describes it."""
    return {"read": read, "meaning": meaning}
