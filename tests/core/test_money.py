"""Amounts: read as people write them, refused where they could mean two things."""

from decimal import Decimal

import pytest
from babel.numbers import format_decimal, get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Refused
from bot.core.money import CURRENCIES, ENGLISH, MOST, PORTUGUESE, Money, minor_digits, number_format, read_amount


@pytest.mark.parametrize(
    ("typed", "style", "minor"),
    [
        ("1,250.00", ENGLISH, 125000),
        ("1250", ENGLISH, 125000),
        ("R$ 1,250.5", ENGLISH, 125050),
        ("1.250,00", PORTUGUESE, 125000),
        ("1.250", PORTUGUESE, 125000),
        ("R$ 1.250,5", PORTUGUESE, 125050),
        ("BRL 99", PORTUGUESE, 9900),
        ("99 BRL", PORTUGUESE, 9900),
        ("0,01", PORTUGUESE, 1),
        ("1\u00a0250,00", PORTUGUESE, 125000),
    ],
)
def test_reads_what_the_language_writes(typed: str, style, minor: int) -> None:
    assert read_amount(typed, "BRL", style) == Money(minor, "BRL")


@pytest.mark.parametrize("typed", ["", "   ", "\u00a0"])
def test_nothing_typed_is_no_amount(typed: str) -> None:
    assert read_amount(typed, "BRL", PORTUGUESE) is None


@pytest.mark.parametrize(
    "typed",
    [
        "0", "0,00", "-5", "1.25", "12.34", "1,234.50", "1.2345", "1e15", "10,999", "10,", ",5", "1..000", "abc", "10 20,5,1",
        "1_000", "US$ 5", "5€", "$ 5", "٣", "100 EUR", "9" * 30, "10000000000000000", "R$", "NaN", "inf", "1\u200b0", "１２３",
    ],
)  # fmt: skip
def test_what_is_broken_or_ambiguous_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_amount(typed, "BRL", PORTUGUESE)
    assert refusal.value.sentence.params["example"] == "1.234,50"


@given(st.integers(1, MOST), st.sampled_from([("en", "en"), ("pt-BR", "pt_BR")]), st.sampled_from(["BRL", "JPY", "KWD"]))
def test_what_babel_writes_is_read_back(minor: int, language: tuple[str, str], currency: str) -> None:
    tag, babel_tag = language
    digits = minor_digits(currency)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    written = format_decimal(Decimal(minor).scaleb(-digits), pattern, locale=babel_tag)
    assert read_amount(written, currency, number_format(tag)) == Money(minor, currency)


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_minor_units_are_those_of_iso_4217(currency: str) -> None:
    # CLDR leaves out the minor units that people no longer use; ISO 4217 is what amounts are kept in.
    disused = {
        "AFN",
        "ALL",
        "AMD",
        "COP",
        "CRC",
        "CZK",
        "DKK",
        "HUF",
        "IDR",
        "IQD",
        "IRR",
        "KPW",
        "KRW",
        "LAK",
        "LBP",
        "MGA",
        "MMK",
    }
    disused |= {
        "MNT",
        "MRU",
        "NOK",
        "PKR",
        "RSD",
        "SEK",
        "SLE",
        "SOS",
        "SYP",
        "TWD",
        "TZS",
        "UZS",
        "YER",
        "GYD",
        "MUR",
        "STN",
        "TMT",
    }
    if currency not in disused:
        assert minor_digits(currency) == get_currency_precision(currency)


def test_a_currency_without_cents_gets_an_example_without_them() -> None:
    with pytest.raises(Refused) as refusal:
        read_amount("10.5", "JPY", ENGLISH)
    assert refusal.value.sentence.params["example"] == "1,234"
