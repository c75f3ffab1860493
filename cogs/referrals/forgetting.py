"""Giver and receiver have a client forgotten who asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.model.referrals import WAITING
from cogs._ui.cards import Card, button, line
from cogs._ui.referral_card import client_name
from cogs._ui.routing import pressed
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.services.forgetting import Asked, Forgetting
    from cogs._ui.turn import Turn


class ForgettingCog(commands.Cog):
    def __init__(self, forgetting: Forgetting) -> None:
        self._forgetting = forgetting

    @pressed("referral:forget")
    async def ask(self, turn: Turn) -> None:
        await turn.show(question(turn.words, await self._forgetting.ask(turn.user_id, turn.id)))

    @pressed("referral:forget_yes")
    async def forget(self, turn: Turn) -> None:
        await self._forgetting.forget(turn.user_id, turn.id)
        said = turn.words.t(
            "🗑️ It is deleted. My messages that named the client are rewritten in the next minutes; private answers that are still"
            " open in Discord vanish when it is restarted."
        )
        await turn.update(line(said))


def question(words: Words, asked: Asked) -> Card:
    """Asked once, with all that follows."""
    referral = asked.opened.referral
    card = Card().title(f"🗑️ {words.t('Forget {client}?', client=client_name(words, referral))}")
    card.text(
        words.n(
            "Their name, need and contact, and the reasons that were written, are deleted from {count} referral of yours, at once"
            " and for good.",
            "Their name, need and contact, and the reasons that were written, are deleted from {count} referrals of yours, at once"
            " and for good.",
            asked.count,
        )
    )
    if referral.state in WAITING:
        other = one_line(asked.opened.other_name)
        card.text(words.t("{referral} ends with it, and {other} is told why.", referral=referral.label, other=other))
    card.small(
        words.t(
            "What other members keep of the same client only a moderator can delete, with /moderate forget. Counts and private labels"
            " stay."
        )
    )
    danger = discord.ButtonStyle.danger
    return card.buttons([button(f"referral:forget_yes:{referral.id}", words.t("Yes, forget them"), "🗑️", danger)])
