"""Amounts: read as people write them, refused where they could mean two things."""

from datetime import date

import iso4217
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.currencies import MINOR_DIGITS
from bot.core.errors import Refused
from bot.core.money import CURRENCIES, ENGLISH, MOST, PORTUGUESE, Money, minor_digits, number_format, read_amount
from bot.i18n import words
from tools.currencies import in_force


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


@given(st.integers(1, MOST), st.sampled_from(["en", "pt-BR"]), st.sampled_from(sorted(CURRENCIES)))
@example(1250, "en", "RSD")
@example(123450, "en", "INR")
def test_what_goodword_writes_it_reads_back(minor: int, tag: str, currency: str) -> None:
    money = Money(minor, currency)
    for written in (words(tag).money(money), words(tag).about(money)):
        assert read_amount(written, currency, number_format(tag)) == money


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
@pytest.mark.parametrize("tag", ["en", "pt-BR"])
def test_every_currency_in_force_is_shown_as_it_is_kept(tag: str, currency: str) -> None:
    for minor in (1, 50, 1250, 123456, MOST):
        money = Money(minor, currency)
        assert read_amount(words(tag).money(money), currency, number_format(tag)) == money
        digits = "".join(filter(str.isdigit, words(tag).money(money)))
        assert int(digits) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "tag", "written"),
    [
        (1250, "RSD", "en", "RSD\u00a012.50"),
        (1250, "XOF", "en", "F\u202fCFA\u00a01,250"),
        (1250, "USD", "en", "$12.50"),
        (123456, "IQD", "pt-BR", "IQD\u00a0123,456"),
    ],
)
def test_a_sign_of_letters_has_a_space_behind_it(minor: int, currency: str, tag: str, written: str) -> None:
    assert words(tag).money(Money(minor, currency)) == written


def test_the_list_is_of_a_known_date_and_has_what_changed_last() -> None:
    assert date(2026, 1, 1) <= iso4217.__published__
    assert in_force() == MINOR_DIGITS, "make words"
    assert {"XCG", "ZWG", "SLE", "VED", "XOF", "BRL"} <= CURRENCIES
    assert not {"ANG", "BGN", "ZWL", "HRK", "XAU", "XXX", "XTS", "XDR", "XAD", "CHE", "UYI", "UYW", "CLF"} & CURRENCIES


@pytest.mark.parametrize(
    ("currency", "digits"), [("JPY", 0), ("UGX", 0), ("KWD", 3), ("IQD", 3), ("RSD", 2), ("HUF", 2), ("BGN", 2)]
)
def test_minor_units_are_those_of_iso_4217(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize(
    ("typed", "currency", "tag", "minor"),
    [
        ("₹500", "INR", "en", 50000),
        ("₹1,234.50", "INR", "en", 123450),
        ("Rs. 1,23,456.50", "INR", "en", 12345650),
        ("500 rupees", "INR", "pt-BR", 50000),
        ("R$ 1.250,00", "BRL", "en", 125000),
        ("R$ 12,5", "BRL", "en", 1250),
        ("R$ 1.250.000", "BRL", "en", 125000000),
        ("1250 reais", "BRL", "en", 125000),
        ("1 real", "BRL", "pt-BR", 100),
        ("1.250,00 Reais", "BRL", "pt-BR", 125000),
        ("12,50 din.", "RSD", "en", 1250),
        ("RSD 12.50", "RSD", "en", 1250),
        ("1 250 Kč", "CZK", "en", 125000),
        ("1250 koruna", "CZK", "pt-BR", 125000),
        ("500 kr.", "DKK", "en", 50000),
        ("1\u202f250,50 €", "EUR", "pt-BR", 125050),
        ("50 EUROS", "EUR", "en", 5000),
        ("CA$5", "CAD", "en", 500),
        ("$5", "CAD", "en", 500),
        ("5 dólares", "CAD", "pt-BR", 500),
        ("5 Canadian dollars", "CAD", "en", 500),
        ("F CFA 1 500", "XOF", "pt-BR", 1500),
        ("￥1,500", "JPY", "en", 1500),
        ("CHF 1'250.50", "CHF", "en", 125050),
        ("zł 12.50", "PLN", "en", 1250),
        ("12,50 ZŁ", "PLN", "pt-BR", 1250),
        ("د.إ.\u200f 5", "AED", "en", 500),
        ("K10", "ZMW", "en", 1000),
        ("12.345", "KWD", "en", 12345),
    ],
)
def test_the_sign_code_and_name_of_the_currency_are_read_in_either_language(
    typed: str, currency: str, tag: str, minor: int
) -> None:
    assert read_amount(typed, currency, number_format(tag)) == Money(minor, currency)


@pytest.mark.parametrize(
    ("typed", "currency", "tag"),
    [
        ("10 50", "USD", "en"),
        ("1 2 3", "USD", "en"),
        ("12 34.50", "USD", "en"),
        ("1 250,000", "USD", "en"),
        ("10 . 50", "USD", "en"),
        ("R$ 1.250", "BRL", "en"),
        ("1.250 reais", "BRL", "en"),
        ("US$ 5", "CAD", "en"),
        ("5 US dollars", "CAD", "en"),
        ("¥500", "INR", "en"),
        ("500 reais", "USD", "pt-BR"),
        ("1,23,456", "USD", "en"),
        ("10k", "ZMW", "en"),
        ("10 M", "LSL", "en"),
        ("$5 $6", "USD", "en"),
        ("5-6", "USD", "en"),
        ("about 500", "USD", "en"),
        ("RSD 12.505", "RSD", "en"),
    ],
)
def test_what_could_mean_two_amounts_or_another_currency_is_refused(typed: str, currency: str, tag: str) -> None:
    with pytest.raises(Refused):
        read_amount(typed, currency, number_format(tag))


def test_a_currency_without_cents_gets_an_example_without_them() -> None:
    with pytest.raises(Refused) as refusal:
        read_amount("10.5", "JPY", ENGLISH)
    assert refusal.value.sentence.params["example"] == "1,234"


def test_a_currency_with_mils_gets_an_example_with_them() -> None:
    with pytest.raises(Refused) as refusal:
        read_amount("x", "KWD", ENGLISH)
    assert refusal.value.sentence.params["example"] == "1,234.500"
