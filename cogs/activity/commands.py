"""/me with its options `period` and `show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.calendar import PeriodName
from cogs._ui.interaction import InteractionContext, number, one_of
from cogs._ui.periods import PERIODS
from cogs._ui.routing import pressed
from cogs.activity.groups import OwnGroupsCard
from cogs.activity.network import NetworkPicture
from cogs.activity.numbers import Numbers
from cogs.activity.shows import GROUPS, NETWORK, NUMBERS, SHOWS, YEAR
from cogs.activity.year import OwnYear

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol
    from cogs.activity.shows import Show


class ActivityCog(commands.Cog):
    def __init__(self, bot: BotProtocol) -> None:
        self._numbers, self._year = Numbers(bot), OwnYear(bot)
        self._groups, self._network = OwnGroupsCard(bot), NetworkPicture(bot)
        self._shows: dict[str, Show] = {
            NUMBERS: self._numbers,
            YEAR: self._year,
            GROUPS: self._groups,
            NETWORK: self._network,
        }

    @app_commands.command(description="Your own numbers: what you gave, got and were thanked for.")
    @app_commands.describe(period="Of which days", show="As numbers, or as something else that only you see")
    @app_commands.choices(
        period=[app_commands.Choice(name=title, value=name.value) for name, title in PERIODS.items()],
        show=[app_commands.Choice(name=each.title, value=name) for name, each in SHOWS.items()],
    )
    async def me(self, interaction: discord.Interaction, period: str = "", show: str = NUMBERS) -> None:
        ctx = InteractionContext.of(interaction)
        await self._shows[show].answer(ctx, one_of(PeriodName, period) if period else None)

    @pressed("me:period")
    async def change_period(self, ctx: InteractionContext) -> None:
        await self._numbers.change(ctx, one_of(PeriodName, ctx.chosen))

    @pressed("me:network")
    async def change_network(self, ctx: InteractionContext) -> None:
        await self._network.change(ctx, one_of(PeriodName, ctx.chosen))

    @pressed("me:seen")
    async def be_seen(self, ctx: InteractionContext) -> None:
        period, state = ctx.take(2)
        await self._network.be_seen(ctx, one_of(PeriodName, period), state)

    @pressed("me:groups")
    async def change_period_of_groups(self, ctx: InteractionContext) -> None:
        await self._groups.change(ctx, one_of(PeriodName, ctx.chosen))

    @pressed("me:year")
    async def own_year(self, ctx: InteractionContext) -> None:
        """`me:year:<group>`, on a message that offers one's year; in the group's server and in direct messages."""
        await self._year.of_group(ctx, ctx.group_id or number(ctx.take(1)[0]))
