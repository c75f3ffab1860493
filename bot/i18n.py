"""Localisation: gettext catalogues and plural forms; how numbers, money and days are written is in `formats`.

English is in the code; `locales/<language>/*.po` translate it. The .po files are read as they are, so that no
compiled file can be out of date. Sentences name commands as in the code (`/refer`) in every language; the names are replaced by
those that Discord shows to the reader.
"""

from __future__ import annotations

import io
import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.core.errors import Day, Mention, Moment, Sentence, When
from bot.core.labels import is_label, unbroken
from bot.formats import LOCALES, Formats

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from babel.messages.catalog import Catalog


TRANSLATED = ("pt-BR",)
"""Languages besides English, by Discord's tags (https://discord.com/developers/docs/reference#locales)."""
LANGUAGES = ("en", *TRANSLATED)
FAMILIES = frozenset({"digest", "group", "keep-in-touch", "meeting", "member", "moderate", "one-to-one", "privacy", "profile"})
"""Command groups: the word after one of these is the subcommand, part of the name."""
_COMMAND = re.compile(
    r"(?<![\w/])/(?P<first>[a-z]+(?:-[a-z]+)*)(?: (?P<second>[a-z]+)(?!\w))?|(?<![{\w])(?P<option>[a-z]+(?:_[a-z]+)+)(?![}\w])"
)
"""A command in a sentence, or an option of one: apart from `{placeholders}` only options contain an underscore."""


class Words(Formats):
    """One language: translation, plural forms, and the writing of numbers, money and days."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self._messages = _catalogue(tag, "goodword")

    def t(self, text: str, /, **params: object) -> str:
        """The translated sentence with its `{placeholders}` filled. The caller escapes text that people typed.

        A parameter that is a record's label is shown with a hyphen at which no line breaks.
        """
        translated = self._messages.gettext(text)
        return translated.format(**_shown(params)) if params else translated

    def n(self, one: str, many: str, count: int, /, **params: object) -> str:
        """The form of the sentence that fits `count`, which also fills `{count}`."""
        return self._messages.ngettext(one, many, count).format(count=self.number(count), **_shown(params))

    def say(self, sentence: Sentence, safe: Callable[[str], str]) -> str:
        """Render a stored sentence in this language; `safe` escapes the text of people in it."""

        def fill(value: object) -> str:
            if isinstance(value, Sentence):
                return self.say(value, safe)
            if isinstance(value, Mention):
                return f"<@{value.user_id}>"
            if isinstance(value, Moment):
                return f"<t:{value.at.timestamp():.0f}:R>"
            if isinstance(value, When):
                return time_stamp(value.at)
            return date_stamp(value.at) if isinstance(value, Day) else safe(str(value))

        return self.t(sentence.text, **{name: fill(value) for name, value in sentence.params.items()})

    def command(self, name: str) -> str:
        """A command, such as “/profile edit”, by the name that Discord shows to this reader."""
        return _as_shown(f"/{name}", self.tag)


def _shown(params: dict[str, object]) -> dict[str, object]:
    """The same dict, in which labels are as they are shown; few parameters are any."""
    for name, value in params.items():
        if isinstance(value, str) and is_label(value):
            params[name] = unbroken(value)
    return params


def words(*tags: str | None) -> Words:
    """The first of the tags that is supported, exactly or by its base language; else English."""
    return _words(next((known for tag in tags if (known := _nearest(tag))), "en"))


def known_tag(locale: discord.Locale) -> str:
    """The tag under which a Discord client's language is stored: `en` for every English."""
    return "en" if locale.language_code.startswith("en") else locale.value


def date_stamp(moment: datetime) -> str:
    """A day that Discord shows in the reader's own zone and language."""
    return discord.utils.format_dt(moment, "D")


def time_stamp(moment: datetime) -> str:
    """A day and time that Discord shows in the reader's own zone and language."""
    return discord.utils.format_dt(moment, "f")


class CommandTranslator(app_commands.Translator):
    """Names, descriptions and choices of commands, from the catalogue `commands.po`."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """The translation for a locale of Discord's; None where there is none, and Discord shows the source text."""
        if locale.value not in TRANSLATED:
            return None
        translated = _catalogue(locale.value, "commands").pgettext(kind_of(context.location), string.message)
        return translated if translated != string.message else None


def command_translations() -> bytes:
    """The bytes of all command catalogues: `bot.app` hashes them to see whether commands must be synchronised again."""
    return b"".join(_path(tag, "commands").read_bytes() for tag in TRANSLATED)


def kind_of(location: app_commands.TranslationContextLocation) -> str:
    """The gettext context of a string of the command tree."""
    if location is app_commands.TranslationContextLocation.choice_name:
        return "choice"
    return "description" if "description" in location.name else "name"


@cache
def _words(tag: str) -> Words:
    return Words(tag)


@cache
def _nearest(tag: str | None) -> str | None:
    """The supported tag that fits, or None."""
    if tag is None:
        return None
    base = tag.split("-")[0]
    return tag if tag in LANGUAGES else next((known for known in LANGUAGES if known.split("-")[0] == base), None)


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
    """The text with the names of commands and options that Discord shows in that language."""
    if tag not in TRANSLATED:
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
    """{name in the code: name in that language} of commands and options."""
    return {str(message.id): str(message.string) for message in _read(tag, "commands") if message.context == "name"}


def _read(tag: str, domain: str) -> Catalog:
    from babel.messages.pofile import read_po

    with _path(tag, domain).open("rb") as file:
        return read_po(file)


def _path(tag: str, domain: str) -> Path:
    return LOCALES / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"
