"""Amounts of money: integers of a currency's minor unit, read in the number format of a language."""

from __future__ import annotations

import re

from msgspec import Struct

from bot.core.currencies import MINOR_DIGITS
from bot.core.errors import N_, Refused

MOST = 10**15
"""The largest amount that is accepted, in minor units; a larger one is taken for a typing error. Nine thousand of them still fit a
64-bit integer, as the stores' columns and sums are."""

LAKHS = frozenset({"BDT", "BTN", "INR", "NPR", "PKR"})
"""Currencies whose amounts are also written with thousands and then groups of two digits, as CLDR's en-IN does: 12,34,567.00."""
THOUSANDS_OR_CURRENCY = frozenset({"k", "m"})
"""Letters that mean thousands or millions after a number, and a currency before one (the kwacha's K): refused after a number."""
_AROUND = re.compile(r"(?P<before>[^0-9+-]*?) ?(?P<number>[0-9](?:[0-9.,'’ ]*[0-9])?) ?(?P<after>[^0-9]*)")
_LONE_SEPARATOR = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
"""One separator before three digits: thousands in one style, thousandths in the other."""

CURRENCIES = frozenset(MINOR_DIGITS)
"""ISO 4217's codes of the currencies in force."""


class Money(Struct, frozen=True):
    """`minor` units of the ISO 4217 `currency`: Money(1250, "BRL") is R$ 12,50."""

    minor: int
    currency: str


class NumberFormat(Struct, frozen=True):
    """How a language writes a number: 1,234.50 or 1.234,50."""

    decimal: str
    thousands: str
    example: str


ENGLISH = NumberFormat(".", ",", "1,234.50")
PORTUGUESE = NumberFormat(",", ".", "1.234,50")


def number_format(language: str) -> NumberFormat:
    """The number format of a language tag: Portuguese has its own, any other is written as in English."""
    return PORTUGUESE if language.startswith("pt") else ENGLISH


def minor_digits(currency: str) -> int:
    """How many decimal digits the currency has, by ISO 4217; two for a withdrawn one, in which a group may still have amounts."""
    return MINOR_DIGITS.get(currency, 2)


def example(currency: str, style: NumberFormat) -> str:
    """How an amount in the currency is written, without currency: 1,234.50, or 1,234 where it has no minor unit."""
    digits = minor_digits(currency)
    return style.example.ljust(len(f"1,234{style.decimal}") + digits, "0") if digits else style.example.split(style.decimal)[0]


def read_amount(text: str, currency: str, style: NumberFormat) -> Money | None:
    """The amount that a person typed, or None where they typed nothing.

    The currency may stand before or behind the number, as code, sign or name. A number alone is read in `style` only; beside the currency
    it may be written in the other style too where that has one meaning: “R$ 1.250,00” among people who write 1,250.00.

    Raises Refused on anything that is not one positive number so written: “1.25” where the comma is decimal is as likely 1.25 as a slip,
    and money is not guessed.
    """
    bare = " ".join(text.split())  # Unicode's spaces, those that do not break included
    if not bare:
        return None
    found = _AROUND.fullmatch(bare)
    number = None
    if found and _is_currency(found["before"], found["after"], currency):
        number = _number(found["number"], currency, style, named=bool(found["before"] or found["after"]))
    if number is None:
        raise Refused(
            N_("I can't read “{text}” as an amount. Write it like {example}, or leave it empty."),
            text=text.strip()[:40],
            example=example(currency, style),
        )
    if not 0 < number <= MOST:
        raise Refused(
            N_("“{text}” can't be the amount: it is zero or far too large. Write it like {example}, or leave it empty."),
            text=text.strip()[:40],
            example=example(currency, style),
        )
    return Money(number, currency)


def _is_currency(before: str, after: str, currency: str) -> bool:
    """Whether the texts before and after a number each are empty or mean the currency."""
    from bot.core.currency_names import named

    if not before and after.casefold() in THOUSANDS_OR_CURRENCY:
        return False
    return all(named(each, currency) for each in (before, after) if each)


def _number(text: str, currency: str, style: NumberFormat, *, named: bool) -> int | None:
    """The number in minor units; None where it is not written in an accepted style. `named`: the currency stands beside it.

    MOST + 1 stands for any number with more digits than MOST.
    """
    digits = minor_digits(currency)
    other = PORTUGUESE if style == ENGLISH else ENGLISH
    styles = [style, other] if named and not _LONE_SEPARATOR.fullmatch(text) else [style]
    for each in styles:
        thousands, decimal = re.escape(each.thousands), re.escape(each.decimal)
        groups = rf"[0-9]{{1,3}}(?:(?P<sign>[ '’]|{thousands})[0-9]{{3}}(?:(?P=sign)[0-9]{{3}})*)?"
        if currency in LAKHS:
            groups += rf"|[0-9]{{1,2}}(?:{thousands}[0-9]{{2}})+{thousands}[0-9]{{3}}"
        fraction = rf"(?:{decimal}(?P<fraction>[0-9]{{1,{digits}}}))?" if digits else "(?P<fraction>)"
        if found := re.fullmatch(rf"(?P<whole>{groups}|[0-9]+){fraction}", text):
            # Decided by the length: int() refuses more than 4,300 digits, and Python's documentation calls its time quadratic.
            whole = re.sub(r"[^0-9]", "", found["whole"]).lstrip("0")
            if len(whole) > len(str(MOST)):
                return MOST + 1
            return int((whole or "0") + (found["fraction"] or "").ljust(digits, "0"))
    return None
