"""What is printed where the console's encoding lacks characters, as cp1252 and latin-1 lack “✓”: near ones, never UnicodeEncodeError."""

from __future__ import annotations

import codecs
import io
import sys
import unicodedata

HANDLER = "goodword.nearest"
"""The name by which streams find the error handler (https://docs.python.org/3/library/codecs.html#error-handlers)."""
NEAREST = {
    "✓": "+",
    "✗": "x",
    "“": '"',
    "”": '"',
    "„": '"',
    "’": "'",
    "‘": "'",
    "–": "-",
    "—": "-",
    "…": "...",
    "→": "->",
    "·": "-",
}


def tolerate() -> None:
    """Make standard output and standard error write the nearest characters that their encoding has."""
    codecs.register_error(HANDLER, _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)


def _nearest(problem: UnicodeError) -> tuple[str, int]:
    """The replacement of what can't be encoded, and where to go on. ASCII alone, which every console's encoding has."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    replaced = [_ascii(character) for character in problem.object[problem.start : problem.end]]
    return "".join(replaced), problem.end


def _ascii(character: str) -> str:
    """Without accents; “?” for what has no near one, a byte of a file's name that is no UTF-8 among it."""
    near = NEAREST.get(character) or unicodedata.normalize("NFKD", character)
    return near.encode("ascii", "ignore").decode() or "?"
