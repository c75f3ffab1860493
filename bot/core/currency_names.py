"""What people write beside an amount instead of a currency's code: its sign and its name, from CLDR by Babel."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.core.text import plain, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from babel import Locale

NOUN_FIRST = frozenset("ar ca es fr gl id it ms pl pt ro vi".split())
"""Languages in whose names of currencies the noun comes before the country: “reais brasileiros”, but “Brazilian reals”."""
COUNTS = (None, 1, 2, 5, 1.5)
"""Between them they need every plural form of the languages that write money: CLDR's one, two, few, many and other."""
UNLISTED = {"INR": ("Rs",), "LKR": ("Rs",), "NPR": ("Rs",), "RSD": ("din",)}
"""Signs in daily use that CLDR does not list for the currency."""


def named(text: str, currency: str) -> bool:
    """Whether `text` means the ISO 4217 `currency`, for a person who uses it: its code, a sign of it or a name of it.

    A sign or noun that several currencies share, as “$” and “pesos”, means the one that is asked about; one of another currency, as “US$”
    among Canadians, does not.
    """
    wanted = _folded(text)
    return wanted == currency.casefold() or wanted in _usual(currency) or wanted in _at_home(currency)


@cache
def _usual(currency: str) -> frozenset[str]:
    """The folded signs and names of the currency in English and Brazilian Portuguese."""
    from babel import Locale

    called = {*_called(currency, (Locale("en"), Locale("pt", "BR"))), *UNLISTED.get(currency, ())}
    return frozenset(map(_folded, called))


@cache
def _at_home(currency: str) -> frozenset[str]:
    """The folded signs and names of the currency in the official languages of the countries where it is legal tender."""
    called = {*_called(currency, _home_locales(currency))}
    if "$" in called:
        # A currency's code begins with its country's (ISO 4217): CA$ of CAD, US$ of USD.
        called.add(f"{currency[:2]}$")
    return frozenset(map(_folded, called))


def _called(currency: str, locales: Iterable[Locale]) -> Iterator[str]:
    """The currency's sign in each locale, its names in each plural form, and the noun in each of these names."""
    from babel.numbers import get_currency_name, get_currency_symbol

    for locale in locales:
        yield get_currency_symbol(currency, locale)
        for name in {get_currency_name(currency, count, locale) for count in COUNTS}:
            yield name
            yield name.split()[0 if locale.language in NOUN_FIRST else -1]


def _home_locales(currency: str) -> Iterator[Locale]:
    """A locale for each official language of each country in which the currency is legal tender now (CLDR's territory data)."""
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global
    from babel.languages import get_official_languages

    for territory, used in get_global("territory_currencies").items():
        if any(code == currency and tender and until is None for code, _, until, tender in used):
            for language in get_official_languages(territory, de_facto=True):
                try:
                    yield Locale.parse(f"{language}_{territory}")
                except (UnknownLocaleError, ValueError):
                    continue  # CLDR has the language's status there, and no texts in it


def _folded(text: str) -> str:
    """The form in which names are compared: without case, accents, full stops and format characters, full-width forms as usual ones."""
    return plain(visible(text)).replace(".", "")
