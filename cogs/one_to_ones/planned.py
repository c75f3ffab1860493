"""The card of a planned one-to-one: when, where, what to talk about, and the calendar file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.computing import beside
from bot.i18n import time_stamp
from bot.meetings import calendar_files
from cogs._ui.cards import Card, button
from cogs._ui.story import told
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.membership.members.profile import Story
    from bot.relationships.one_to_ones.planning import Planned
    from cogs._ui.cards import Button

MINUTES = 60
"""How long the entry in a calendar is: nobody is asked for it."""


async def planned_card(words: Words, found: Planned) -> Card:
    """What each of the two reads of it, with the calendar file, which is made on the thread for computations."""
    plan = found.plan
    title = words.t("One-to-one with {name}", name=found.other.name)
    uid = calendar_files.uid("one_to_one", plan.group_id, plan.id)
    entry = calendar_files.Occasion(uid, plan.starts_at, MINUTES, title, plan.place, version=plan.version)
    file = await beside(calendar_files.file_of, entry, found.zone, discord.utils.utcnow())
    return when_and_about(words, found).file("one-to-one.ics", file)


def when_and_about(words: Words, found: Planned) -> Card:
    """When and where, and what to talk about."""
    name = one_line(found.other.name)
    card = Card().title(f"☕ {words.t('You and {name} talk', name=name)}").text(f"🗓️ {_when_and_where(found)}")
    _talk_about(words, card, name, found.other.story)
    _talk_about(words, card, words.t("You"), found.reader.story)
    return card.small(
        words.t("Open the file with your calendar. To move it, use /one-to-one plan again. Nobody but you two reads it.")
    )


def tomorrow(words: Words, found: Planned, _: int) -> tuple[str, list[Button]]:
    """The line in the morning list of one of the two, where nothing is pressed that answers it."""
    text = f"☕ {words.t('You and **{name}** talk', name=one_line(found.other.name))}: {_when_and_where(found)}"
    return text, [button(f"touch:plan:{found.plan.id}", words.t("What to talk about"), "💬")]


def _when_and_where(found: Planned) -> str:
    where = f" · {one_line(found.plan.place)}" if found.plan.place else ""
    return f"{time_stamp(found.plan.starts_at)}{where}"


def _talk_about(words: Words, card: Card, whose: str, story: Story) -> None:
    """What to talk about: the parts of a story, and nothing else."""
    parts = [f"{heading}: {text}" for heading, text in told(words, story)]
    if parts:
        card.rule().rows(f"**{whose}**", parts)
