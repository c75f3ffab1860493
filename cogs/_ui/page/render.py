"""Rendering of pages and sheets by Jinja: one HTML file with its style and script inside, which requests nothing.

Only the process that draws imports Jinja (`drawing_process`): it takes eight megabytes.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).parent

TITLES, TEXTS, ENTRIES = (22, 36, 64), (70, 150, 270, 400), (140, 240)
"""Widths, in columns, up to which a title, a text or a list has the largest, the second … size; what is wider has the smallest."""
LONG_WORD = 15
"""Width, in columns, up to which a word of a title has room in a line of a phone in the larger sizes."""


class Form(Struct, frozen=True):
    """The files of one kind of page: a template, styles, and a script; `script` is empty where there is none."""

    template: str
    styles: tuple[str, ...]
    script: str = ""


SCREENS = Form("page.html", ("colours.css", "style.css"), "script.js")
SHEET = Form("sheet.html", ("colours.css", "sheet.css"))


def rendered(page: object, form: Form) -> str:
    """The HTML of a `model.Page` or `sheet.Sheet`. Whatever stands in it is escaped; its policy allows its own style and script alone.

    By hashes instead of 'unsafe-inline' (https://www.w3.org/TR/CSP3/#framework-directive-source-list), so that also what
    escaped the escaping could run nothing.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "title_size": lambda text: _size(columns(text), TITLES),
        "has_long_word": lambda text: any(columns(word) > LONG_WORD for word in re.split(r"[\s-]+", text)),
        "text_size": lambda text: _size(columns(text), TEXTS),
        "entries_size": lambda entries: _size(sum(columns(each.text) + columns(each.detail) for each in entries), ENTRIES),
    }
    style = "".join((FOLDER / name).read_text(encoding="utf-8") for name in form.styles)
    script = (FOLDER / form.script).read_text(encoding="utf-8") if form.script else ""
    scripts = _hash(script) if script else "'none'"
    return environment.get_template(form.template).render(
        page=page,
        style=Markup(style),  # noqa: S704 - files of ours
        script=Markup(script),  # noqa: S704
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {scripts}; base-uri 'none'; form-action 'none'",
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _size(width: int, widths: Sequence[int]) -> int:
    """From 0, the largest, by how wide a text is."""
    return sum(width > each for each in widths)


def columns(text: str) -> int:
    """The width of a text in small letters: two for a wide character (https://www.unicode.org/reports/tr11/), none for a mark.

    A line break counts as half a line.
    """
    return round(sum(map(_width, text)))


def _width(character: str) -> float:
    if character == "\n":
        return 20
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 2
    return 1.6 if character in "WMwm@" else 1.3 if character.isupper() else 1
