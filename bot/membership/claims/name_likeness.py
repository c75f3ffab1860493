"""Compares the names by which a person goes with those of the expected members.

It takes ten microseconds a name, so that where thousands are expected it is called outside of transactions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.text import plain, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.membership.members.model import Listed

MOST_ALIKE = 5
"""Maximum number of expected members that a person is shown."""
ALIKE, THE_SAME = 85, 92
"""Minimum similarity, of 100, of a shown name, and of a typed name to one that was not shown."""
SHORTEST = 3
"""Names with fewer letters are not compared: they are similar to too many."""


def alike(expected: Iterable[Listed], names: Sequence[str]) -> tuple[Listed, ...]:
    """Those with similar names, at most MOST_ALIKE, the most similar first."""
    scored = [(likeness(each.name, names), each) for each in expected]
    found = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: (-pair[0], sort_key(pair[1].name)))
    return tuple(each for _, each in found[:MOST_ALIKE])


def meant(expected: Sequence[Listed], name: str) -> Listed | None:
    """The one whose name was typed; None where nobody has it."""
    scored = [(likeness(each.name, [name], whole=True), each) for each in expected]
    score, found = max(scored, key=lambda pair: pair[0], default=(0, None))
    return found if score >= THE_SAME else None


def likeness(expected: str, names: Sequence[str], *, whole: bool = False) -> float:
    """The similarity, of 100, of `expected` and the nearest of `names`; with `whole`, a part of the name is not enough."""
    from rapidfuzz import fuzz

    wanted, best = _letters(expected), 0.0
    for name in map(_letters, names):
        if len(name) >= SHORTEST:
            in_order = fuzz.ratio(wanted.replace(" ", ""), name.replace(" ", ""))
            # token_set_ratio is 100 where all words of one name are in the other, so a given name alone would be enough.
            best = max(best, in_order, (fuzz.token_sort_ratio if whole else fuzz.token_set_ratio)(wanted, name))
    return best


def _letters(name: str) -> str:
    """A name's letters, without the separators and digits of user names: “ana_souza92” becomes “ana souza”."""
    return " ".join(re.sub(r"[\W\d_]+", " ", plain(name)).split())
