"""/keep-in-touch and its buttons: a member's own people, and whom it is time for. All of it is for its owner alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import Refused
from bot.relationships.keep_in_touch.importing import Importing
from bot.relationships.keep_in_touch.model import NAME, NOTE, RELATION, Every
from bot.relationships.keep_in_touch.service import KeepInTouch, Typed
from bot.relationships.touches.model import Kind
from cogs._ui import suggest
from cogs._ui.interaction import InteractionContext, number, one_of, page_number, stale
from cogs._ui.morning_list import show_again
from cogs._ui.routing import pressed
from cogs.keep_in_touch.cards import kept_card, list_card, person_card, pressed_card, today_card
from cogs.keep_in_touch.importing import HOW_OFTEN, ImportCommands

if TYPE_CHECKING:
    from bot.relationships.keep_in_touch.service import Pressed
    from cogs._ui.bot_protocol import BotProtocol

Name = app_commands.Range[str, 1, NAME.limit]
Relation = app_commands.Range[str, 1, RELATION.limit]
Note = app_commands.Range[str, 1, NOTE.limit]
_MENTION = re.compile(r"\s*<@!?(\d{1,19})>\s*", re.ASCII)
"""A member as the suggestions have them, and as one mentions them."""


class KeepInTouchCommands(
    ImportCommands, commands.GroupCog, group_name="keep-in-touch", group_description="Your own people, for you alone."
):
    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._keep_in_touch = bot.services.of(KeepInTouch)
        self._take_importing(bot.services.of(Importing))

    @app_commands.command(description="Put somebody on your list, or change what it says of them.")
    @app_commands.describe(
        name="Who: a name, or a member",
        every="How often; a month if you leave it out",
        relation="How you know them",
        note="Only you read it",
    )
    @app_commands.choices(every=HOW_OFTEN)
    async def add(
        self,
        interaction: discord.Interaction,
        name: Name,
        every: str | None = None,
        relation: Relation | None = None,
        note: Note | None = None,
    ) -> None:
        ctx = InteractionContext.of(interaction)
        mentioned = _MENTION.fullmatch(name)
        typed = Typed(
            name,
            None if every is None else one_of(Every, every),
            relation,
            note,
            None if mentioned is None else number(mentioned[1]),
        )
        await ctx.show(kept_card(ctx.words, await self._keep_in_touch.add(ctx.actor(), typed)))

    @add.autocomplete("name")
    async def suggest_name(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        if not typed.strip():
            return []  # most of one's own people are no members
        try:
            members = await self._keep_in_touch.names(InteractionContext.of(interaction).actor())
        except Refused:
            return []
        found = suggest.people(members, typed)
        return [app_commands.Choice(name=each.name, value=f"<@{each.value}>") for each in found]

    @app_commands.command(description="Whom it is time to hear from, at most five.")
    async def today(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        await ctx.show(today_card(ctx.words, await self._keep_in_touch.today(ctx.actor())))

    @app_commands.command(name="list", description="All of your people.")
    async def everybody(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        await ctx.show(list_card(ctx.words, await self._keep_in_touch.everybody(ctx.actor()), 0))

    @pressed("page:keep")
    async def turn_page(self, ctx: InteractionContext) -> None:
        page, _ = ctx.take(2)
        await ctx.update(list_card(ctx.words, await self._keep_in_touch.everybody(ctx.actor()), page_number(page)))

    @pressed("keep:open")
    async def open(self, ctx: InteractionContext) -> None:
        await ctx.show(person_card(ctx.words, await self._keep_in_touch.open(ctx.actor(), number(ctx.chosen))))

    @pressed("touch:did")
    async def did(self, ctx: InteractionContext) -> None:
        acquaintance_id, kind, *stamp = ctx.args if len(ctx.args) in {2, 3} else _stale()
        done = await self._keep_in_touch.did(ctx.actor(), number(acquaintance_id), one_of(Kind, kind))
        await self._answer(ctx, done, stamp)

    @pressed("keep:later")
    async def put_off(self, ctx: InteractionContext) -> None:
        acquaintance_id, *stamp = ctx.args if len(ctx.args) in {1, 2} else _stale()
        await self._answer(ctx, await self._keep_in_touch.put_off(ctx.actor(), number(acquaintance_id)), stamp)

    @pressed("keep:stop")
    async def take_off(self, ctx: InteractionContext) -> None:
        await self._answer(ctx, await self._keep_in_touch.take_off(ctx.actor(), ctx.id))

    @pressed("keep:received")
    async def received(self, ctx: InteractionContext) -> None:
        await self._answer(ctx, await self._keep_in_touch.received(ctx.actor(), ctx.id))

    @pressed("keep:unlink")
    async def unlink(self, ctx: InteractionContext) -> None:
        await self._answer(ctx, await self._keep_in_touch.unlink(ctx.actor(), ctx.id))

    @pressed("keep:word")
    async def word(self, ctx: InteractionContext) -> None:
        user_id, kind = ctx.take(2)
        today = await self._keep_in_touch.word(ctx.actor(), number(user_id), one_of(Kind, kind))
        await ctx.update(today_card(ctx.words, today))

    async def _answer(self, ctx: InteractionContext, done: Pressed, stamp: list[str] | None = None) -> None:
        """Show the list of the day; in a morning list what still waits in that, which its `stamp` finds."""
        if stamp:
            await show_again(ctx, self._bot, done.today.group_id, number(stamp[0]))
        else:
            await ctx.update(pressed_card(ctx.words, done))


def _stale() -> tuple[str, ...]:
    raise stale()
