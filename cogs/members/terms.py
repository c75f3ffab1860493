"""/member term, which the cog of /member inherits, and the list of terms that end soon."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.groups.model import PublicLanguage
from bot.i18n import words
from bot.membership.members.model import Person
from bot.membership.terms.notices import DUE, YEAR
from bot.membership.terms.service import Terms
from bot.worker.rendered import Rendered
from cogs._ui import suggest
from cogs._ui.bot_protocol import group_name
from cogs._ui.cards import Card, and_more, button, menu, primary, public
from cogs._ui.interaction import InteractionContext, number, person
from cogs._ui.people import mentioned
from cogs._ui.routing import pressed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from bot.membership.terms.model import Ending, Term
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

    @pressed("term:offer")
    async def offer_year(self, ctx: InteractionContext) -> None:
        kept = await self._terms.offer_year(ctx.actor(), Person(number(ctx.chosen)))
        name = mentioned(kept.member.user_id, kept.member.name)
        await ctx.say(ctx.words.t("📖 {name} has the offer. Their year is shown to them alone, if they like.", name=name))


class TermMessages:
    """Renders the lists that moderators read, and the offer to a member."""

    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._terms = bot.services.of(Terms)

    def register(self, handlers: dict[str, Handler]) -> None:
        handlers |= {DUE: self.due, YEAR: self.year}

    async def due(self, message: Message) -> Rendered | None:
        endings = await self._terms.listed(message.group_id, message.record_id)
        if not endings and not message.only_edit:
            return None
        # In a direct message nobody is known for a moderator.
        return Rendered(due_card(message.language, endings, has_menu=message.user_id is None))

    async def year(self, message: Message) -> Rendered | None:
        term = await self._terms.offered(message.group_id, message.record_id)
        if term is None:
            return None
        return Rendered(year_card(words(message.language), term, await group_name(self._bot, message.group_id)))


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


def year_card(words: Words, term: Term, group: str) -> Card:
    """The offer to a member to look at their year. The button's custom id has the group's id, which a direct message does not tell."""
    said = words.t("Your term in {group} lasts until {day}.", group=group, day=words.date(term.last_day))
    card = Card().text(f"🗓️ {said}")
    card.text(
        words.t(
            "If you like, look back at your year there: what you gave, what came of it, and what others thanked you for. It is shown to"
            " you alone; the moderators, who offer it, don't see it."
        )
    )
    return card.buttons([primary(f"me:year:{term.group_id}", words.t("Show my year"), "📖")])


def due_card(language: str, endings: Sequence[Ending], *, has_menu: bool) -> Card:
    """The list of terms that end soon, with a menu of those to whom no year was offered; where it became empty since, that it is."""
    card = public(language, partial(_fill, endings=endings))
    open_to = [(str(each.term.user_id), each.name) for each in endings if each.term.offered_at is None]
    if has_menu and open_to:
        placeholder = words(PublicLanguage(language).tags[0]).t("Offer somebody a look at their year")
        card.menu(menu("term:offer", placeholder, open_to))
    return card


def _fill(card: Card, words: Words, endings: Sequence[Ending]) -> None:
    card.title(f"🗓️ {words.t('Terms that end soon')}")
    if not endings:
        card.text(words.t("All of this list are settled: their terms were renewed, or they are no members any more."))
        return
    card.lines("", [_line(words, each) for each in endings], more=partial(and_more, words))
    card.small(
        words.t(
            "Talk to them in time. A renewal is a later day: /member term. The menu offers a member to look at their own year; what it"
            " shows, they alone see."
        )
    )


def _line(words: Words, ending: Ending) -> str:
    said = f"{mentioned(ending.term.user_id, ending.name, NAME)} · {words.date(ending.term.last_day)}"
    return said if ending.term.offered_at is None else f"{said} · 📖"
