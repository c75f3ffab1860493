"""/one-to-one and its buttons: a member notes that they met another, asks for a talk, and plans it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.membership.members.model import Person
from bot.relationships.one_to_ones.asking import Asking
from bot.relationships.one_to_ones.model import PLACE, TOPICS, Answer
from bot.relationships.one_to_ones.planning import Planning
from bot.relationships.one_to_ones.service import OneToOnes
from cogs._ui.interaction import InteractionContext, number, person
from cogs._ui.limits import OPTIONS
from cogs._ui.pressed_message import chosen
from cogs._ui.routing import pressed
from cogs.one_to_ones.cards import asked, known, logged, question, shall_we_talk, whom_they_know
from cogs.one_to_ones.planned import planned_card
from cogs.one_to_ones.practice import PracticeCommands
from cogs.one_to_ones.rounds import RoundCommands
from cogs.one_to_ones.suggestions import SuggestCommands, addressed

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol

Place = app_commands.Range[str, 1, PLACE.limit]
Topics = app_commands.Range[str, 1, TOPICS.limit]


class OneToOneCommands(
    SuggestCommands,
    RoundCommands,
    PracticeCommands,
    commands.GroupCog,
    group_name="one-to-one",
    group_description="Talks of two members.",
):
    def __init__(self, bot: BotProtocol) -> None:
        self._one_to_ones = bot.services.of(OneToOnes)
        self._asking = bot.services.of(Asking)
        self._planning = bot.services.of(Planning)
        self._take_suggestions(bot)
        self._take_rounds(bot)
        self._take_practice(bot)

    @app_commands.command(description="Note that you met a member; they are asked to confirm it.")
    @app_commands.describe(
        member="Whom you met",
        date="The day, such as 2026-11-24; today if you leave it out",
        topics="What about: only you read it",
    )
    async def log(
        self, interaction: discord.Interaction, member: discord.User, date: str = "", topics: Topics | None = None
    ) -> None:
        await self._log(InteractionContext.of(interaction), member, date, topics or "")

    @app_commands.command(description="Plan a talk, once one of you two said yes to it.")
    @app_commands.describe(member="With whom", when="A day and a time, such as 2026-12-01 12:30", place="Where you talk")
    async def plan(self, interaction: discord.Interaction, member: discord.User, when: str, place: Place | None = None) -> None:
        ctx = InteractionContext.of(interaction)
        found = await self._planning.plan(ctx.actor(), person(member), when, place or "", ctx.key)
        await ctx.show(await planned_card(ctx.words, found))

    @pressed("touch:plan")
    async def show_plan(self, ctx: InteractionContext) -> None:
        await ctx.show(await planned_card(ctx.words, await self._planning.open(ctx.user_id, ctx.id)))

    async def met_from_menu(self, interaction: discord.Interaction, member: discord.User) -> None:
        await self._log(InteractionContext.of(interaction), member, "", "")

    async def _log(self, ctx: InteractionContext, member: discord.User, date: str, topics: str) -> None:
        talk = await self._one_to_ones.log(ctx.actor(), person(member), date, topics, ctx.key)
        await ctx.show(logged(ctx.words, talk))

    @pressed("touch:known")
    async def ask_whom_they_know(self, ctx: InteractionContext) -> None:
        await self._one_to_ones.check_member(ctx.actor())
        await ctx.show(whom_they_know(ctx.words, ctx.id))

    @pressed("touch:know")
    async def know(self, ctx: InteractionContext) -> None:
        user_ids = [number(each) for each in chosen(ctx.interaction)][:OPTIONS]
        await ctx.update(known(ctx.words, await self._one_to_ones.know(ctx.actor(), user_ids)))

    @pressed("touch:ask")
    async def ask(self, ctx: InteractionContext) -> None:
        actor, user_id = addressed(ctx)
        await ctx.show(asked(ctx.words, await self._asking.ask(actor, Person(user_id), ctx.key)))

    @pressed("touch:yes")
    async def agree(self, ctx: InteractionContext) -> None:
        await self._answer(ctx, Answer.YES)

    @pressed("touch:later")
    async def put_off(self, ctx: InteractionContext) -> None:
        await self._answer(ctx, Answer.ANOTHER_TIME)

    async def _answer(self, ctx: InteractionContext, said: Answer) -> None:
        await ctx.update(shall_we_talk(ctx.words, await self._asking.answer(ctx.user_id, ctx.id, said)))

    @pressed("touch:confirm")
    async def confirm(self, ctx: InteractionContext) -> None:
        await ctx.update(question(ctx.words, await self._one_to_ones.confirm(ctx.user_id, ctx.id)))
