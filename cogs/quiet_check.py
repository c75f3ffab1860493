"""The line of the morning list that asks whether all is well, and what moderators read of who would like a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.asks.service import Needs
from bot.core.labels import unbroken
from bot.core.text import shortened
from bot.membership.leave.service import Leave
from bot.membership.roster.service import Roster
from bot.reports.quiet_check.notices import WORD
from bot.reports.quiet_check.service import ITEM, QuietChecks
from bot.worker.rendered import Rendered
from cogs._ui.cards import Card, button, primary, public
from cogs._ui.interaction import number
from cogs._ui.member_lookup import moderates
from cogs._ui.morning_list import show_again
from cogs._ui.people import mentioned
from cogs._ui.routing import pressed
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.asks.home import Home
    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from bot.membership.members.model import Member
    from bot.reports.quiet_check.model import QuietCheck
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.cards import Button
    from cogs._ui.interaction import InteractionContext

SHOWN = 120
"""Maximum length of an ask's text in a list, in UTF-16 units."""


class QuietCheckCog(commands.Cog):
    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._checks = bot.services.of(QuietChecks)
        self._roster = bot.services.of(Roster)
        self._needs = bot.services.of(Needs)
        self._leaves = bot.services.of(Leave)

    @pressed("quiet_check:word")
    async def speak(self, ctx: InteractionContext) -> None:
        group_id, stamp = (number(part) for part in ctx.take(2))
        await self._checks.speak(ctx.actor(group_id))
        await show_again(ctx, self._bot, ctx.group_id or group_id, stamp)
        await ctx.say(ctx.words.t("💬 The moderators read now that you would like a word. One of them will write to you."))

    @pressed("quiet_check:asks")
    async def show_asks(self, ctx: InteractionContext) -> None:
        actor = ctx.actor(ctx.id)
        await self._checks.check_asked(actor)
        group = await self._checks.group(actor.group_id)
        await ctx.show(asks_card(ctx.words, await self._needs.home(actor), group.asks_channel_id or group.referrals_channel_id))

    @pressed("quiet_check:away")
    async def rest(self, ctx: InteractionContext) -> None:
        group_id, stamp = (number(part) for part in ctx.take(2))
        actor = ctx.actor(group_id)
        await self._checks.check_asked(actor)
        await self._leaves.go(actor, "", "")
        await show_again(ctx, self._bot, actor.group_id, stamp)
        await ctx.say(
            ctx.words.t("🌙 You are on leave: your trade is kept, and nobody waits for you. “I'm back” in /away ends it.")
        )

    async def spare(self, group_id: int, user_id: int) -> None:
        """Ask Discord, before the list is delivered, whether its reader moderates: then they are not asked."""
        if await moderates(self._bot, await self._checks.group(group_id), user_id):
            await self._checks.spare(group_id, user_id)

    async def word(self, message: Message) -> Rendered | None:
        member = await self._roster.get(message.group_id, message.record_id)
        if member is None or not (member.belongs or message.only_edit):
            return None
        return Rendered(word_card(message.language, member))


def word_card(language: str, member: Member) -> Card:
    """What moderators read, in the group's language or both: who would like a word, and not why they were asked."""

    def fill(card: Card, said: Words) -> None:
        name = mentioned(member.user_id, member.name)
        card.text(said.t("💬 {name} would like a word with you. Write to them, one of you alone.", name=name))

    return public(language, fill)


def asks(said: Words, check: QuietCheck, stamp: int) -> tuple[str, list[Button]]:
    """The line of the list. It says who learns what, for a person may fear to be found wanting."""
    text = f"💬 {said.t('We hope all is well. Can we do anything?')}\n-# " + said.t(
        "Nobody reads that you were asked. If you would like a word, the moderators read your name, and nothing else."
    )
    return text, [
        primary(f"quiet_check:word:{check.group_id}:{stamp}", said.t("I'd like a word"), "💬"),
        button(f"quiet_check:asks:{check.group_id}", said.t("What others ask"), "🙋"),
        button(f"touch:suggest:{check.group_id}", said.t("Whom to meet next"), "☕"),
        button(f"quiet_check:away:{check.group_id}:{stamp}", said.t("Go on leave"), "🌙"),
    ]


def asks_card(words: Words, home: Home, channel_id: int | None) -> Card:
    """What the group asks for, to be read in a direct message, where no ask can be answered."""
    card = Card().title(f"🙋 {words.t('What members ask for')}")
    if not home.open:
        return card.text(words.t("Nobody asks for anything at present. What could the group do for you?"))
    lines = [
        f"**{one_line(each.author)}** · {one_line(shortened(each.need.title or each.need.text, SHOWN))} ({unbroken(each.need.label)})"
        for each in home.open
    ]
    card.rows("", lines)
    return card.small(words.t("Answer in {channel}, or with /ask there.", channel=f"<#{channel_id}>")) if channel_id else card


async def setup(bot: BotProtocol) -> None:
    cog = QuietCheckCog(bot)
    await bot.add_cog(cog)
    bot.handlers[WORD] = cog.word
    bot.morning[ITEM] = asks
    bot.before_morning[ITEM] = cog.spare
