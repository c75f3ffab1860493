"""/digest: schedule, show, preview, post and pause, for moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.calendar import Weekday
from bot.core.dates import read_clock
from bot.core.errors import N_
from bot.i18n import time_stamp
from bot.weekly.digest.schedule import Waits
from bot.weekly.digest.service import Digests
from cogs._ui.bot_protocol import plain_group_name
from cogs._ui.cards import Card, button
from cogs._ui.channels import channel_problems
from cogs._ui.interaction import InteractionContext
from cogs._ui.routing import pressed
from cogs._ui.weekdays import DAYS
from cogs.digest.cards import to_copy

if TYPE_CHECKING:
    from bot.groups.model import Group
    from bot.i18n import Words
    from bot.weekly.digest.schedule import Schedule
    from cogs._ui.bot_protocol import BotProtocol
    from cogs.digest.cards import DigestCards

WAITS = {
    Waits.TOLD: N_(
        "This week's news was posted already, and there is one a week: the next comes next week. /digest post posts one beside it."
    ),
    Waits.PASSED: N_(
        "That hour has passed this week already, so the next news comes next week; no day is left out of it."
        " /digest post posts now what there is."
    ),
}


class DigestCog(commands.GroupCog, group_name="digest", group_description="For moderators: the weekly news."):
    def __init__(self, bot: BotProtocol, cards: DigestCards) -> None:
        self._bot = bot
        self._digests = bot.services.of(Digests)
        self._cards = cards

    @app_commands.command(description="Post the weekly news on this day, at this time.")
    @app_commands.describe(day="The day of the week", time="The time in the group's own zone, such as 09:00")
    @app_commands.choices(day=DAYS)
    async def schedule(self, interaction: discord.Interaction, day: str, time: str) -> None:
        ctx = InteractionContext.of(interaction)
        schedule = await self._digests.schedule(ctx.actor(), Weekday[day.upper()], read_clock(time))
        await ctx.show(_warned(ctx, schedule_card(ctx.words, schedule), schedule.group))

    @app_commands.command(description="When the next weekly news is due.")
    async def show(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        schedule = await self._digests.show(ctx.actor())
        await ctx.show(_warned(ctx, schedule_card(ctx.words, schedule), schedule.group))

    @app_commands.command(description="Exactly what would be posted now, for your eyes only.")
    async def preview(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        group, parts = await self._digests.preview(ctx.actor())
        name = await plain_group_name(self._bot, group.group_id)
        # A message for each part, since together they would exceed the limit of one.
        for digest in parts:
            await ctx.show(self._cards.digest(group, digest, name))
        copy = Card().small(ctx.words.t("That is what would be posted now. For your group on the phone there is a text to copy."))
        _warned(ctx, copy, group)
        await ctx.show(copy.buttons([button("digest:copy:now", ctx.words.t("Text to copy"), "📋")]))

    @pressed("digest:copy")
    async def copy(self, ctx: InteractionContext) -> None:
        group, parts = await self._digests.preview(ctx.actor())
        name = await plain_group_name(self._bot, group.group_id)
        text = to_copy([self._cards.digest(group, digest, name) for digest in parts])
        await ctx.show(Card().text(f"```\n{text}\n```"))

    @app_commands.command(description="Post the running week's news now.")
    async def post(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        group = await self._digests.post(ctx.actor(), ctx.key)
        said = ctx.words.t("📰 On its way to {channel}.", channel=f"<#{group.digest_channel_id}>")
        await ctx.show(_warned(ctx, Card().text(said), group))

    @app_commands.command(description="Post no weekly news until you schedule it again.")
    async def pause(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        await ctx.show(schedule_card(ctx.words, await self._digests.pause(ctx.actor())))


def _warned(ctx: InteractionContext, card: Card, group: Group) -> Card:
    """Add what keeps the bot from posting in the digest's channel, if anything does; returns the card."""
    problems = channel_problems(ctx.words, ctx.interaction.guild, group.digest_channel_id, pictures=True)
    if problems:
        card.text("\n".join(f"⚠️ {problem}" for problem in problems))
        card.small(ctx.words.t("Another channel for the weekly news: /group setup digest_channel"))
    return card


def schedule_card(words: Words, schedule: Schedule) -> Card:
    group = schedule.group
    card = Card().title(f"📰 {words.t('Weekly news')}")
    if not group.digest_on or schedule.next_at is None:
        return card.text(words.t("Not scheduled. Choose a day and a time with /digest schedule."))
    card.text(
        words.t(
            "Every {day} at {time} ({zone}), in {channel}.",
            day=words.weekday(group.digest_day),
            time=group.digest_time.isoformat("minutes"),
            zone=group.time_zone,
            channel=f"<#{group.digest_channel_id}>" if group.digest_channel_id else words.t("no channel yet"),
        )
    )
    if schedule.waits is not Waits.FOR_NOTHING:
        card.text(words.t(WAITS[schedule.waits]))
    return card.small(words.t("Next: {time}, in your own time.", time=time_stamp(schedule.next_at)))
