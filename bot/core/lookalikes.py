"""Names that look alike although they are written differently, and how to tell the people apart.

The characters are those of Unicode's confusables.txt (https://www.unicode.org/reports/tr39/#Confusable_Detection) that appear in names: Cyrillic
and Greek letters in the shape of Latin ones, and digits and strokes in the shape of letters.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from bot.core.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHAPES = str.maketrans(
    dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝһѵ", "ABESIJKMHOPCTYXaesijopcyxdqwhv", strict=True))
    | dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυ", "ABEZHIKMNOPTYXaikvopu", strict=True))
)  # fmt: skip
_STROKES = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o", "5": "s"})


def shape(name: str) -> str:
    """What a name looks like: equal for two names that a reader may take for one another. Empty where nothing of it is seen."""
    seen = "".join(each for each in unicodedata.normalize("NFKC", name) if unicodedata.category(each) not in {"Cf", "Cc", "Mn"})
    letters = folded(seen.translate(_SHAPES)).replace("|", "l")
    kept = "".join(each for each in letters.translate(_STROKES) if each.isalnum())
    return kept.replace("rn", "m").replace("vv", "w")


def told_apart(people: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """Names by id of people given as (id, name, trade): where several look alike, with the trade in brackets."""
    listed = list(people)
    alike = Counter(shape(name) for _, name, _ in listed)
    return {user_id: f"{name} ({trade})" if trade and alike[shape(name)] > 1 else name for user_id, name, trade in listed}
