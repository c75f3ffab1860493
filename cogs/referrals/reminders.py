"""Reminders of referrals that wait for a person: one message a day at most, with buttons to answer them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.i18n import words
from bot.referrals.daily_job import DailyJob
from bot.referrals.model import Kind, Party, State, Verb
from bot.referrals.service import Referrals
from bot.worker.rendered import Rendered
from cogs._ui import referral_card
from cogs._ui.bot_protocol import group_name
from cogs._ui.cards import button, primary
from cogs._ui.interaction import number
from cogs._ui.morning_list import morning_card, show_again
from cogs._ui.referral_card import VERB_LABELS
from cogs._ui.routing import pressed
from cogs.referrals import cards

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from bot.referrals.transitions import Opened
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.cards import Button
    from cogs._ui.interaction import InteractionContext

OFFERED = {
    State.OPEN: (Verb.ACCEPT, Verb.CONTACTED),
    State.ACCEPTED: (Verb.CONTACTED,),
    State.CONTACTED: (),
}
"""The moves that have a button in the message; “Open” leads to all others."""


class Reminders(commands.Cog):
    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._daily_job = bot.services.of(DailyJob)
        self._referrals = bot.services.of(Referrals)

    async def remind(self, message: Message) -> Rendered | None:
        """Render the outbox row from the records at delivery, without what was answered meanwhile."""
        assert message.user_id is not None, "a reminder has somebody to be reminded"
        at = datetime.fromisoformat(message.detail)
        found = await self._daily_job.reminder(message.group_id, message.user_id, at)
        checks = {check for item in found.items if (check := self._bot.before_morning.get(item.kind)) is not None}
        if checks and not message.only_edit:
            for check in checks:
                await check(message.group_id, message.user_id)
            found = await self._daily_job.reminder(message.group_id, message.user_id, at)
        # An edit is made also where nothing waits: the message that stands there then says so.
        if found.is_empty and not message.only_edit:
            return None
        group = await group_name(self._bot, message.group_id)
        return Rendered(morning_card(words(message.language), found, group, self._bot.morning))

    @pressed("reminder:open")
    async def open(self, ctx: InteractionContext) -> None:
        await ctx.show(referral_card.card(ctx.words, await self._referrals.open(ctx.user_id, ctx.id)))

    @pressed("reminder:accept")
    async def accept(self, ctx: InteractionContext) -> None:
        opened = await self._move(ctx, Verb.ACCEPT)
        await ctx.show(cards.contact(ctx.words, opened))

    @pressed("reminder:contacted")
    async def contacted(self, ctx: InteractionContext) -> None:
        await self._move(ctx, Verb.CONTACTED)

    @pressed("reminder:agreed")
    async def agreed(self, ctx: InteractionContext) -> None:
        await self._move(ctx, Verb.AGREED)

    @pressed("reminder:stop")
    async def stop(self, ctx: InteractionContext) -> None:
        await self._daily_job.stop(ctx.id, ctx.user_id)
        await ctx.say(
            ctx.words.t(
                "🔕 You get no more reminders from this group. What waits for you stands in /referrals; /settings turns them on again."
            )
        )

    async def _move(self, ctx: InteractionContext, verb: Verb) -> Opened:
        """Make a move, and edit the reminder to what still waits."""
        referral_id, stamp = (number(part) for part in ctx.take(2))
        opened = await self._referrals.move(ctx.user_id, referral_id, verb)
        await show_again(ctx, self._bot, opened.referral.group_id, stamp)
        return opened


def waiting_referral(words: Words, opened: Opened, stamp: int) -> tuple[str, list[Button]]:
    """A referral in the morning list: its paragraph and its buttons."""
    return _line(words, opened), _buttons(words, opened, stamp)


def _line(words: Words, opened: Opened) -> str:
    referral = opened.referral
    listed = cards.entry(words, referral, opened.other_name, opened.user_id)
    if opened.me is Party.GIVER:
        asks = words.t("Have they agreed to be called?")
    elif referral.state is State.OPEN:
        asks = words.t("Will you call them?")
    else:
        asks = words.t("Is there any news?")
    return f"{listed}\n{asks}"


def _buttons(words: Words, opened: Opened, stamp: int) -> list[Button]:
    referral = opened.referral
    verbs = (Verb.AGREED,) if opened.me is Party.GIVER else OFFERED[referral.state]
    if referral.kind is Kind.LEAD and opened.me is Party.RECEIVER:
        # The receiver of a lead calls nobody before the client has agreed, which its giver reports.
        verbs = (Verb.ACCEPT,)
    made = [button(f"reminder:open:{referral.id}", words.t("Open {referral}", referral=referral.label), "📖")]
    for verb in verbs:
        label, mark = VERB_LABELS[verb]
        made.insert(len(made) - 1, primary(f"reminder:{verb.value}:{referral.id}:{stamp}", words.t(label), mark))
    return made
