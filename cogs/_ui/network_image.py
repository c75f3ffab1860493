"""The picture of a network: a dot with a name for each member or trade, and a line for each two that exchanged something.

networkx lays the dots out; it and numpy are loaded in the process of `drawing` alone, as Pillow and the fonts are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cogs._ui.dot_layout import Box, placed
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
    WIDTH,
    disc,
    finished,
    head,
)
from cogs._ui.text_layout import Type, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from cogs._ui.text_layout import Line

HEAD, FOOT, NOTE = 210, 96, 36
LINE = 197
"""The colour of lines, on the scale of `paper`."""
DOT, LETTERS = 26, 40
"""Diameter of a dot, and height of the name below it, in pixels."""
ROOM = 330
"""Maximum width of a name."""
STROKE, SMOOTH = 3, 2
"""Width of a line, and how many times larger the lines are drawn before they are reduced, which smooths their edges."""
NAME, NUMBER = Type(27, 550, recurs=False), Type(27, 550)


class NetworkImage(Struct, frozen=True):
    """The texts of the picture, in one language.

    `names` are the dots in the order of the list below the picture; one of which no letter can be drawn is shown by its number there.
    `lines` are pairs of their indexes. `notes` stand at the foot, such as how many members are in no dot.
    """

    group: str
    title: str
    days: str
    names: tuple[str, ...]
    lines: tuple[tuple[int, int], ...]
    notes: tuple[str, ...]

    @property
    def alt(self) -> str:
        """The alternative text, for those who do not see the picture."""
        from bot.core.text import shortened  # what it imports is not needed for drawing

        names = [" ".join(name.split()) for name in self.names]
        pairs = "; ".join(f"{names[one]} – {names[other]}" for one, other in self.lines)
        said = f"{self.title} ({self.days}): {', '.join(names)}. {pairs}{'.' if pairs else ''} {' '.join(self.notes)}"
        return shortened(said.strip(), LONGEST_ALT)

    def draw(self) -> bytes:
        """The picture as PNG; called in the process of `drawing`."""
        from PIL import Image

        labels = [self._label(number, name) for number, name in enumerate(self.names, start=1)]
        boxes = [Box(max(round(label.width), DOT) + 12, DOT + LETTERS + 12) for label in labels]
        height, spots = placed(boxes, self.lines, WIDTH - 2 * MARGIN)
        image = Image.new("L", (WIDTH, HEAD + height + self._foot_height), PAPER)
        head(image, self.group, self.title, self.days)
        dots = [(round(MARGIN + x), round(HEAD + y - LETTERS / 2)) for x, y in spots]
        _lines(image, [(dots[one], dots[other]) for one, other in self.lines])
        for (x, y), label in zip(dots, labels, strict=True):
            _dot(image, x, y, label)
        self._foot(image)
        return finished(image)

    @property
    def _foot_height(self) -> int:
        return FOOT + NOTE * max(len(self.notes) - 1, 0)

    def _label(self, number: int, name: str) -> Line:
        label = line(name, NAME, ROOM)
        return label if label.runs else line(f"({number})", NUMBER, ROOM)

    def _foot(self, image: Image) -> None:
        top = image.height - self._foot_height
        image.paste(RULE, (MARGIN, top, WIDTH - MARGIN, top + 2))
        signed = line(BRAND, SIGNED, WIDTH)
        signed.write(image, (WIDTH - MARGIN - signed.width, image.height - 40), ACCENT)
        for number, note in enumerate(self.notes):
            at = (MARGIN, top + FOOT - 40 + NOTE * number)
            line(note, SMALL, WIDTH - 3 * MARGIN - signed.width).write(image, at, QUIET)


def _lines(image: Image, lines: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    from PIL import Image, ImageDraw

    large = Image.new("L", (image.width * SMOOTH, image.height * SMOOTH))
    draw = ImageDraw.Draw(large)
    for ends in lines:
        draw.line([(x * SMOOTH, y * SMOOTH) for x, y in ends], 255, STROKE * SMOOTH)
    image.paste(LINE, (0, 0), large.reduce(SMOOTH))


def _dot(image: Image, x: int, y: int, label: Line) -> None:
    """A dot with its name below, on paper, so that no line runs through the letters."""
    half, width = DOT // 2, round(label.width)
    image.paste(PAPER, (x - half - 4, y - half - 4), disc(DOT + 8))
    image.paste(ACCENT, (x - half, y - half), disc(DOT))
    left = x - width // 2
    image.paste(PAPER, (left - 4, y + half + 6, left + width + 4, y + half + LETTERS))
    label.write(image, (left, y + half + LETTERS - 12), INK)
