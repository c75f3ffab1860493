"""/help: the commands that a person can use, by their membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.declarations import declared
from bot.membership.claims.service import Claims
from bot.membership.departures.service import Departures
from bot.membership.members.model import Status
from bot.membership.roster.service import Roster
from cogs._ui import claim_offer
from cogs._ui.cards import Card, button
from cogs._ui.integrations import OPENING
from cogs._ui.interaction import InteractionContext, names_of
from cogs._ui.routing import pressed
from cogs._ui.welcome import first_steps

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.membership.members.model import Member
    from cogs._ui.bot_protocol import BotProtocol

FIRST = 6
"""Number of commands that are shown at first; a button shows the others."""


class HelpCog(commands.Cog):
    def __init__(self, members: Roster, departures: Departures, claims: Claims) -> None:
        self._roster = members
        self._departures = departures
        self._claims = claims

    @app_commands.command(description="What you can do here.")
    async def help(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        await ctx.show(await self._card(ctx, whole=False))

    @pressed("help:more")
    async def more(self, ctx: InteractionContext) -> None:
        await ctx.update(await self._card(ctx, whole=True))

    async def _card(self, ctx: InteractionContext, *, whole: bool) -> Card:
        actor = ctx.actor()
        group, member = await self._roster.standing(actor)
        if member is not None and member.status is Status.LEFT:  # noticed by another process than this one
            member = await self._departures.back(actor.group_id, actor.user_id, actor.name) or member
        # /group is hidden from all but Manage Server by default, so moderators by role read how to have it shown.
        opened = actor.manages_group or not group.moderated_by(actor)
        card = help_card(ctx.words, member, moderates=group.moderated_by(actor), set_up=group.set_up_at is not None, whole=whole)
        if member is None or not member.belongs:
            claim_offer.ask(card, ctx.words, group.group_id, await self._claims.awaited(actor, names_of(ctx.interaction.user)))
        if not opened:
            card.small(ctx.words.t(OPENING))
        if group.set_up_at is not None:
            about = button("group:about", ctx.words.t("About this group"), "👋")
            more = (
                [] if whole or member is None or not member.is_active else [button("help:more:all", ctx.words.t("More…"), "➕")]
            )
            card.buttons([*first_steps(ctx.words, member), *more, about])
        return card


def help_card(words: Words, member: Member | None, *, moderates: bool, set_up: bool, whole: bool = True) -> Card:
    """The commands that a person can use now, in the declared order; without `whole` the first FIRST of them."""
    card = Card().title(f"👋 {words.t('Goodword passes on a good word')}")
    card.text(words.t("Members refer clients to each other, hear what became of it, and say thank you."))
    if not set_up:
        card.text(words.t("This group is not set up yet. A moderator starts with /group setup."))
    elif member is not None and member.is_active:
        card.text(_list(words, for_moderators=False, most=None if whole else FIRST))
    elif member is not None and member.status is Status.PAUSED:
        card.text(words.t("You are on leave. See or end it with **/away**; **/settings** works meanwhile."))
    elif member is not None and member.status is Status.APPLICANT:
        card.text(words.t("Your application is with the moderators. Look here again: what they decide is shown."))
    elif member is not None and member.status is Status.FORMER:
        card.text(
            words.t("You are not a member any more. You may apply again with **/join**, and the moderators will answer you.")
        )
    else:
        if member is not None and member.status is Status.DECLINED:
            card.text(words.t("The moderators could not let you in the last time. You may apply again."))
        card.text(words.t("You are not a member yet. Apply with **/join**, and the moderators will answer you."))
    if moderates:
        card.text(f"**{words.t('For moderators')}**\n{_list(words, for_moderators=True)}")
    return card.small(words.t("Clients' names and contacts are seen by giver and receiver only."))


def _list(words: Words, *, for_moderators: bool, most: int | None = None) -> str:
    """The features' declared lines of /help, or the first `most` of them."""
    lines = [line for line in declared().help if line.for_moderators is for_moderators][:most]
    return "\n".join(f"**{words.command(line.command)}** · {words.t(line.text)}" for line in lines)


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(HelpCog(bot.services.of(Roster), bot.services.of(Departures), bot.services.of(Claims)))
