"""What one can do here, by what one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import N_
from bot.membership.members.model import Status
from cogs._ui import claim_offer
from cogs._ui.cards import Card, button
from cogs._ui.interaction import InteractionContext, names_of
from cogs._ui.welcome import first_steps

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.membership.claims.service import Claims
    from bot.membership.departures.service import Departures
    from bot.membership.members.model import Member
    from bot.membership.roster.service import Roster
    from cogs._ui.bot_protocol import BotProtocol

MEMBERS = (
    ("refer", N_("pass a member somebody who needs them")),
    ("referrals", N_("what waits for you, and what became of what you gave")),
    ("thank", N_("say thank you, in public")),
    ("directory", N_("who is here, and whom each of them looks for")),
    ("profile edit", N_("what others read about you; also story, show, and card for your phone")),
    ("settings", N_("which messages you get, who reads your contact, your language")),
    ("leaderboard", N_("who helped most members")),
    ("me", N_("your own numbers, for your eyes only")),
    ("privacy export", N_("everything that is held about you; /privacy delete deletes it")),
    ("away", N_("go on leave; your trade is kept")),
)
MODERATORS = (
    ("group setup", N_("channels, language, time zone, currency; also about, panel, seats, show")),
    ("member list", N_("the roll; also approve, decline, add, pause, resume, seat, remove, history")),
    ("moderate log", N_("who did what here; /moderate void cancels what should not count")),
    ("moderate forget", N_("a client who asks for it, by their phone or e-mail")),
    ("moderate import", N_("referrals of past months from a spreadsheet, for each member's own /me")),
    ("digest schedule", N_("the weekly news; also show, preview, post, pause")),
)


class HelpCog(commands.Cog):
    def __init__(self, members: Roster, departures: Departures, claims: Claims) -> None:
        self._roster = members
        self._departures = departures
        self._claims = claims

    @app_commands.command(description="What you can do here.")
    async def help(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        actor = ctx.actor()
        group, member = await self._roster.standing(actor)
        if member is not None and member.status is Status.LEFT:  # noticed by another process than this one
            member = await self._departures.back(actor.group_id, actor.user_id, actor.name) or member
        card = help_card(ctx.words, member, moderates=group.moderated_by(actor), set_up=group.set_up_at is not None)
        if member is None or not member.belongs:
            claim_offer.ask(card, ctx.words, group.group_id, await self._claims.awaited(actor, names_of(interaction.user)))
        if group.set_up_at is not None:
            about = button("group:about", ctx.words.t("About this group"), "👋")
            card.buttons([*first_steps(ctx.words, member), about])
        await ctx.show(card)


def help_card(words: Words, member: Member | None, *, moderates: bool, set_up: bool) -> Card:
    """Not more than this person can use now, the most likely first."""
    card = Card().title(f"👋 {words.t('Goodword passes on a good word')}")
    card.text(words.t("Members refer clients to each other, hear what became of it, and say thank you."))
    if not set_up:
        card.text(words.t("This group is not set up yet. A moderator starts with /group setup."))
    elif member is not None and member.is_active:
        card.text(_list(words, MEMBERS))
    elif member is not None and member.status is Status.PAUSED:
        card.text(words.t("You are on leave. See or end it with **/away**; **/settings** works meanwhile."))
    elif member is not None and member.status is Status.APPLICANT:
        card.text(words.t("Your application is with the moderators. Look here again: what they decide is shown."))
    else:
        if member is not None and member.status is Status.DECLINED:
            card.text(words.t("The moderators could not let you in the last time. You may apply again."))
        card.text(words.t("You are not a member yet. Apply with **/join**, and the moderators will answer you."))
    if moderates:
        card.text(f"**{words.t('For moderators')}**\n{_list(words, MODERATORS)}")
    return card.small(words.t("Clients' names and contacts are seen by giver and receiver only."))


def _list(words: Words, entries: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"**{words.command(command)}** · {words.t(what)}" for command, what in entries)


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(HelpCog(bot.services.roster, bot.services.departures, bot.services.claims))
