"""Typesets lines for pictures: each grapheme in a font that has it, cut to the width there is.

The fonts are in `fonts/`: Inter (Latin, Greek, Cyrillic and common symbols) and Noto (emoji, more symbols, other scripts). Pillow and
the fonts are loaded with the first picture, in the process of `drawing`. FreeType's font objects are not thread-safe.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.graphemes import JOINER, graphemes, is_tint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

FONTS = Path(__file__).parent / "fonts"
ELLIPSIS = "…"
LONGEST = 100
"""Maximum number of graphemes in a line of any width."""
MOST_MARKS = 2
"""Maximum number of combining marks on a letter; more would overlap the lines above and below."""
MAIN, EMOJI = "Inter", "NotoEmoji"
FALLBACKS = ("NotoSans", "NotoSansSymbols", EMOJI)
EMOJI_SCALE = 0.84
"""Size of emoji relative to letters."""
OPTICAL = (14.0, 32.0)
WEIGHTS = (300, 700)
_UNSEEN = {"Cf", "Cc", "Cs", "Me"}
_NO_CHARACTER = "\U0010ffff"
_TRIED_AT = 16


class Type(Struct, frozen=True):
    """Font size in pixels, weight (400 is regular), and whether texts of this type recur in many pictures and are cached as masks."""

    size: int
    weight: int = 400
    recurs: bool = True


class Run(Struct, frozen=True):
    """A part of a text that is drawn in one font."""

    face: str
    text: str


class Line(Struct, frozen=True):
    """A text as runs, each in one font."""

    kind: Type
    runs: tuple[Run, ...]

    @property
    def width(self) -> float:
        """The width in pixels."""
        return sum(_width(run, self.kind) for run in self.runs)

    def write(self, image: Image, at: tuple[float, float], ink: int) -> None:
        """Draw the text from `at`, a point on the base line."""
        from PIL.ImageDraw import Draw

        x, y = at
        for run in self.runs:
            if self.kind.recurs:
                mask, left, top = _stamp(run, self.kind)
                image.paste(ink, (round(x) + left, round(y) + top), mask)
            else:
                Draw(image).text((round(x), y), run.text, ink, _font(run.face, self.kind), anchor="ls")
            x += _width(run, self.kind)


@lru_cache(maxsize=256)
def line(text: str, kind: Type, room: float) -> Line:
    """`text` on one line, cut with an ellipsis where it is wider than `room` pixels. Without runs where no font has any of it."""
    letters = graphemes(unicodedata.normalize("NFC", " ".join(text.split())))
    whole = Line(kind, typeset(letters)) if len(letters) <= LONGEST else None
    if whole is not None and whole.width <= room:
        return whole
    # Binary search for the number of graphemes that fit.
    fits, too_many = 0, min(len(letters), LONGEST)
    while fits + 1 < too_many:
        middle = (fits + too_many) // 2
        if _cut(letters, middle, kind).width <= room:
            fits = middle
        else:
            too_many = middle
    return _cut(letters, fits, kind)


def typeset(letters: Sequence[str]) -> tuple[Run, ...]:
    """Graphemes as runs of one font each. An ellipsis replaces what no font has; no runs where that is all of it."""
    shown = [_shown(each) for each in letters]
    if not any(piece is not None and piece.text.strip() for piece in shown):
        return ()
    return tuple(_joined(shown))


def _cut(letters: list[str], count: int, kind: Type) -> Line:
    end = count - 1 if count and letters[count - 1].isspace() else count
    runs = typeset([*letters[:end], ELLIPSIS])
    return Line(kind, runs)


@lru_cache(maxsize=2048)
def _width(run: Run, kind: Type) -> float:
    return _font(run.face, kind).getlength(run.text)


@lru_cache(maxsize=256)
def _stamp(run: Run, kind: Type) -> tuple[Image, int, int]:
    """The run drawn as a mask, and the mask's offset in pixels from the run's beginning on the base line."""
    from PIL import Image, ImageDraw

    font = _font(run.face, kind)
    left, top, right, bottom = (round(each) for each in font.getbbox(run.text, anchor="ls"))
    mask = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
    ImageDraw.Draw(mask).text((-left, -top), run.text, 255, font, anchor="ls")
    return mask, left, top


def _joined(pieces: list[Run | None]) -> Iterator[Run]:
    """Joins neighbours of the same font to one run: kerning and joined scripts need their letters together."""
    run: Run | None = None
    for found in pieces:
        piece = found or Run(MAIN, ELLIPSIS)
        if run is None:
            run = piece
        elif found is None and run.text.endswith(ELLIPSIS):
            continue
        elif piece.face == run.face or (piece.text.isspace() and run.face not in FALLBACKS and _carries(run.face, " ")):
            run = Run(run.face, run.text + piece.text)
        else:
            yield run
            run = piece
    if run is not None:
        yield run


@lru_cache(maxsize=4096)
def _shown(grapheme: str) -> Run | None:
    """A grapheme as a run: as it is, in NFKC (U+1D400, a mathematical A, as A), or its first letter alone; None where no font has any."""
    plain = unicodedata.normalize("NFKC", grapheme)
    for text in (grapheme, plain, plain[:1]):
        bare = _bare(text)
        if not bare:
            return Run(MAIN, "")
        face = next((face for face in _faces(bare[0]) if all(_carries(face, each) for each in bare)), None)
        if face is not None:
            return Run(face, bare)
    return None


def _bare(grapheme: str) -> str:
    """The first part of a joined emoji without tints and variation selectors, and a letter with at most MOST_MARKS accents."""
    kept, marks = "", 0
    for character in grapheme.split(JOINER, maxsplit=1)[0]:
        category = unicodedata.category(character)
        if category in _UNSEEN or is_tint(character) or "\ufe00" <= character <= "\ufe0f":
            continue
        marks += category == "Mn"
        if marks <= MOST_MARKS:
            kept += character
    return kept


def _faces(letter: str) -> Iterator[str]:
    """The fonts that may have the letter, best first. Those of other scripts need Raqm, which shapes and orders letters."""
    script = f"NotoSans{unicodedata.name(letter, '').split(' ')[0].title()}"
    if letter.isalpha() and script not in FALLBACKS and _joins_letters() and _file(script).is_file():
        yield script
    yield MAIN
    yield from FALLBACKS


@cache
def _joins_letters() -> bool:
    from PIL import features

    return bool(features.check("raqm"))


@lru_cache(maxsize=4096)
def _carries(face: str, character: str) -> bool:
    """Whether a font has a character: it is drawn differently from a character that no font has."""
    return _looks(face, character) != _looks(face, _NO_CHARACTER)


def _looks(face: str, character: str) -> tuple[object, ...]:
    mask, left, top = _stamp(Run(face, character), Type(_TRIED_AT))
    return left, top, mask.size, mask.tobytes()


@cache
def _font(face: str, kind: Type) -> FreeTypeFont:
    from PIL import ImageFont

    size = round(kind.size * EMOJI_SCALE) if face == EMOJI else kind.size
    font = ImageFont.truetype(_file(face), size)
    weight = min(max(kind.weight, WEIGHTS[0]), WEIGHTS[1])
    optical = min(max(size / 2, OPTICAL[0]), OPTICAL[1])  # a picture has two of its pixels for one of a screen
    font.set_variation_by_axes([optical, weight] if face == MAIN else [weight])
    return font


@cache
def _file(face: str) -> Path:
    return FONTS / f"{face}[{'opsz,' if face == MAIN else ''}wght].ttf"
