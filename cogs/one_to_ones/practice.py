"""/one-to-one practice and its buttons, which the cog of /one-to-one inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.relationships.suggestions.practice import CARDS, Practice
from cogs._ui.cards import Card, button, primary
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.routing import pressed
from cogs._ui.text import one_line, quoted, safe_text

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.relationships.suggestions.practice import Answered, Question
    from cogs._ui.bot_protocol import BotProtocol


class PracticeCommands(commands.Cog):
    """Five cards, one after the other: who looks for whom?"""

    _practice: Practice

    def _take_practice(self, bot: BotProtocol) -> None:
        self._practice = bot.services.of(Practice)

    @app_commands.command(description="Five cards: who looks for whom? Only you see them.")
    async def practice(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        await ctx.show(question_card(ctx.words, await self._practice.ask(ctx.actor(), 1)))

    @pressed("practice:next")
    async def next_card(self, ctx: InteractionContext) -> None:
        await ctx.update(question_card(ctx.words, await self._practice.ask(ctx.actor(), ctx.id)))

    @pressed("practice:pick")
    async def pick(self, ctx: InteractionContext) -> None:
        card, right_id, chosen_id = (number(part) for part in ctx.take(3))
        found = await self._practice.answer(ctx.actor(), card, right_id, chosen_id)
        await ctx.update(answer_card(ctx.words, found))


def question_card(words: Words, question: Question) -> Card:
    """What a member looks for, and up to four members to press."""
    card = Card().title(f"🎯 {words.t('Who looks for them?')}").text(quoted(question.looks_for))
    pick = f"practice:pick:{question.number}:{question.right_id}"
    card.buttons([button(f"{pick}:{user_id}", name) for user_id, name in question.choices])
    return card.small(_footnote(words, question.number))


def answer_card(words: Words, found: Answered) -> Card:
    """Who it is, with what others need to know to refer to them."""
    right = found.right
    name = one_line(right.name)
    said = words.t("Yes: **{name}**", name=name)
    if not found.is_right:
        said = words.t("Not {chosen}: **{name}**", chosen=one_line(found.chosen.name), name=name)
    card = Card().title(f"🎯 {words.t('Who looks for them?')}").text(quoted(right.ideal_referral))
    card.text("\n".join(filter(None, [said, f"**{one_line(right.seat)}**", one_line(right.business)])))
    if right.offer:
        card.text(f"**{words.t('What they offer')}**\n{safe_text(right.offer)}")
    buttons = [primary(f"refer:open:{right.user_id}", words.t("Refer someone"), "🤝")]
    if found.number < CARDS:
        buttons.append(button(f"practice:next:{found.number + 1}", words.t("Next"), "▶️"))
    return card.buttons(buttons).small(_footnote(words, found.number))


def _footnote(words: Words, number: int) -> str:
    return words.t("Card {number} of {count}. Only you see it; nobody counts what you answer.", number=number, count=CARDS)
