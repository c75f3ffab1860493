"""Texts that somebody copies out of Discord, into a phone messenger: which language, which words for a time, and the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.calendar import Weekday
from bot.core.text import units
from bot.groups.model import PublicLanguage
from bot.i18n import words
from cogs._ui.cards import Card

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.groups.model import Group
    from bot.i18n import Words

LONGEST_COPY = 3600
"""Maximum length of the text in a code block, in UTF-16 units; a longer one is in its file alone."""


def read_in(group: Group, reader: str) -> Words:
    """The language in which the group is read to: the reader's own (a tag) where the group has two, else the group's."""
    tags = PublicLanguage(group.language).tags
    return words(reader if reader in tags else tags[0])


def spoken_time(words: Words, moment: datetime, zone: ZoneInfo) -> str:
    """“Tuesday, 1 December, 07:30”, by the group's wall clock."""
    local = moment.astimezone(zone)
    return f"{words.weekday(Weekday(local.weekday())).capitalize()}, {words.day(local)}, {local:%H:%M}"


def text_card(words: Words, text: str, name: str) -> Card:
    """The text to paste, in a code block where it has room, else as a file of that name."""
    safe = text.replace("```", "'''")
    if units(safe) <= LONGEST_COPY:
        return Card().whole(f"```\n{safe}```")
    return (
        Card()
        .text(words.t("The text is longer than a message may be. It is in the file, to be copied whole."))
        .file(name, text.encode())
    )
