"""Muting one sender: a switch on what they sent, and the list in /settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.core.errors import not_found
from bot.membership.muted_senders.service import MutedSenders
from bot.referrals.model import Party
from bot.referrals.service import Referrals
from cogs._ui.cards import Card, button
from cogs._ui.interaction import number, stale
from cogs._ui.routing import pressed
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.referrals.transitions import Opened
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.interaction import InteractionContext

STATES = {"on": True, "off": False}


class MutedSendersCog(commands.Cog):
    def __init__(self, muted_senders: MutedSenders, referrals: Referrals) -> None:
        self._muted_senders = muted_senders
        self._referrals = referrals

    @pressed("mute:sender")
    async def ask(self, ctx: InteractionContext) -> None:
        """Say what muting does, and whether the sender of a referral is muted; press again to change it."""
        opened = await self._received(ctx, ctx.id)
        muted = await self._muted_senders.mine(opened.referral.group_id, ctx.user_id)
        is_muted = opened.referral.giver_id in {each.user_id for each in muted}
        await ctx.show(mute_card(ctx.words, opened, is_muted=is_muted))

    @pressed("mute:switch")
    async def switch(self, ctx: InteractionContext) -> None:
        referral_id, state = ctx.take(2)
        if state not in STATES:
            raise stale()
        opened = await self._received(ctx, number(referral_id))
        referral = opened.referral
        await self._muted_senders.mute(referral.group_id, ctx.user_id, referral.giver_id, on=STATES[state])
        await ctx.update(mute_card(ctx.words, opened, is_muted=STATES[state]))

    async def _received(self, ctx: InteractionContext, referral_id: int) -> Opened:
        """The referral whose receiver presses. Raises Refused for others."""
        opened = await self._referrals.open(ctx.user_id, referral_id)
        if opened.me is not Party.RECEIVER:
            raise not_found()
        return opened


def mute_card(words: Words, opened: Opened, *, is_muted: bool) -> Card:
    """What muting this referral's giver does, and the button that does or ends it."""
    name = one_line(opened.giver_name)
    card = Card()
    if is_muted:
        card.title(f"🔕 {words.t('{name} is muted', name=name)}")
        card.text(words.t("I send you no messages about what they do. What they pass to you waits in /referrals."))
    else:
        card.title(f"🔕 {words.t('Mute {name}?', name=name)}")
        card.text(words.t("I would send you no messages about what they do. What they pass to you would wait in /referrals."))
    card.small(words.t("Nobody is told, neither they nor the moderators. /settings lists whom you muted."))
    # Only a message tells whether direct messages are closed, and none is sent for a muted sender (bot/worker/standing.py).
    card.small(
        words.t(
            "They might guess it if you close your direct messages: the group's channel then mentions you under what others pass to"
            " you, but not under what they pass, until another message of mine was refused."
        )
    )
    made = f"mute:switch:{opened.referral.id}"
    unmute, mute = button(f"{made}:off", words.t("Unmute"), "🔔"), button(f"{made}:on", words.t("Mute"), "🔕")
    return card.buttons([unmute if is_muted else mute])


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(MutedSendersCog(bot.services.of(MutedSenders), bot.services.of(Referrals)))
