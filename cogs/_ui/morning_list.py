"""The morning list: what waits for a person, one message a day at most, with buttons to answer it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.referrals.daily_job import DailyJob
from bot.referrals.reminders.model import REFERRAL
from cogs._ui.bot_protocol import group_name
from cogs._ui.cards import Card, button
from cogs._ui.interaction import stale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.i18n import Words
    from bot.referrals.daily_job import Reminder
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.interaction import InteractionContext
    from cogs._ui.morning_items import ItemRenderer

WITH_BUTTONS = 3
"""Number of referrals that have buttons in the message."""


async def show_again(ctx: InteractionContext, bot: BotProtocol, group_id: int, stamp: int) -> None:
    """Edit the pressed list to what still waits in it. Raises Refused where `stamp`, from the custom id, is no time."""
    found = await bot.services.of(DailyJob).reminder(group_id, ctx.user_id, _moment(stamp))
    await ctx.update(morning_card(ctx.words, found, await group_name(bot, group_id), bot.morning))


def morning_card(words: Words, found: Reminder, group: str, renderers: Mapping[str, ItemRenderer]) -> Card:
    """The waiting referrals, the longest waiting first, of which the first few have buttons; then what else waits."""
    card = Card().title(f"⏰ {words.t('Waiting for you in {group}', group=group)}")
    if found.is_empty:
        return card.text(words.t("All of this is dealt with. Thank you!"))
    stamp = int(found.at.timestamp())
    referrals = [renderers[REFERRAL](words, opened, stamp) for opened in found.waiting]
    for text, buttons in referrals[:WITH_BUTTONS]:
        card.text(text).buttons(buttons)
    if referrals[WITH_BUTTONS:]:
        card.rule().rows("", [text for text, _ in referrals[WITH_BUTTONS:]])
    for item in found.items:
        text, buttons = renderers[item.kind](words, item.record, stamp)
        card.text(text).buttons(buttons)
    if found.waiting:
        card.small(words.t("All that waits for you stands in /referrals. Any answer helps, a no too: the giver sees it at once."))
    return card.buttons([button(f"reminder:stop:{found.group_id}", words.t("No more reminders"), "🔕")])


def _moment(stamp: int) -> datetime:
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (ValueError, OverflowError, OSError):
        # The stamp is from a custom id, which a client can forge.
        raise stale() from None
