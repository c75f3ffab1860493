"""Numbers, money, days and lists are written as Babel would write them."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from babel import Locale, dates, lists, numbers
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from bot.core.calendar import Weekday
from bot.core.contacts import regions
from bot.core.money import CURRENCIES, MOST, Money, minor_digits
from bot.formats import path
from bot.i18n import LANGUAGES, words
from tools.cldr import cldr, territories

tags = st.sampled_from(LANGUAGES)
days = st.dates(date(1, 1, 2), date(9999, 12, 31))
amounts = st.integers(-(10**18), 10**18) | st.integers(-1000, 1000) | st.integers(1, 10**6).map(lambda whole: whole * 10000)


def locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_files_are_what_the_locked_babel_says(tag: str) -> None:
    assert json.loads(path(tag).read_text(encoding="utf-8")) == asdict(cldr(tag))


def test_the_territories_of_time_zones_are_those_of_the_locked_babel() -> None:
    assert regions.territories() == territories()


@given(st.integers(-(10**20), 10**20) | st.integers(-1001, 1001), tags)
def test_numbers(value: int, tag: str) -> None:
    assert words(tag).number(value) == numbers.format_decimal(value, locale=locale(tag))


@given(amounts | st.just(MOST), st.sampled_from([*sorted(CURRENCIES), "HRK", "XXX", "PTE"]), tags)
def test_money(minor: int, currency: str, tag: str) -> None:
    digits = minor_digits(currency)
    amount = Decimal(minor).scaleb(-digits)

    def written(shown: int) -> str:
        standard = locale(tag).currency_formats["standard"].pattern
        pattern = standard.replace(".00", f".{'0' * shown}" if shown else "")
        by_babel = numbers.format_currency(amount, currency, pattern, locale=locale(tag), currency_digits=False)
        return re.sub(r"(?:(?<=[^\W\d_])|(?<=[^\W\d_]\.))(?=\d)", "\u00a0", by_babel)

    money = Money(minor, currency)
    assert words(tag).money(money) == written(digits)
    assert words(tag).about(money) == written(digits if minor % 10**digits else 0)


@given(days, tags)
def test_days(day: date, tag: str) -> None:
    reader, month = words(tag), dates.format_date(day, "MMMM", locale=locale(tag))
    assert reader.date(day) == dates.format_date(day, "d MMMM y" if tag == "en" else "long", locale=locale(tag))
    ordinal = "1º" if day.day == 1 else day.day
    assert reader.day(day) == (f"{day.day} {month}" if tag == "en" else f"{ordinal} de {month}")
    assert reader.weekday(Weekday(day.weekday())) == dates.format_date(day, "cccc", locale=locale(tag))


@given(days, st.integers(0, 900), tags)
def test_months(first: date, more: int, tag: str) -> None:
    last = first + timedelta(days=more) if (date.max - first).days >= more else first
    assert words(tag).months(first, last) == dates.format_interval(first, last, "yMMMM", locale=locale(tag))


@given(st.lists(st.text(max_size=5), max_size=9), tags)
def test_lists(items: list[str], tag: str) -> None:
    assert words(tag).listed(items) == lists.format_list(items, locale=locale(tag))
