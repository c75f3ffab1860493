"""An agenda as a text to paste into a phone messenger, where asterisks make bold letters."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from cogs._ui.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cogs._ui.page.model import Screen


def text_of(screens: Sequence[Screen]) -> str:
    """All parts, each under its heading, with a line for each screen or for each entry of a list."""
    cover, *others = screens
    parts = ["\n".join(filter(None, (f"*{cover.title}*", cover.subtitle, cover.note)))]
    for part, some in groupby(others, key=lambda screen: screen.part):
        parts.append("\n".join([f"*{part}*", *(line for screen in some for line in _lines(screen))]))
    return "\n\n".join(parts) + "\n"


def _lines(screen: Screen) -> Iterator[str]:
    entries = [", ".join(filter(None, (entry.text, entry.detail))) for entry in screen.entries]
    if entries and not screen.subtitle:  # the title of a list says no more than its part
        yield from (f"- {entry}" for entry in entries)
        return
    about = " · ".join(filter(None, (screen.subtitle, screen.note)))
    said = single_line(screen.text)
    head = f"{screen.title} ({about})" if about else screen.title
    colon = "" if head.endswith(("?", "!", ".", "…")) else ":"
    yield f"- {f'{colon} '.join(filter(None, (head, ' · '.join(entries) or said)))}"
