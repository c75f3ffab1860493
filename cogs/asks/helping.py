"""*This helped me*: on an offer, on a tip, and on the message in which somebody helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord  # noqa: TC002 - discord.py evaluates the menu's annotations
from discord.ext import commands

from bot.core.errors import N_, Refused
from cogs._ui import forms
from cogs._ui.cards import Card, menu
from cogs._ui.interaction import InteractionContext, called, number
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs.asks.cards import line_of, name_of
from cogs.asks.need_forms import HELPED_FORM, helped_form

if TYPE_CHECKING:
    from discord import ui

    from bot.asks.helping import Helping
    from bot.asks.seen import SeenNeed
    from bot.asks.service import Needs
    from bot.i18n import Words


class HelpingCog(commands.Cog):
    def __init__(self, needs: Needs, helping: Helping) -> None:
        self._needs = needs
        self._helping = helping

    @pressed("ask:helped")
    async def helped(self, ctx: InteractionContext) -> None:
        need_id, user_id = ctx.take(2)
        await self._ask(ctx, number(need_id), number(user_id))

    async def helped_by_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Find the asker's open need for which the message's author offered; of several ask which."""
        ctx = InteractionContext.of(interaction)
        yours = await self._needs.yours(ctx.actor())
        offered = [seen for seen in yours if message.author.id in seen.helpers]
        if not offered:
            raise Refused(
                N_("{name} offered for none of your open questions. On /ask you see who did; thank others with /thank."),
                name=called(message.author),
            )
        if len(offered) == 1:
            await self._ask(ctx, offered[0].need.id, message.author.id)
        else:
            await ctx.show(which_need(ctx.words, offered, message.author.id))

    @pressed("ask:helped_which")
    async def chosen(self, ctx: InteractionContext) -> None:
        await self._ask(ctx, number(ctx.chosen), ctx.id)

    async def _ask(self, ctx: InteractionContext, need_id: int, user_id: int) -> None:
        helper = await self._helping.check(ctx.actor(), need_id, user_id)
        await ctx.ask(helped_form(ctx.words, helper.name, need_id, user_id, forms.nonce(), {}))

    @submitted(HELPED_FORM)
    async def say(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        need, user, nonce = ctx.take(3)
        seen = await self._helping.helped(
            ctx.actor(), number(need), number(user), typed.get("thanks", ""), ctx.form_key(HELPED_FORM, nonce), sure=SURE in typed
        )
        # In place of the offer, whose button has done its work.
        await ctx.update(helped_card(ctx.words, seen, number(user)))

    @reopens(HELPED_FORM)
    async def say_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        need, user, nonce = ctx.take(3)
        helper = await self._helping.check(ctx.actor(), number(need), number(user))
        return helped_form(ctx.words, helper.name, number(need), number(user), nonce, typed)

    @pressed("ask:useful")
    async def useful(self, ctx: InteractionContext) -> None:
        seen = await self._helping.useful(ctx.actor(), ctx.id)
        author = name_of(seen, seen.need.author_id)
        await ctx.say(f"💛 {ctx.words.t('{author} hears that it helped you ({need}).', author=author, need=seen.need.label)}")


def which_need(words: Words, offered: list[SeenNeed], user_id: int) -> Card:
    """Asks with which of several needs somebody helped."""
    name = name_of(offered[0], user_id)
    card = Card().text(words.t("With what did {name} help you?", name=f"**{name}**"))
    options = [(str(seen.need.id), f"{seen.need.label} · {line_of(words, seen.need)}") for seen in offered]
    return card.menu(menu(f"ask:helped_which:{user_id}", words.t("Choose"), options))


def helped_card(words: Words, seen: SeenNeed, user_id: int) -> Card:
    """The asker's private answer."""
    name = f"**{name_of(seen, user_id)}**"
    return Card().text(f"💛 {words.t('{name} hears that it helped you ({need}).', name=name, need=seen.need.label)}")
