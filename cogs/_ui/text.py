"""Escaping of people's text, so that Discord shows it as it was typed."""

from __future__ import annotations

import re

from bot.core.text import beginning, units

ELLIPSIS = "…"
_MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
_HARMLESS = re.compile(r"[^\\*_~`|\[\]<>@#+\-.)]*")
"""Fast path: text without any character that the other patterns look for."""
_URL = re.compile(r"https?://[^\s<>\[\]|`\\]+")
"""As far as it can't be the beginning of something else: brackets and the like stand in addresses as %5B."""
_ANYWHERE = re.compile(r"[\\*~`|\[\]<]|(?<!\w)_|_(?!\w)")
_LINE_START = re.compile(r"^(\s*(?:[0-9]+(?=[.)]\s))?)([#>\-+.)])", re.MULTILINE)
_EVERYBODY = re.compile(r"@(?=everyone|here)")
_TOKEN = re.compile(rf"<[@#/:at][^>\s]*>|{_URL.pattern}")
_OPENINGS = ("<", "http")
"""A mention, a timestamp or an address, which is cut as one; and how these begin."""
_DANGLING = re.compile(r"(?:\s+(?:>|-#|•|#+)?)+\Z")
"""At the end of a cut text: spaces, and the marks that begin a line on which nothing follows."""
_BOLD = "**"


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


def cut(text: str, room: int) -> str:
    """As much of a text in Discord's markdown as takes at most `room` units, with an ellipsis where something is left out.

    It does not end within an emoji, an escaped sign, a mention or an address, and what is bold is closed. Empty for no room.
    """
    if units(text) <= room:
        return text
    if room < units(ELLIPSIS):
        return ""
    kept, is_bold = _kept(text, room - units(ELLIPSIS))
    if is_bold:
        kept, is_bold = _kept(text, room - units(ELLIPSIS) - len(_BOLD))
    return f"{kept}{ELLIPSIS}{_BOLD if is_bold else ''}"


def _kept(text: str, room: int) -> tuple[str, bool]:
    """The beginning of a text that can be cut there, and whether it is bold at its end."""
    end = len(beginning(text, room))
    for opening in _OPENINGS:
        at = text.rfind(opening, 0, end + len(opening) - 1)
        token = _TOKEN.match(text, at) if at >= 0 else None
        if token is not None and at < end < token.end():
            end = at
    end -= (end - len(text[:end].rstrip("\\"))) % 2
    unescaped = text[:end].replace("\\\\", "").replace("\\*", "")
    if (len(unescaped) - len(unescaped.rstrip("*"))) % 2 and text[end : end + 1] == "*":
        end -= 1
    is_bold = unescaped.count(_BOLD) % 2 == 1
    opened = text.rfind(_BOLD, 0, end)
    if is_bold and not text[opened + len(_BOLD) : end].strip():
        end, is_bold = opened, False
    return _DANGLING.sub("", text[:end]), is_bold


def place(rank: int) -> str:
    """The text of a rank before a name."""
    return _MEDALS.get(rank, f"**{rank}.**")


def _escaped(text: str) -> str:
    escaped = _ANYWHERE.sub(lambda found: "\\" + found[0], text)
    escaped = _LINE_START.sub(r"\1\\\2", escaped)
    return _EVERYBODY.sub("@\u200b", escaped)
