"""The button by which giver or receiver erases a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.core.labels import unbroken
from bot.referrals.model import WAITING
from cogs._ui.cards import Card, danger, line
from cogs._ui.referral_card import client_name
from cogs._ui.routing import pressed
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.core.drafts.service import Drafts
    from bot.i18n import Words
    from bot.referrals.erasure.service import Asked, Erasure
    from cogs._ui.interaction import InteractionContext


class ErasureCog(commands.Cog):
    def __init__(self, erasure: Erasure, drafts: Drafts) -> None:
        self._erasure, self._drafts = erasure, drafts

    @pressed("referral:forget")
    async def ask(self, ctx: InteractionContext) -> None:
        await ctx.show(question(ctx.words, await self._erasure.ask(ctx.user_id, ctx.id)))

    @pressed("referral:forget_yes")
    async def forget(self, ctx: InteractionContext) -> None:
        await self._erasure.forget(ctx.user_id, ctx.id)
        self._drafts.forget_clients()
        said = ctx.words.t(
            "🗑️ It is deleted. My messages that named the client are rewritten in the next minutes; private answers that are still"
            " open in Discord vanish when it is restarted."
        )
        await ctx.update(line(said))


def question(words: Words, asked: Asked) -> Card:
    """The confirmation: what will be erased."""
    referral = asked.opened.referral
    card = Card().title(f"🗑️ {words.t('Forget {client}?', client=client_name(words, referral))}")
    card.text(
        words.t(
            "Their name, need and contact, and the reasons that were written, are deleted from {referral}, at once and for good.",
            referral=referral.label,
        )
    )
    if asked.others:
        card.text(
            words.n(
                "So they are from {count} other referral of yours with the same phone or address: {labels}.",
                "So they are from {count} other referrals of yours with the same phone or address: {labels}.",
                len(asked.others),
                labels=", ".join(map(unbroken, asked.others)),
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
    return card.buttons([danger(f"referral:forget_yes:{referral.id}", words.t("Yes, forget them"), "🗑️")])
