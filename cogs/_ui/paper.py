"""The ground of pictures: a background of its own, so that they read the same in Discord's dark and light themes and elsewhere.

All colours are on one scale from ACCENT over PAPER to INK, so a picture is drawn as greyscale, one byte a pixel, and
coloured by its palette.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cogs._ui.png import png
from cogs._ui.text_layout import Type, line

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH = 1200
"""Scale of the picture: two pixels for each that Discord shows, for high-density screens."""
LONGEST_ALT = 1024
"""Maximum length of a picture's description, in characters
(https://docs.discord.com/developers/components/reference#media-gallery).
"""

ACCENT, PAPER, INK = 16, 136, 255
"""The ends and the middle of the scale. Values below ACCENT are the transparent to nearly opaque pixels of the rounded corners."""
TRACK, RULE, QUIET = 118, 150, 216
COLOURS = {ACCENT: (0x2F, 0x7F, 0x6E), PAPER: (0xFC, 0xFB, 0xF8), INK: (0x1B, 0x22, 0x20)}
KEPT = (0, 5, 10, ACCENT, 56, 90, TRACK, PAPER, RULE, 164, 179, 197, QUIET, 229, 242, INK)
"""The values of the palette: with sixteen colours a pixel is four bits of the PNG, and letters look the same."""

MARGIN, CORNER = 60, 44
_SMOOTH = 8
BRAND = "Goodword"

GROUP, DAYS, TITLE = Type(30, 600, recurs=False), Type(28, 450), Type(54, 700)
SMALL, SIGNED = Type(25, 400), Type(25, 600)


def head(image: Image, group: str, title: str, days: str) -> None:
    """Write the group, the days that the picture is of, and the title below them."""
    right = line(days, DAYS, (WIDTH - 2 * MARGIN) / 2)
    left_of_days = WIDTH - MARGIN - right.width
    right.write(image, (left_of_days, 84), QUIET)
    line(group, GROUP, left_of_days - 2 * MARGIN).write(image, (MARGIN, 84), ACCENT)
    line(title, TITLE, WIDTH - 2 * MARGIN).write(image, (MARGIN, 156), INK)


def finished(image: Image) -> bytes:
    """The PNG of a picture in grey values, with round corners."""
    _round_corners(image)
    return png(
        image.point(_nearest()),
        [colour(value) for value in KEPT],
        # A tRNS chunk has opacities of the first palette entries only, so KEPT begins with the transparent ones.
        bytes(256 * value // ACCENT for value in KEPT if value < ACCENT),
    )


@cache
def disc(size: int) -> Image:
    """A circle with a smooth edge, as a mask."""
    from PIL import Image, ImageDraw

    large = Image.new("L", (size * _SMOOTH, size * _SMOOTH))
    ImageDraw.Draw(large).ellipse((0, 0, large.width - 1, large.height - 1), 255)
    return large.reduce(_SMOOTH)


def _round_corners(image: Image) -> None:
    """Make the pixels outside the rounded corners transparent."""
    edge = _edge()
    for left, x in ((0, 0), (CORNER, image.width - CORNER)):
        for top, y in ((0, 0), (CORNER, image.height - CORNER)):
            image.paste(edge.crop((left, top, left + CORNER, top + CORNER)), (x, y))


@cache
def _edge() -> Image:
    """The four corners joined: a disc with a transparent edge."""
    return disc(2 * CORNER).point([each * ACCENT // 256 if each < 255 else PAPER for each in range(256)])  # noqa: PLR2004


@cache
def _nearest() -> list[int]:
    """For each grey value the index of the nearest palette entry; only corners get transparent ones."""
    places = range(len(KEPT))
    return [
        min((place for place in places if (KEPT[place] < ACCENT) == (value < ACCENT)), key=lambda place: abs(KEPT[place] - value))
        for value in range(256)
    ]


def colour(value: int) -> tuple[int, ...]:
    """Red, green and blue of a value."""
    if value < ACCENT:
        return COLOURS[PAPER]
    low, high = (ACCENT, PAPER) if value <= PAPER else (PAPER, INK)
    share = (value - low) / (high - low)
    return tuple(round(a + (b - a) * share) for a, b in zip(COLOURS[low], COLOURS[high], strict=True))
