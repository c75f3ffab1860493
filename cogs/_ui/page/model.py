"""A page: screens of texts in reading order, as plain data without markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_
from cogs._ui.page.render import SCREENS, rendered

if TYPE_CHECKING:
    from bot.i18n import Words


class Entry(Struct, frozen=True):
    """One line of a list: a text and what stands smaller beside it."""

    text: str
    detail: str = ""


class Screen(Struct, frozen=True):
    """What is seen at once. `part` names the part of the page to which it belongs, `title` is its largest text.

    `text` is a paragraph under its `label`; `note` stands small at the end. Titles and paragraphs run as what is typed in them does, from the left or
    the right; all else is in the page's language, what others typed there is `isolated`. `seconds` is the length of its countdown, 0 for none.
    The longer the texts, the smaller they are shown. On 16:9 there is room for 60 characters in a title, for 400 in a text, and for
    three entries, four of 60 characters, or six without details.
    """

    part: str
    title: str
    subtitle: str = ""
    label: str = ""
    text: str = ""
    entries: tuple[Entry, ...] = ()
    note: str = ""
    seconds: int = 0
    is_cover: bool = False


class Labels(Struct, frozen=True):
    """The page's own words in its language."""

    previous: str
    next: str
    go_to: str
    coming: str
    position: str
    pause: str
    resume: str
    time_is_up: str
    colours: str
    full_screen: str
    how: str

    @classmethod
    def of(cls, words: Words) -> Labels:
        return cls(**{name: words.t(text) for name, text in _LABELS.items()})


class Page(Struct, frozen=True):
    """A page, rendered where pictures are drawn. `language` is a BCP 47 tag, `group` the name that stands on each screen."""

    language: str
    group: str
    title: str
    screens: tuple[Screen, ...]
    labels: Labels

    @property
    def alt(self) -> str:
        return self.title

    def draw(self) -> bytes:
        """The HTML file, in UTF-8."""
        return rendered(self, SCREENS).encode("utf-8", "replace")


_LABELS = {
    "previous": N_("Back"),
    "next": N_("Next"),
    "go_to": N_("Go to"),
    "coming": N_("Next: {title}"),
    "position": N_("{number} of {count}"),
    "pause": N_("Pause"),
    "resume": N_("Go on"),
    "time_is_up": N_("Time is up"),
    "colours": N_("Light or dark"),
    "full_screen": N_("Full screen"),
    "how": N_(
        "Turn with the arrow keys, space or a presenter’s remote. P pauses the time, F fills the screen, T changes the colours."
    ),
}
