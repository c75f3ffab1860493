"""The picture of a board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cogs._ui.paper import (
    ACCENT,
    BRAND,
    INK,
    LONGEST_ALT,
    MARGIN,
    PAPER,
    QUIET,
    RULE,
    SIGNED,
    SMALL,
    TRACK,
    WIDTH,
    disc,
    finished,
    head,
)
from cogs._ui.text_layout import Type, line

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_ROWS = 10
MEDAL, BAR, GAP = 60, 12, 18
ROW, HEAD, FOOT = 104, 216, 104
FOOTNOTE = 36
TEXT_LEFT = MARGIN + MEDAL + 28

NAME, PLACE = Type(35, 600, recurs=False), Type(28, 650)
NUMBER, DETAIL, NAMELESS = Type(28, 600), Type(28, 400), Type(30, 400)


class Row(Struct, frozen=True):
    """One member: `number` is what the bar shows, `said` and `detail` what is written at its end."""

    rank: int
    name: str
    number: int
    said: str
    detail: str


class BoardImage(Struct, frozen=True):
    """The texts of the picture, in one language. `nameless` replaces a name of which no letter can be drawn."""

    group: str
    title: str
    days: str
    rows: tuple[Row, ...]
    footnotes: tuple[str, ...]
    nameless: str

    @property
    def alt(self) -> str:
        """The alternative text, for those who do not see the picture."""
        from bot.core.text import shortened  # what it imports is not needed for drawing

        places = "; ".join(f"{row.rank}. {' '.join(row.name.split())}: {row.said}, {row.detail}" for row in self.rows)
        return shortened(f"{self.title} ({self.days}). {places}.", LONGEST_ALT)

    def draw(self) -> bytes:
        """The picture as PNG; called in the process of `drawing`."""
        from PIL import Image

        foot = FOOT + FOOTNOTE * max(len(self.footnotes) - 1, 0)
        image = Image.new("L", (WIDTH, HEAD + ROW * len(self.rows) + foot), PAPER)
        head(image, self.group, self.title, self.days)
        most = max(row.number for row in self.rows)
        for place, row in enumerate(self.rows):
            self._row(image, HEAD + ROW * place, row, row.number / most if most else 0.0)
        self._foot(image, image.height - foot)
        return finished(image)

    def _row(self, image: Image, top: int, row: Row, share: float) -> None:
        _medal(image, (MARGIN, top + 10), row.rank)
        right, base, bar = WIDTH - MARGIN, top + 42, top + 62
        room = (right - TEXT_LEFT) / 3
        for text, kind, ink in ((row.detail, DETAIL, QUIET), (row.said, NUMBER, INK)):
            number = line(text, kind, room)
            right -= number.width
            number.write(image, (right, base), ink)
            right -= GAP
        name = line(row.name, NAME, right - GAP - TEXT_LEFT)
        if name.runs:
            name.write(image, (TEXT_LEFT, base), INK)
        else:
            line(self.nameless, NAMELESS, right - GAP - TEXT_LEFT).write(image, (TEXT_LEFT, base), QUIET)
        _bar(image, (TEXT_LEFT, bar), WIDTH - MARGIN - TEXT_LEFT, TRACK)
        if share:
            _bar(image, (TEXT_LEFT, bar), max(BAR, round((WIDTH - MARGIN - TEXT_LEFT) * share)), ACCENT)

    def _foot(self, image: Image, top: int) -> None:
        image.paste(RULE, (MARGIN, top + 8, WIDTH - MARGIN, top + 10))
        signed = line(BRAND, SIGNED, WIDTH)
        left_of_signed = WIDTH - MARGIN - signed.width
        signed.write(image, (left_of_signed, image.height - 44), ACCENT)
        for number, footnote in enumerate(self.footnotes):
            base = top + FOOT - 44 + FOOTNOTE * number
            line(footnote, SMALL, left_of_signed - MARGIN - GAP).write(image, (MARGIN, base), QUIET)


def _medal(image: Image, at: tuple[int, int], rank: int) -> None:
    """The rank in a circle, a full one for the first three."""
    first = rank <= 3  # noqa: PLR2004 - as many as there are medals
    image.paste(ACCENT if first else TRACK, at, disc(MEDAL))
    number = line(str(rank), PLACE, MEDAL)
    number.write(image, (at[0] + (MEDAL - number.width) / 2, at[1] + MEDAL / 2 + 10), PAPER if first else INK)


def _bar(image: Image, at: tuple[int, int], length: int, colour: int) -> None:
    """A thick line with round ends."""
    left, top = at
    half, end = BAR // 2, disc(BAR)
    image.paste(colour, at, end.crop((0, 0, half, BAR)))
    image.paste(colour, (left + half, top, left + length - half, top + BAR))
    image.paste(colour, (left + length - half, top), end.crop((half, 0, BAR, BAR)))
