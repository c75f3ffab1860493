"""The catalogue of known trades, with synonyms in both languages, and the key by which two texts are the same seat."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

from bot.core.personal_caches import personal
from bot.core.text import compared, key, visible

NO_TRADE = ("friend of the group", "amigo do grupo", "amiga do grupo")
"""What stands for an associate where others have their trade, in the form of `text.compared`."""
_FILE = Path(__file__).with_name("trades.toml")


class Trade(Struct, frozen=True):
    """A trade with its names by language: the displayed name first, then synonyms."""

    id: str
    english: tuple[str, ...]
    portuguese: tuple[str, ...]

    def called(self, tag: str) -> tuple[str, ...]:
        """Its name and synonyms in the language of one of Discord's locale tags; in English where there is no translation."""
        return self.portuguese if tag.split("-", maxsplit=1)[0] == "pt" else self.english

    def name(self, tag: str) -> str:
        """The name to be shown in the language of one of Discord's locale tags."""
        return self.called(tag)[0]

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Its names and synonyms in both languages."""
        return tuple(dict.fromkeys(self.english + self.portuguese))


def catalogue() -> tuple[Trade, ...]:
    """All known trades, in the order of the file."""
    return tuple(_by_id().values())


@cache
def popular() -> tuple[Trade, ...]:
    """The trades that are suggested where nothing was typed, because most groups have them."""
    return tuple(_by_id()[each] for each in _written()["popular"])


def known(text: str) -> Trade | None:
    """The trade with this name, synonym or id, in the form of `text.compared`; None for a trade that the catalogue does not have."""
    return _by_words().get(compared(text))


def names_no_trade(text: str) -> bool:
    """Whether a text in the place of a trade means an associate, who has none."""
    return compared(text) in NO_TRADE


@personal
@lru_cache(maxsize=1 << 10)
def seat_key(text: str) -> str:
    """The key by which two texts are the same seat: the id of a known trade, else `text.key` without invisible characters.

    So “Realtor”, “REALTOR ” and “corretor de imóveis” are one seat. Look-alikes fold as far as NFKC folds them
    (full-width letters, ligatures); a Cyrillic or Greek letter stays another letter than the Latin one.
    """
    trade = known(text)
    return trade.id if trade else key(visible(text))


@cache
def _written() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _by_id() -> dict[str, Trade]:
    return {each: Trade(each, tuple(words["en"]), tuple(words["pt"])) for each, words in _written()["trades"].items()}


@cache
def _by_words() -> dict[str, Trade]:
    return {compared(words): trade for trade in catalogue() for words in (trade.id, *trade.synonyms)}
