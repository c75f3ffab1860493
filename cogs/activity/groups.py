"""`/me show: groups`: one's own numbers in each of one's groups that this installation serves, side by side."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

import aiohttp
import discord

from bot.core.calendar import PeriodName
from bot.core.text import sort_key
from bot.reports.my_groups.service import MyGroups
from bot.worker.http import is_unnamed
from cogs._ui.bot_protocol import group_name
from cogs._ui.cards import Card, menu
from cogs._ui.periods import PERIODS, options
from cogs.activity.numbers import of_linked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.i18n import Words
    from bot.reports.my_groups.model import OwnGroups, OwnNumbers
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.interaction import InteractionContext


class OwnGroupsCard:
    """The numbers are the store's; of Discord only the servers' names are asked, where another process has them."""

    title: ClassVar[str] = "my groups, side by side"

    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._groups = bot.services.of(MyGroups)

    async def answer(self, ctx: InteractionContext, period: PeriodName | None) -> None:
        await ctx.show(await self._card(ctx, period or PeriodName.ALL_TIME))

    async def change(self, ctx: InteractionContext, period: PeriodName) -> None:
        """Show another period in the message that was pressed."""
        await ctx.update(await self._card(ctx, period))

    async def _card(self, ctx: InteractionContext, period: PeriodName) -> Card:
        found = await self._groups.mine(ctx.actor(), period)
        ids = [each.group_id for each in (found.here, *found.others)]
        names = dict(zip(ids, await asyncio.gather(*map(self._name, ids)), strict=True))
        return groups_card(ctx.words, found, names)

    async def _name(self, group_id: int) -> str | None:
        """The server's name; None where the bot is not in it any more, and empty where Discord does not say."""
        try:
            return await group_name(self._bot, group_id)
        except (discord.NotFound, discord.Forbidden) as problem:
            return "" if is_unnamed(problem) else None
        except (discord.HTTPException, aiohttp.ClientError):
            return ""


def groups_card(words: Words, found: OwnGroups, names: Mapping[int, str | None]) -> Card:
    """The groups with a name of `names`, escaped; of one with an empty name it is said that it can't be told."""
    card = Card().title(f"🗂️ {words.t('My groups')} · {words.t(PERIODS[found.period_name])}")
    here = words.t("{group}, here", group=f"**{names[found.here.group_id]}**")
    card.rows(here, _numbers(words, found.here))
    shown = [each for each in found.others if names[each.group_id] is not None]
    for each in sorted(shown, key=lambda other: sort_key(names[other.group_id] or "")):
        name = names[each.group_id] or words.t("A group whose name Discord does not tell right now")
        card.rows(f"**{name}**", _numbers(words, each))
    if not shown:
        card.text(words.t("You are in no other group that this bot serves."))
    if found.more:
        card.text(words.n("{count} more group is not shown.", "{count} more groups are not shown.", found.more))
    card.menu(menu("me:groups", words.t("Other days"), options(words), found.period_name.value))
    return card.small(
        words.t(
            "Only you see this; no group learns that you are in another. A group that you left, or that removed the bot, is not here."
            " Each group's days are those of its own time zone, and what counts is said in its own /me."
        )
    )


def _numbers(words: Words, mine: OwnNumbers) -> list[str]:
    number = words.number
    lines = [
        words.t(
            "🤝 given {given}, jobs {jobs} · 📥 received {received}, jobs {own_jobs}",
            given=number(mine.given),
            jobs=number(mine.given_won),
            received=number(mine.received),
            own_jobs=number(mine.won),
        ),
        words.t(
            "🔗 introduced {introduced} · 💛 helped {helped} · 💚 thanked by others {thanked}, thanks said {thanks}",
            introduced=number(mine.introduced),
            helped=number(mine.helped),
            thanked=number(mine.thanked),
            thanks=number(mine.thanks_given),
        ),
    ]
    lines += of_linked(words, mine.linked_given, mine.linked_received)
    if mine.brought:
        amounts = words.listed([words.money(amount) for amount in mine.brought])
        lines.append(f"💼 {words.t('Work it brought you: {amounts}.', amounts=amounts)}")
    return lines
