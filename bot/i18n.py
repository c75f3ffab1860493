"""Texts in the reader's language: gettext catalogues, plural forms, and the format of numbers, money and dates (CLDR, by Babel).

English is in the code; `locales/<language>/LC_MESSAGES/*.po` translate it. The .po files are read at run time, so that no
compiled file can be out of date. Sentences call commands by their names in the code (`/refer`) in every language; they are
replaced by the names that Discord shows to the reader.
"""

from __future__ import annotations

import io
import re
from functools import cache, cached_property
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.core.errors import Day, Mention, Sentence
from bot.core.money import minor_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from babel import Locale
    from babel.messages.catalog import Catalog

    from bot.core.calendar import Weekday
    from bot.core.money import Money

LOCALES = Path(__file__).parent / "locales"
GROUPED = 1000
"""Numbers from here on get separators by Babel, which is slow; smaller ones are written alike in every language."""
TRANSLATED = ("pt-BR",)
"""Languages other than English, as Discord's locales (https://docs.discord.com/developers/reference#locales)."""
NAMED = set(TRANSLATED)
"""The languages in which Discord shows translated names of commands. The simulated Discord shows none and empties it at start."""
FAMILIES = frozenset({"digest", "group", "member", "moderate", "privacy", "profile"})
"""Groups of commands: the word after one of these is a part of the command's name."""
_COMMAND = re.compile(
    r"(?<![\w/])/(?P<first>[a-z]+)(?: (?P<second>[a-z]+)(?!\w))?|(?<![{\w])(?P<option>[a-z]+(?:_[a-z]+)+)(?![}\w])"
)
"""A command in a sentence, or one of its options; only options and `{places}` have an underscore."""


class Words:
    """One language. Every text that a person reads is translated by one of these."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self._messages = _catalogue(tag, "goodword")

    @cached_property
    def _locale(self) -> Locale:
        """The parsed locale, cached: Babel would parse the tag for each number, which takes as long as formatting it."""
        from babel import Locale

        return Locale.parse(self.tag, sep="-")

    def t(self, text: str, /, **params: object) -> str:
        """The translation, its `{places}` filled. The caller escapes what people typed."""
        translated = self._messages.gettext(text)
        return translated.format(**params) if params else translated

    def n(self, one: str, many: str, count: int, /, **params: object) -> str:
        """The translated plural form for `count`, which also fills `{count}`."""
        return self._messages.ngettext(one, many, count).format(count=self.number(count), **params)

    def say(self, sentence: Sentence, safe: Callable[[str], str]) -> str:
        """Translate a Sentence; `safe` escapes values that people typed."""

        def fill(value: object) -> str:
            if isinstance(value, Sentence):
                return self.say(value, safe)
            if isinstance(value, Mention):
                return f"<@{value.user_id}>"
            return date_stamp(value.at) if isinstance(value, Day) else safe(str(value))

        return self.t(sentence.text, **{name: fill(value) for name, value in sentence.params.items()})

    def command(self, name: str) -> str:
        """A command such as “profile edit”, with a slash, by the name that Discord shows to this reader."""
        return _as_shown(f"/{name}", self.tag)

    def number(self, value: int) -> str:
        if abs(value) < GROUPED:
            return str(value)
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self._locale)

    def money(self, money: Money) -> str:
        """An amount with its currency's sign and digits (ISO 4217), such as R$ 1.250,00 or $1,250.00."""
        from decimal import Decimal

        from babel.numbers import format_currency

        amount = Decimal(money.minor).scaleb(-minor_digits(money.currency))
        return format_currency(amount, money.currency, locale=self._locale)

    def about(self, money: Money) -> str:
        """As `money`, but without a fraction of zero: R$ 1.200."""
        from decimal import Decimal

        from babel.numbers import format_currency

        amount = Decimal(money.minor).scaleb(-minor_digits(money.currency))
        if amount != int(amount):
            return self.money(money)
        whole = self._locale.currency_formats["standard"].pattern.replace(".00", "")
        return format_currency(amount, money.currency, whole, locale=self._locale, currency_digits=False)

    def weekday(self, day: Weekday) -> str:
        from babel.dates import get_day_names

        return get_day_names("wide", context="stand-alone", locale=self._locale)[int(day)]

    def day(self, local: date) -> str:
        """A day and month in words, of a date in the zone that counts."""
        from babel.dates import format_date

        if self.tag == "en":
            return format_date(local, "d MMMM", locale=self._locale)
        ordinal = "1º" if local.day == 1 else str(local.day)
        return f"{ordinal} de {format_date(local, 'MMMM', locale=self._locale)}"

    def date(self, day: date) -> str:
        """A day, month and year in words."""
        from babel.dates import format_date

        return format_date(day, "d MMMM y" if self.tag == "en" else "long", locale=self._locale)

    def months(self, first: date, last: date) -> str:
        """A range of months with the year; one month where both are in the same."""
        from babel.dates import format_interval

        return format_interval(first, last, "yMMMM", locale=self._locale)

    def days(self, first: date, last: date) -> str:
        """A range of days with the year; a month or year that both share is written once."""
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
        """A list in words: “a, b and c”."""
        from babel.lists import format_list

        return format_list(items, locale=self._locale)


