"""Text from people, made to be shown as it was typed."""

from __future__ import annotations

import re

_MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
_HARMLESS = re.compile(r"[^\\*_~`|\[\]<>@#+\-.)]*")
"""Without any of the characters that the others look for; most names are like that."""
_URL = re.compile(r"https?://[^\s<>\[\]|`\\]+")
"""As far as it can't be the beginning of something else: brackets and the like stand in addresses as %5B."""
_ANYWHERE = re.compile(r"[\\*~`|\[\]<]|(?<!\w)_|_(?!\w)")
_LINE_START = re.compile(r"^(\s*(?:[0-9]+(?=[.)]\s))?)([#>\-+.)])", re.MULTILINE)
_EVERYBODY = re.compile(r"@(?=everyone|here)")


def safe_text(text: str) -> str:
    """`text` with whatever Discord would read as markdown, mention, timestamp or masked link disarmed.

    Addresses (`https://…`) stay whole, so that they can be followed; nothing can be hidden behind other words. Pings are
    ruled by the message's allowed mentions, not by this.
    """
    if _HARMLESS.fullmatch(text):
        return text
    parts: list[str] = []
    end = 0
    for url in _URL.finditer(text):
        parts += [_escaped(text[end : url.start()]), url[0]]
        end = url.end()
    return "".join([*parts, _escaped(text[end:])])


def one_line(text: str) -> str:
    """`safe_text` on a single line, for a place in a list or a sentence."""
    return safe_text(" ".join(text.split()))


def quoted(text: str) -> str:
    """`safe_text` set apart as a quotation."""
    return "\n".join(f"> {line}" for line in safe_text(text).splitlines())


def place(rank: int) -> str:
    """How a rank is written in front of a name."""
    return _MEDALS.get(rank, f"**{rank}.**")


def _escaped(text: str) -> str:
    escaped = _ANYWHERE.sub(lambda found: "\\" + found[0], text)
    escaped = _LINE_START.sub(r"\1\\\2", escaped)
    return _EVERYBODY.sub("@\u200b", escaped)
