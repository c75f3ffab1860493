"""How a language writes numbers, money, days and lists, by what CLDR says of it.

That is read from `locales/<language>/cldr.json`, which `tools/cldr.py` writes. Babel would read all that CLDR has, two MiB a language,
and interpret a pattern at each amount, which takes a hundred times as long.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.money import minor_digits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.core.calendar import Weekday
    from bot.core.money import Money

LOCALES = Path(__file__).parent / "locales"
SEPARATED = 1000
"""The least number that is written with a separator."""
_CODE_BEFORE_DIGIT = re.compile(r"(?:(?<=[^\W\d_])|(?<=[^\W\d_]\.))(?=\d)")
"""Where a no-break space separates a sign that ends with a letter or stop from the number, “RSD 12.50”: CLDR's currencySpacing
(https://unicode.org/reports/tr35/tr35-numbers.html#Currencies)."""


class Cldr(Struct, frozen=True):
    """What CLDR says of one language (https://cldr.unicode.org)."""

    decimal: str
    group: str
    """What stands before the decimal digits, and between groups of three digits."""
    currency_gap: str
    """What stands between a currency's sign and the number."""
    currency_signs: Mapping[str, str]
    """By ISO 4217's code, where the sign is not the code itself."""
    two: str
    last: str
    """Patterns of a list of two, `{0}` and `{1}`, and of the end of a longer one; before that it has commas."""
    months: Sequence[str]
    weekdays: Sequence[str]
    """From Monday on."""
    one_month: str
    same_year: str
    years: str
    """Patterns of a month with its year, and of months from `{first}` to `{last}`, with `{from_year}` and `{to_year}`."""

    @classmethod
    def read(cls, tag: str) -> Cldr:
        return cls(**json.loads(path(tag).read_text(encoding="utf-8")))


class Formats:
    """The writing of numbers, money, days and lists in one language."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self._cldr = Cldr.read(tag)

    def number(self, value: int) -> str:
        """An integer with the language's separators."""
        return str(value) if -SEPARATED < value < SEPARATED else f"{value:,}".replace(",", self._cldr.group)

    def money(self, money: Money) -> str:
        """R$ 1.250,00 or $1,250.00, as the language writes the currency, with as many decimal digits as ISO 4217 gives it."""
        return self._amount(money, minor_digits(money.currency))

    def about(self, money: Money) -> str:
        """`money`, without decimal digits where they are zero: R$ 1.200."""
        digits = minor_digits(money.currency)
        return self._amount(money, digits if money.minor % 10**digits else 0)

    def _amount(self, money: Money, shown: int) -> str:
        """The amount with `shown` decimal digits: all of the currency's, or none where they are zero.

        CLDR's own number of digits is not used: it leaves out what is no longer coined, RSD 12.50 would be RSD 13.
        """
        whole, rest = divmod(abs(money.minor), 10 ** minor_digits(money.currency))
        number = f"{self.number(whole)}{self._cldr.decimal}{rest:0{shown}}" if shown else self.number(whole)
        sign = self._cldr.currency_signs.get(money.currency, money.currency)
        return _CODE_BEFORE_DIGIT.sub("\u00a0", f"{'-' if money.minor < 0 else ''}{sign}{self._cldr.currency_gap}{number}")

    def weekday(self, day: Weekday) -> str:
        return self._cldr.weekdays[int(day)]

    def day(self, local: date) -> str:
        """Day and month in words, of a date or time that is already in the right time zone."""
        month = self._cldr.months[local.month - 1]
        if self.tag == "en":
            return f"{local.day} {month}"
        # The first of a month is an ordinal in Brazilian Portuguese, which CLDR's patterns do not write.
        return f"{'1º' if local.day == 1 else local.day} de {month}"

    def date(self, day: date) -> str:
        """A date in words, with its year."""
        month = self._cldr.months[day.month - 1]
        return f"{day.day} {month} {day.year}" if self.tag == "en" else f"{day.day} de {month} de {day.year}"

    def months(self, first: date, last: date) -> str:
        """The months from one day to another, or the one month of both."""
        if first.year != last.year:
            pattern = self._cldr.years
        else:
            pattern = self._cldr.one_month if first.month == last.month else self._cldr.same_year
        names = self._cldr.months
        return pattern.format(first=names[first.month - 1], last=names[last.month - 1], from_year=first.year, to_year=last.year)

    def days(self, first: date, last: date) -> str:
        """A range of dates, both ends included; a month or year that both share is written once."""
        english = self.tag == "en"
        dated = "{} {}" if english else "{} de {}"
        end = dated.format(self.day(last), last.year)
        if first == last:
            return end
        if first.year != last.year:
            start = dated.format(self.day(first), first.year)
        elif first.month != last.month:
            start = self.day(first)
        else:
            start = self.day(first).split(" ")[0]
            return f"{start}–{end}" if english else f"{start} a {end}"
        return f"{start} – {end}" if english else f"{start} a {end}"

    def listed(self, items: Sequence[str]) -> str:
        """“a, b and c”."""
        if len(items) < 2:  # noqa: PLR2004 - one of a list is written as it is
            return "".join(items)
        pattern = self._cldr.two if len(items) == 2 else self._cldr.last  # noqa: PLR2004
        return pattern.format(", ".join(items[:-1]), items[-1])


def path(tag: str) -> Path:
    return LOCALES / tag.replace("-", "_") / "cldr.json"
