"""Introducing two members: by /introduce, from a context menu or the panel; and what the two answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import N_, Refused
from bot.core.text import read
from bot.introductions.model import OUTSIDER, Answer
from bot.introductions.service import Introductions, Typed
from bot.membership.members.model import Person
from cogs._ui import forms
from cogs._ui.cards import Card, people_menu
from cogs._ui.interaction import InteractionContext, called, number, person
from cogs._ui.introduction_form import FORM, introduction_form
from cogs._ui.morning_list import show_again
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs.introductions.cards import confirmation, noted, question, texts_to_copy

if TYPE_CHECKING:
    from discord import ui

    from cogs._ui.bot_protocol import BotProtocol

Outsider = app_commands.Range[str, 1, OUTSIDER.limit]


class IntroductionCog(commands.Cog):
    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._introductions = bot.services.of(Introductions)

    @app_commands.command(description="Bring two members together: both say yes first.")
    @app_commands.describe(
        one="The first of the two",
        two="The second of the two",
        outsider="Somebody who is no member: you get a text to send",
        other_outsider="A second person who is no member; then choose yourself as the first",
    )
    async def introduce(
        self,
        interaction: discord.Interaction,
        one: discord.User,
        two: discord.User | None = None,
        outsider: Outsider | None = None,
        other_outsider: Outsider | None = None,
    ) -> None:
        ctx = InteractionContext.of(interaction)
        outsiders = [read(OUTSIDER, name) for name in (outsider, other_outsider) if name is not None]
        if not outsiders:
            await self._ask(ctx, person(one), person(two) if two is not None else None)
            return
        # Of two outsiders nobody is a member, so whoever introduces them chooses themselves as the first.
        match outsiders if one.id == ctx.user_id else [called(one), *outsiders]:
            case [first, second] if two is None:
                await self._introductions.check_connector(ctx.actor())
                await ctx.show(texts_to_copy(ctx.words, ctx.actor().name, (first, second)))
            case _:
                raise Refused(
                    N_(
                        "Choose two people: two members, or a member and somebody outside. For two outside, choose yourself as the first."
                    )
                )

    async def introduce_from_menu(self, interaction: discord.Interaction, member: discord.User) -> None:
        await self._ask(InteractionContext.of(interaction), person(member), None)

    @pressed("panel:introduce")
    async def introduce_from_panel(self, ctx: InteractionContext) -> None:
        """Ask privately for the first of the two: the panel's message is public."""
        await self._introductions.check_connector(ctx.actor())
        card = Card().text(ctx.words.t("Whom do you want to introduce? The second one you choose in the form."))
        await ctx.show(card.menu(people_menu("intro:pick", ctx.words.t("Choose a member"))))

    @pressed("intro:pick")
    async def picked(self, ctx: InteractionContext) -> None:
        await self._ask(ctx, Person(number(ctx.chosen)), None)

    async def _ask(self, ctx: InteractionContext, one: Person, two: Person | None) -> None:
        first, second = await self._introductions.about(ctx.actor(), one, two)
        await ctx.ask(introduction_form(ctx.words, first, second, forms.nonce(), {}))

    @submitted(FORM)
    async def proposed(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        one, two, nonce = ctx.take(3)
        second = number(two) or number(typed.get("two") or "0")
        if not second:
            raise Refused(N_("Choose whom they should meet: the form has a list of the members."))
        filled = Typed(typed.get("why", ""), typed.get("note_one", ""), typed.get("note_two", ""), SURE in typed)
        seen = await self._introductions.propose(
            ctx.actor(), Person(number(one)), Person(second), filled, ctx.form_key(FORM, nonce)
        )
        await ctx.show(confirmation(ctx.words, seen))

    @reopens(FORM)
    async def reopened(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        one, two, nonce = ctx.take(3)
        whom = Person(number(two)) if number(two) else None
        first, second = await self._introductions.about(ctx.actor(), Person(number(one)), whom)
        return introduction_form(ctx.words, first, second, nonce, typed)

    @pressed("intro:yes")
    async def agree(self, ctx: InteractionContext) -> None:
        await self._answer(ctx, Answer.YES)

    @pressed("intro:no")
    async def decline(self, ctx: InteractionContext) -> None:
        await self._answer(ctx, Answer.NO)

    async def _answer(self, ctx: InteractionContext, answer: Answer) -> None:
        await ctx.update(question(ctx.words, await self._introductions.answer(ctx.user_id, ctx.id, answer)))

    @pressed("intro:talked")
    async def talked(self, ctx: InteractionContext) -> None:
        introduction_id, stamp = (number(part) for part in ctx.take(2))
        found = await self._introductions.talked(ctx.user_id, introduction_id)
        await show_again(ctx, self._bot, found.group_id, stamp)
        await ctx.show(noted(ctx.words, found))