def words(*tags: str | None) -> Words:
    """The language for a reader: the first of `tags` that is known, exactly or by its base language; else English."""
    return _words(next((known for tag in tags if (known := _nearest(tag))), "en"))


def known_tag(locale: discord.Locale) -> str:
    """The stored tag of a Discord client's locale."""
    return "en" if locale.language_code.startswith("en") else locale.value


def date_stamp(moment: datetime) -> str:
    """Discord's timestamp markup of a day (https://docs.discord.com/developers/reference#message-formatting-timestamp-styles)."""
    return discord.utils.format_dt(moment, "D")


def time_stamp(moment: datetime) -> str:
    """Discord's timestamp markup of a day and time."""
    return discord.utils.format_dt(moment, "f")


class CommandTranslator(app_commands.Translator):
    """Translates names, descriptions and choices of commands by the catalogue `commands.po`, when they are registered."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        if locale.value not in TRANSLATED:
            return None
        translated = _catalogue(locale.value, "commands").pgettext(kind_of(context.location), string.message)
        return translated if translated != string.message else None


def command_translations() -> bytes:
    """The content of the translator's files, for a hash over them."""
    return b"".join(_path(tag, "commands").read_bytes() for tag in TRANSLATED)


def kind_of(location: app_commands.TranslationContextLocation) -> str:
    """The gettext context (msgctxt) of a string of the command tree."""
    if location is app_commands.TranslationContextLocation.choice_name:
        return "choice"
    return "description" if "description" in location.name else "name"


@cache
def _words(tag: str) -> Words:
    return Words(tag)


@cache
def _nearest(tag: str | None) -> str | None:
    """The known language for a tag; None where there is none."""
    if tag is None:
        return None
    base = tag.split("-")[0]
    ours = ("en", *TRANSLATED)
    return tag if tag in ours else next((known for known in ours if known.split("-")[0] == base), None)


@cache
def _catalogue(tag: str, domain: str) -> NullTranslations:
    if tag not in TRANSLATED:
        return NullTranslations()
    from babel.messages.mofile import write_mo

    catalogue = _read(tag, domain)
    for message in catalogue:
        said = message.string
        message.string = _as_shown(said, tag) if isinstance(said, str) else [_as_shown(form, tag) for form in said or ()]
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _as_shown(text: str, tag: str) -> str:
    """Replace the names of commands and options in a text by those that Discord shows in that language."""
    if tag not in NAMED:
        return text
    names = _names(tag)

    def renamed(found: re.Match[str]) -> str:
        first, second, option = found["first"], found["second"], found["option"]
        if option:
            return names.get(option, option)
        named = f"/{names.get(first, first)}"
        return f"{named} {names.get(second, second) if first in FAMILIES else second}" if second else named

    return _COMMAND.sub(renamed, text)


@cache
def _names(tag: str) -> dict[str, str]:
    """The translated name of each command and option."""
    return {str(message.id): str(message.string) for message in _read(tag, "commands") if message.context == "name"}


def _read(tag: str, domain: str) -> Catalog:
    from babel.messages.pofile import read_po

    with _path(tag, domain).open("rb") as file:
        return read_po(file)


def _path(tag: str, domain: str) -> Path:
    return LOCALES / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"
