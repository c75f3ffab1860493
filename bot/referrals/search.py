"""Finding one's own referrals by what one remembers of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.text import plain, unaccented

if TYPE_CHECKING:
    from collections.abc import Iterable

FEW_DIGITS = 3
"""So many digits of a phone are worth looking for."""
_BETWEEN_DIGITS = str.maketrans("", "", " +-().-/")


@dataclass(frozen=True, slots=True)
class Search:
    """What was typed: words that must all be found, accents and case aside, or digits of a phone."""

    words: tuple[str, ...]
    digits: str = ""

    @classmethod
    def of(cls, typed: str) -> Search:
        bare = typed.translate(_BETWEEN_DIGITS)
        is_phone = bare.isascii() and bare.isdigit() and len(bare) >= FEW_DIGITS
        return cls(tuple(plain(typed).split()), bare if is_phone else "")

    def fits(self, texts: Iterable[str]) -> bool:
        """Whether the texts together hold every word, or one of them the digits; they are taken as far as is needed."""
        left = set(self.words)
        for text in texts:
            folded = unaccented(text)
            left = {word for word in left if word not in folded}
            if not left or (self.digits and self.digits in "".join(filter(str.isdigit, folded))):
                return True
        return False
