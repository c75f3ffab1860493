"""/directory: the members of a group, with search."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import N_, Unsaved
from bot.core.text import Field, shortened
from bot.i18n import date_stamp
from bot.membership.members.model import Status
from bot.membership.profiles.service import Profiles
from bot.reports.trades.service import TradeFlows
from cogs._ui import forms, suggest
from cogs._ui.cards import Card, button, menu, pages
from cogs._ui.interaction import InteractionContext, page_number, searched
from cogs._ui.routing import pressed, reopens, submitted
from cogs._ui.seats import held_trade, plain_held_trade, seat_name
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.membership.profiles.model import Line
    from bot.membership.profiles.service import Found
    from cogs._ui.bot_protocol import BotProtocol

PAGE = 8
SEARCH = 40
"""Maximum length of a search and of a trade: both are in the page buttons' custom ids, which may have 100 characters
(https://docs.discord.com/developers/components/reference#anatomy-of-a-component).
"""
SHOWN = 140
"""Maximum length of an ideal referral, in UTF-16 units."""
FORM = "directory:search_form"
SEARCH_FIELD = Field(N_("Search"), SEARCH, required=False)


class DirectoryCog(commands.Cog):
    def __init__(self, profiles: Profiles, flows: TradeFlows) -> None:
        self._profiles = profiles
        self._flows = flows

    @app_commands.command(description="Who is in the group, and whom each of them looks for.")
    @app_commands.describe(search="A name, a trade, or something they do", seat="Only this trade")
    async def directory(
        self,
        interaction: discord.Interaction,
        search: app_commands.Range[str, 0, SEARCH] = "",
        seat: app_commands.Range[str, 0, SEARCH] = "",
    ) -> None:
        ctx = InteractionContext.of(interaction)
        found = await self._found(ctx, 0, searched(search, SEARCH), searched(seat, SEARCH))
        await ctx.show(directory_card(ctx.words, found, searched(search, SEARCH), searched(seat, SEARCH)))
        await self._note(ctx, found)

    @directory.autocomplete("seat")
    async def suggest_seat(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        # Not authorised, as the trades are shown to anybody in the server (`Openings.introduction`).
        return suggest.held_seats(
            InteractionContext.of(interaction), typed, await self._profiles.seats(interaction.guild_id or 0), SEARCH
        )

    @pressed("page:directory")
    async def turn_page(self, ctx: InteractionContext) -> None:
        # Neither search nor seat has a colon: `searched` has replaced it by a space.
        page, search, seat = ctx.take(3)
        found = await self._found(ctx, page_number(page), search, seat)
        await ctx.update(directory_card(ctx.words, found, search, seat))

    @pressed("directory:search")
    async def ask(self, ctx: InteractionContext) -> None:
        await self._profiles.check_reader(ctx.actor())
        await ctx.ask(search_form(ctx.words, f"{FORM}:{forms.nonce()}", {}))

    @submitted(FORM)
    async def asked(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        search = searched(typed.get("search", ""), SEARCH)
        found = await self._found(ctx, 0, search, "")
        await ctx.update(directory_card(ctx.words, found, search, ""))
        await self._note(ctx, found)

    @reopens(FORM)
    async def ask_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return search_form(ctx.words, f"{FORM}:{ctx.take(1)[0]}", typed)

    async def _found(self, ctx: InteractionContext, page: int, search: str, seat: str) -> Found:
        return await self._profiles.directory(ctx.actor(), search, seat, page, PAGE)

    async def _note(self, ctx: InteractionContext, found: Found) -> None:
        """Note a trade that was searched for and that nobody holds. It was answered already: a store that can't write is no fault of the search."""
        if found.open_trade:
            with suppress(Unsaved):
                await self._flows.searched(ctx.actor(), found.open_trade)


def directory_card(words: Words, found: Found, search: str, seat: str) -> Card:
    """A page of members; choosing one shows their profile, with its buttons to refer and to thank."""
    card = Card().title(f"📖 {words.t('Directory')}")
    card.text(words.n("{count} member", "{count} members", found.count))
    again = button("directory:search:all", words.t("Search"), "🔎")
    if not found.members:
        return card.text(_nobody(words, found.open_trade)).buttons([again])
    card.rule()
    for number, member in enumerate(found.members):
        if number:
            card.gap()
        lines = [f"**{one_line(member.name)}** · {held_trade(words, member.seat)}{_leave(words, member)}"]
        if matched := found.matched.get(member.user_id):
            lines.append(f"🔎 {words.t('Has: {words}', words=', '.join(map(one_line, matched)))}")
        if member.ideal_referral:
            lines.append(f"🎯 {one_line(shortened(' '.join(member.ideal_referral.split()), SHOWN))}")
        card.text("\n".join(lines))
    options = [(str(member.user_id), f"{member.name} · {plain_held_trade(words, member.seat)}") for member in found.members]
    card.menu(menu("directory:show", words.t("Show one, to refer or to thank"), options))
    card.buttons([again])
    return pages(card, words, "page:directory", f"{search}:{seat}", found.page, more=(found.page + 1) * PAGE < found.count)


def search_form(words: Words, custom_id: str, typed: Mapping[str, str]) -> ui.Modal:
    example = words.t("A name, a trade, or something they do")
    return forms.form(custom_id, words.t("Directory"), forms.text_item(words, "search", SEARCH_FIELD, typed, example=example))


def _nobody(words: Words, open_trade: str) -> str:
    if open_trade:
        seat = seat_name(words, open_trade)
        return words.t(
            "Nobody fits that, and **{trade}** is a trade that nobody here holds: it is open. Do you know somebody? They apply with /join.",
            trade=seat,
        )
    return words.t("Nobody fits that. Search for less, or leave the search out to see everybody.")


def _leave(words: Words, member: Line) -> str:
    """The mark of a member on leave, so that a giver knows before choosing them."""
    if member.status is Status.ACTIVE:
        return ""
    if member.back_at is None:
        return f" · 🌙 {words.t('on leave')}"
    return f" · 🌙 {words.t('back on {day}', day=date_stamp(member.back_at))}"


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(DirectoryCog(bot.services.of(Profiles), bot.services.of(TradeFlows)))
