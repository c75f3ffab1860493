"""Readers of single configuration values: each returns the typed value, or raises TypeError or ValueError."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_RANGE = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?", re.ASCII)
_MOST = 10_000
_SPAN_OF_TIME = re.compile(r"([1-9][0-9]{0,3})([hdw])", re.ASCII)
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_PORTS = 65_535


class ConfigurationError(Exception):
    """A setting is wrong; the message names its key, its value unless secret, and what to do."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that `repr` leaves out."""

    text: str = field(repr=False)


def read_file(path: Path) -> str:
    """The text of a file in UTF-8, with a byte order mark or without, or in UTF-16 with one, as PowerShell writes files.

    Raises OSError and UnicodeDecodeError.
    """
    content = path.read_bytes()
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if marked else "utf-8-sig").replace("\r\n", "\n")


def read_secret_file(name: str, path: Path) -> str:
    """The text of the file that the setting `name` names, without white space around it. Raises ConfigurationError where it can't be read."""
    try:
        return read_file(path).strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise unreadable(name, path, problem) from None


def unreadable(name: str, path: Path | None, problem: Exception) -> ConfigurationError:
    return ConfigurationError(f"{name}: {path} can't be read ({problem}). Check the path and its permissions.")


def text(value: object) -> str:
    """A text as it is."""
    if not isinstance(value, str):
        raise TypeError("should be a text")
    return value


def secret(value: object) -> Secret:
    """A text that no log and no message shows."""
    return Secret(text(value))


def path(value: object) -> Path:
    """A path, relative ones to the working directory. An empty one would be that directory itself."""
    if not (found := text(value)) or "\0" in found:
        raise ValueError("should be the path of a file or a folder; leave it out where there is none")
    return Path(found)


def number(value: object) -> int:
    """A whole number from 1 to 10,000: a TOML integer, or its digits in the environment."""
    # `int` alone reads “1_000” and the digits of any script too.
    found = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= _MOST:
        raise ValueError(f"should be a whole number from 1 to {_MOST}")
    return found


def port(value: object) -> int:
    """A port of TCP: a TOML integer, or its digits in the environment."""
    found = (
        int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(_PORTS)) else value
    )
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= _PORTS:
        raise ValueError(f"should be a port, a whole number from 1 to {_PORTS}")
    return found


def switch(value: object) -> bool:
    """A TOML boolean, or true or false in the environment."""
    if value in {"true", "false"}:
        return value == "true"
    if not isinstance(value, bool):
        raise TypeError("should be true or false")
    return value


def span(value: object) -> tuple[int, int]:
    """A number or a range such as 0-3: its first and its last number, both included."""
    found = _RANGE.fullmatch(str(value))
    if found is None or int(found[1]) > int(found[2] or found[1]):
        raise ValueError('should be a shard or a range of them, such as "4" or "0-3"')
    return int(found[1]), int(found[2] or found[1])


def span_of_time(value: object) -> timedelta:
    """A number of hours, days or weeks, from 1 to 9999, such as 12h."""
    found = _SPAN_OF_TIME.fullmatch(str(value))
    if found is None:
        raise ValueError('should be a number with h, d or w behind it, for hours, days or weeks, such as "12h" or "1d"')
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def one_of(*choices: str) -> Callable[[object], str]:
    """A reader of a text that has to be one of `choices`."""

    def read(value: object) -> str:
        if value not in choices:
            *first, last = (repr(choice) for choice in choices)
            raise ValueError(f"should be {', '.join(first)} or {last}")
        return text(value)

    return read


def key(read: Callable[[object], Any], meaning: str) -> dict[str, Any]:
    """Metadata of a dataclass field: `read` returns the typed value or raises TypeError or ValueError with what is expected."""
    return {"read": read, "meaning": meaning}
