"""JSON between Discord and us. orjson accepts UTF-8 only, so a lone surrogate, which JSON can escape (RFC 8259, section 8.2), would raise.

Such a surrogate is replaced by U+FFFD in both directions: neither the store nor Discord can hold it.
"""

from __future__ import annotations

import json
import re
from typing import Any

import orjson
from discord import utils

_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
"""An escape in a JSON text; group 1 is one of a surrogate without its other half."""
REPLACEMENT = r"\ufffd"


def loads(text: str | bytes) -> Any:
    """Parse JSON. Raises ValueError where it is none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        whole = text if isinstance(text, str) else text.decode(errors="replace")
        return orjson.loads(_paired(whole.encode(errors="replace").decode()))


def dumps(value: Any) -> str:
    """Write JSON. Raises TypeError or ValueError for what JSON has no form of."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:  # besides lone surrogates: integers of more than 64 bits
        return _paired(json.dumps(value, separators=(",", ":")))


def install() -> None:
    """Make discord.py use these two wherever it reads or writes JSON."""
    utils._from_json, utils._to_json = loads, dumps  # noqa: SLF001  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]


def _paired(text: str) -> str:
    return _ESCAPE.sub(lambda found: REPLACEMENT if found[1] else found[0], text)
