"""What one can do here, by what one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.model.members import Status
from bot.model.words import N_
from cogs._ui import arrival_card
from cogs._ui.cards import Card, button
from cogs._ui.turn import Turn, names_of
from cogs._ui.welcome import first_steps

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.model.members import Member
    from bot.services.arrivals import Arrivals
    from bot.services.members import Members
    from bot.services.presence import Presence
    from cogs._ui.host import Host

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
    def __init__(self, members: Members, presence: Presence, arrivals: Arrivals) -> None:
        self._members = members
        self._presence = presence
        self._arrivals = arrivals

    @app_commands.command(description="What you can do here.")
    async def help(self, interaction: discord.Interaction) -> None:
        turn = Turn.of(interaction)
        actor = turn.actor()
        group, member = await self._members.standing(actor)
        if member is not None and member.status is Status.LEFT:  # noticed by another process than this one
            member = await self._presence.back(actor.group_id, actor.user_id, actor.name) or member
        card = help_card(turn.words, member, moderates=group.moderated_by(actor), set_up=group.set_up_at is not None)
        if member is None or not member.belongs:
            arrival_card.ask(card, turn.words, group.group_id, await self._arrivals.awaited(actor, names_of(interaction.user)))
        if group.set_up_at is not None:
            about = button("group:about", turn.words.t("About this group"), "👋")
            card.buttons([*first_steps(turn.words, member), about])
        await turn.show(card)


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


async def setup(bot: Host) -> None:
    await bot.add_cog(HelpCog(bot.services.members, bot.services.presence, bot.services.arrivals))
