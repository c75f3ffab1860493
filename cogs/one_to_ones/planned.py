"""The card of a planned one-to-one: when, where, what to talk about, and the calendar file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.computing import beside
from bot.core.errors import N_
from bot.i18n import time_stamp
from bot.meetings import calendar_files
from cogs._ui.cards import Card, button
from cogs._ui.text import one_line, safe_text

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.membership.members.profile import Story
    from bot.relationships.one_to_ones.planning import Planned
    from cogs._ui.cards import Button

MINUTES = 60
"""How long the entry in a calendar is: nobody is asked for it."""
TOLD = {
    "goals": N_("Goals"),
    "wins": N_("Proud of"),
    "interests": N_("Besides work"),
    "circles": N_("Circles"),
    "skills": N_("Good at"),
}
"""What to talk about: the parts of both stories, and nothing else, with their headings."""


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
    plan, name = found.plan, one_line(found.other.name)
    where = f" · {one_line(plan.place)}" if plan.place else ""
    card = Card().title(f"☕ {words.t('You and {name} talk', name=name)}").text(f"🗓️ {time_stamp(plan.starts_at)}{where}")
    _talk_about(words, card, name, found.other.story)
    _talk_about(words, card, words.t("You"), found.reader.story)
    return card.small(
        words.t("Open the file with your calendar. To move it, use /one-to-one plan again. Nobody but you two reads it.")
    )


def tomorrow(words: Words, found: Planned, stamp: int) -> tuple[str, list[Button]]:
    """The line in the morning list of one of the two; `stamp` as in `morning_list`, where nothing is pressed that answers it."""
    del stamp
    where = f" · {one_line(found.plan.place)}" if found.plan.place else ""
    text = f"☕ {words.t('You and **{name}** talk', name=one_line(found.other.name))}: {time_stamp(found.plan.starts_at)}{where}"
    return text, [button(f"touch:plan:{found.plan.id}", words.t("What to talk about"), "💬")]


def _talk_about(words: Words, card: Card, whose: str, story: Story) -> None:
    told = [f"**{words.t(label)}**: {safe_text(text)}" for name, label in TOLD.items() if (text := getattr(story, name))]
    if told:
        card.rule().rows(f"**{whose}**", told)
