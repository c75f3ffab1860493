"""Amounts of money: integers of a currency's minor unit, read in the number format of a language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.errors import N_, Refused

MOST = 10**15
"""The largest amount in minor units that is believed; beyond it a finger has slipped."""

_DOLLARS = ("USD", "CAD", "AUD", "NZD", "MXN", "ARS", "CLP", "COP", "SGD", "HKD")
SYMBOLS = {"BRL": ("R$",), "EUR": ("€",), "GBP": ("£",), "JPY": ("¥",), "CNY": ("¥",)} | {
    code: (f"{code[:2]}$", "$") for code in _DOLLARS
}
"""What people write instead of a code; another currency's is refused, for money is not guessed."""

_NO_MINOR_UNIT = frozenset(
    """
    BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
    """.split()
)
_THREE_DIGITS = frozenset(
    """
    BHD IQD JOD KWD LYD OMR TND
    """.split()
)
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
    LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
    TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL
    """.split()
)
"""ISO 4217's codes of money in circulation."""


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units of the ISO 4217 `currency`: Money(1250, "BRL") is R$ 12,50."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a language writes a number: 1,234.50 or 1.234,50."""

    decimal: str
    thousands: str
    example: str


ENGLISH = NumberFormat(".", ",", "1,234.50")
PORTUGUESE = NumberFormat(",", ".", "1.234,50")


def number_format(language: str) -> NumberFormat:
    return PORTUGUESE if language.startswith("pt") else ENGLISH


def minor_digits(currency: str) -> int:
    """How many decimal digits the currency has, by ISO 4217."""
    if currency in _NO_MINOR_UNIT:
        return 0
    return 3 if currency in _THREE_DIGITS else 2


def read_amount(text: str, currency: str, style: NumberFormat) -> Money | None:
    """The amount that a person typed, or None where they typed nothing.

    Raises Refused on anything that is not one positive number written in `style`: "1.25" where the comma is decimal is
    as likely 1.25 as a slip, and money is not guessed.
    """
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).upper()
    if not bare:
        return None
    bare = bare.removeprefix(currency).removesuffix(currency)
    for symbol in SYMBOLS.get(currency, ()):
        bare = bare.removeprefix(symbol).removesuffix(symbol)
    thousands, decimal = re.escape(style.thousands), re.escape(style.decimal)
    digits = minor_digits(currency)
    fraction = f"(?:{decimal}([0-9]{{1,{digits}}}))?" if digits else "()"
    found = re.fullmatch(rf"([0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+|[0-9]+){fraction}", bare)
    if found is None:
        raise Refused(
            N_("I can't read “{text}” as an amount. Write it like {example}, or leave it empty."),
            text=text.strip()[:40],
            example=_example(style, digits),
        )
    whole = found[1].replace(style.thousands, "")
    minor = int(whole[:20] + (found[2] or "").ljust(digits, "0"))
    if not 0 < minor <= MOST or len(whole) > 20:  # noqa: PLR2004 - no currency has amounts of twenty digits
        raise Refused(
            N_("“{text}” can't be the amount: it is zero or far too large. Write it like {example}, or leave it empty."),
            text=text.strip()[:40],
            example=_example(style, digits),
        )
    return Money(minor, currency)


def _example(style: NumberFormat, digits: int) -> str:
    return style.example if digits else style.example.split(style.decimal)[0]
