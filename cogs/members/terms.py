"""/member term, which the cog of /member inherits, and the list of terms that end soon."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.membership.members.model import Person
from bot.membership.terms.notices import DUE
from bot.membership.terms.service import Terms
from bot.worker.rendered import Rendered
from cogs._ui import suggest
from cogs._ui.cards import Card, button, footnote, public
from cogs._ui.interaction import InteractionContext, person
from cogs._ui.people import mentioned
from cogs._ui.routing import pressed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from bot.membership.terms.model import Ending
    from bot.membership.terms.service import Kept
    from bot.worker.rendered import Handler
    from cogs._ui.bot_protocol import BotProtocol

NAME = 32
"""Maximum length of a name on a list, in UTF-16 units."""


class TermCommands(commands.Cog):
    """The part of the cog `member` about terms."""

    _terms: Terms

    @app_commands.command(description="Until when somebody's membership lasts; without a day, see what is kept.")
    @app_commands.describe(member="Who", until="The last day of their term, such as 2027-12-31")
    async def term(self, interaction: discord.Interaction, member: discord.User, until: str = "") -> None:
        ctx = InteractionContext.of(interaction)
        if until.strip():
            kept = await self._terms.enter(ctx.actor(), person(member), until)
        else:
            kept = await self._terms.of(ctx.actor(), person(member))
        await ctx.show(term_card(ctx.words, kept))

    @term.autocomplete("until")
    async def suggest_last_day(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.last_days(InteractionContext.of(interaction), typed)

    @pressed("term:take_away")
    async def take_term_away(self, ctx: InteractionContext) -> None:
        await ctx.update(term_card(ctx.words, await self._terms.take_away(ctx.actor(), Person(ctx.id))))


class TermMessages:
    """Renders the lists that moderators read."""

    def __init__(self, bot: BotProtocol) -> None:
        self._terms = bot.services.of(Terms)

    def register(self, handlers: dict[str, Handler]) -> None:
        handlers[DUE] = self.due

    async def due(self, message: Message) -> Rendered | None:
        endings = await self._terms.listed(message.group_id, message.record_id)
        if not endings and not message.only_edit:
            return None
        return Rendered(due_card(message.language, endings))


def term_card(words: Words, kept: Kept) -> Card:
    """A member's term, for moderators, with a button that takes it away."""
    name = mentioned(kept.member.user_id, kept.member.name)
    if kept.term is None:
        return Card().text(words.t("No term is kept of {name}. Enter one with /member term.", name=name))
    day = words.date(kept.term.last_day)
    card = Card().text(f"🗓️ {words.t('The term of {name} lasts until {day}.', name=name, day=day)}")
    card.small(
        words.t(
            "At the beginning of a week the moderators' channel lists the terms that end within 60 days, each once. The member stays a"
            " member when it ends: whether they go on, the two of you say. A renewal is a later day."
        )
    )
    return card.buttons([button(f"term:take_away:{kept.member.user_id}", words.t("Keep no term"), "🧹")])


def due_card(language: str, endings: Sequence[Ending]) -> Card:
    """The list of terms that end soon; where it became empty since, that it is."""
    return public(language, partial(_fill, endings=endings))


def _fill(card: Card, words: Words, endings: Sequence[Ending]) -> None:
    card.title(f"🗓️ {words.t('Terms that end soon')}")
    if not endings:
        card.text(words.t("All of this list are settled: their terms were renewed, or they are no members any more."))
        return
    card.lines("", [_line(words, each) for each in endings], more=lambda count: _more(words, count))
    card.small(words.t("Talk to them in time. A renewal is a later day: /member term."))


def _line(words: Words, ending: Ending) -> str:
    return f"{mentioned(ending.term.user_id, ending.name, NAME)} · {words.date(ending.term.last_day)}"


def _more(words: Words, count: int) -> str:
    return footnote(words.n("and {count} more", "and {count} more", count))
