"""Names that look alike although they are written differently, and how to tell the people apart.

Characters are compared by their prototypes in Unicode's confusables.txt (https://www.unicode.org/reports/tr39/#Confusable_Detection), as
far as these are ASCII; `confusables.txt` beside this module has them, written by `tools.confusables`.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.names import folded
from bot.core.personal_caches import personal

if TYPE_CHECKING:
    from collections.abc import Iterable

_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ", "abcdeghijklmnoprtuvwyz", strict=True))
"""Latin letters which confusables.txt takes for other small capitals, and a reader for the letter."""
_SHAPES = str.maketrans(
    {
        character: line[0]
        for line in Path(__file__).with_name("confusables.txt").read_text(encoding="utf-8").splitlines()
        for character in line[2:]
    }
    | _SMALL_CAPITALS
)
_FILLERS = {"\u115f", "\u1160"}
"""Hangul fillers: letters by their category, of which nothing is seen. NFKC turns the other two, U+3164 and U+FFA0, into one of them."""
_UNSEEN = {"Cf", "Cc", "Mn"}
REMEMBERED = 4096
"""Names beyond ASCII that are kept in memory with what they look like, about 12 µs each: a list of people is shown again and again."""
_STROKES = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o", "5": "s"})


def shape(name: str) -> str:
    """What a name looks like: equal for two names that a reader may take for one another. Empty where nothing of it is seen."""
    kept = name.translate(_OF_ASCII) if name.isascii() else _remembered(name)
    # Pairs of letters that look like one, which a table of single characters can't have.
    return kept.replace("rn", "m").replace("vv", "w")


def _strokes(composed: str) -> str:
    """The letters and digits of a text in NFKC that are seen, each as its prototype; the same for each character wherever it stands."""
    seen = "".join(each for each in composed if unicodedata.category(each) not in _UNSEEN and each not in _FILLERS)
    letters = folded(seen.translate(_SHAPES)).replace("|", "l")
    return "".join(each for each in letters.translate(_STROKES) if each.isalnum())


@personal
@lru_cache(maxsize=REMEMBERED)
def _remembered(name: str) -> str:
    """`_strokes` of a name. Not for those in ASCII, which the table takes a microsecond for: a large board would push all others out."""
    return _strokes(unicodedata.normalize("NFKC", name))


_OF_ASCII = {code: _strokes(chr(code)) for code in range(128)}
"""`_strokes` of each ASCII character, which NFKC leaves as it is: a board of 5,000 members compares all of their names."""


def told_apart(people: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """Names by id of people given as (id, name, trade): where several look alike, with the trade in brackets."""
    listed = [(user_id, name, trade, shape(name)) for user_id, name, trade in people]
    alike = Counter([seen for *_, seen in listed])
    return {user_id: f"{name} ({trade})" if trade and alike[seen] > 1 else name for user_id, name, trade, seen in listed}
