"""Escapes people's text, so that Discord shows it as it was typed, and cuts Markdown without breaking it."""

from __future__ import annotations

import re
import unicodedata

from bot.core.text import beginning, units

ELLIPSIS = "…"
_MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
_MARK_BEFORE = r"(\s*(?:[0-9]+(?=[.)]\s))?)([#>\-+.)])"
_HARMLESS_LINE = rf"(?!{_MARK_BEFORE})[^\\*_~`|\[\]<@\n]*"
_HARMLESS = re.compile(rf"{_HARMLESS_LINE}(?:\n{_HARMLESS_LINE})*")
"""Fast path: text without a character that is escaped anywhere in a line or at its beginning."""
_URL = re.compile(r"https?://[^\s<>\[\]|`\\]+")
"""An address, up to characters that have a meaning in Markdown: in addresses these are percent-encoded (RFC 3986, 2.1)."""
_ANYWHERE = re.compile(r"[\\*~`|\[\]<]|(?<!\w)_|_(?!\w)")
_LINE_START = re.compile(f"^{_MARK_BEFORE}", re.MULTILINE)
_EVERYBODY = re.compile(r"@(?=everyone|here)")
_TOKEN = re.compile(rf"<[@#/:at][^>\s]*>|{_URL.pattern}")
_OPENINGS = ("<", "http")
"""How mentions, timestamps and addresses begin, which `_TOKEN` matches whole: they are left out whole, never cut."""
_DANGLING = re.compile(r"(?:\s+(?:>|-#|•|#+)?)+\Z")
"""At the end of a cut text: spaces, and marks of a quotation, small print or list whose line is empty now."""
_BOLD = "**"
_NOT_PLAIN = re.compile(r"<(?:@[!&]?|#)[0-9]+>|<a?:\w+:[0-9]+>|<t:-?[0-9]+(?::[a-zA-Z])?>|<id:\w+>|</[^<>:]+:[0-9]+>")
"""Mentions, emoji of servers, timestamps and links to commands (https://docs.discord.com/developers/reference#message-formatting)."""
_MASKED = re.compile(r"\[([^\[\]\n]+)\]\(<?(https?://[^\s<>()]+)>?\)")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,3} |-# |>>> |> )", re.MULTILINE)
_MARK = re.compile(r"(?<!\\)(?:\*\*\*|\*\*|__|~~|\|\||```|`)")
_EMPHASIS = re.compile(r"(?<![\w\\*])([*_])(?=\S)([^*\n]*?[^*\s\\])\1(?!\w)")
_ESCAPE = re.compile(r"\\([\\*_~`|\[\]<>#@:.+()-])")


def safe_text(text: str) -> str:
    """`text` with all characters escaped that Discord would read as Markdown, a mention, a timestamp or a masked link.

    Addresses (`https://…`) are not escaped, so that they can be opened. Whether a mention notifies anybody is decided by the
    message's allowed mentions, not here.
    """
    if _HARMLESS.fullmatch(text):
        return text
    parts: list[str] = []
    end = 0
    for url in _URL.finditer(text):
        parts += [_escaped(text[end : url.start()]), url[0]]
        end = url.end()
    return "".join([*parts, _escaped(text[end:])])


def single_line(text: str) -> str:
    """`text` on a single line, not escaped: for what is `quoted` as a whole, or is not Markdown."""
    return " ".join(text.split())


def one_line(text: str) -> str:
    """`safe_text` on a single line, for use within a list or a sentence."""
    return safe_text(single_line(text))


def isolated(text: str) -> str:
    """A text within a sentence, so that one written from right to left turns neither the sentence nor the order of its parts.

    Between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates).
    """
    is_turning = not text.isascii() and any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
    return f"\u2068{text}\u2069" if is_turning else text


def quoted(text: str) -> str:
    """`safe_text` as a Markdown quotation."""
    return "\n".join(f"> {line}" for line in safe_text(text).splitlines())


def cut(text: str, room: int) -> str:
    """The beginning of a Markdown text, of at most `room` UTF-16 units, with an ellipsis where something is left out.

    It does not end within an emoji, an escape, a mention or an address, and bold text is closed. Empty where `room` is 0.
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
    # An odd number of backslashes at the end: the last one would escape the ellipsis.
    end -= (end - len(text[:end].rstrip("\\"))) % 2
    unescaped = text[:end].replace("\\\\", "").replace("\\*", "")
    # The cut is between the two asterisks of a bold mark.
    if (len(unescaped) - len(unescaped.rstrip("*"))) % 2 and text[end : end + 1] == "*":
        end -= 1
    is_bold = unescaped.count(_BOLD) % 2 == 1
    opened = text.rfind(_BOLD, 0, end)
    # Nothing follows the opening mark: an empty bold text would be shown as four asterisks.
    if is_bold and not text[opened + len(_BOLD) : end].strip():
        end, is_bold = opened, False
    return _DANGLING.sub("", text[:end]), is_bold


def place(rank: int) -> str:
    """A rank for the beginning of a line: a medal for the first three."""
    return _MEDALS.get(rank, f"**{rank}.**")


def unmarked(text: str) -> str:
    """`text` without Discord's Markdown, mentions, timestamps and emoji of servers, for where none of it is understood.

    A masked link is its words, with the address in brackets.
    """
    # Again until nothing changes: what is taken away may leave another mark. Each round makes the text shorter.
    while (plainer := _plainer(text)) != text:
        text = plainer
    return text


def _plainer(text: str) -> str:
    text = _MASKED.sub(r"\1 (\2)", _NOT_PLAIN.sub("", text))
    text = _MARK.sub("", _LINE_MARK.sub("", text))
    return _ESCAPE.sub(r"\1", _EMPHASIS.sub(r"\2", text))


def _escaped(text: str) -> str:
    escaped = _ANYWHERE.sub(lambda found: "\\" + found[0], text)
    escaped = _LINE_START.sub(r"\1\\\2", escaped)
    # A zero-width space breaks @everyone and @here, as in discord.utils.escape_mentions.
    return _EVERYBODY.sub("@\u200b", escaped)
