"""Profiles: what a member does, and whom to send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import date_stamp
from bot.model.members import STATUS_LABELS, Status
from cogs._ui import forms
from cogs._ui.cards import Card, button, primary
from cogs._ui.profile_form import missing, profile_form, read_profile, written
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs._ui.text import one_line, quoted, safe_text
from cogs._ui.turn import Turn, number

if TYPE_CHECKING:
    from discord import ui

    from bot.i18n import Words
    from bot.services.profiles import Profiles, Shown
    from cogs._ui.host import Host

PREFIX = "profile:edit"


class ProfileCog(commands.GroupCog, group_name="profile", group_description="What members read about each other."):
    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles

    @app_commands.command(description="A member's card: what they do and whom to send them.")
    @app_commands.describe(member="Whose; your own if you choose nobody")
    async def show(self, interaction: discord.Interaction, member: discord.User | None = None) -> None:
        await self._show(Turn.of(interaction), member or interaction.user)

    async def show_from_menu(self, interaction: discord.Interaction, member: discord.User) -> None:
        await self._show(Turn.of(interaction), member)

    async def _show(self, turn: Turn, user: discord.User | discord.Member) -> None:
        shown = await self._profiles.show(turn.actor(), user.id)
        await turn.show(profile_card(turn.words, shown, user.display_avatar.url))

    @app_commands.command(description="Change what other members read about you.")
    async def edit(self, interaction: discord.Interaction) -> None:
        await self._edit(Turn.of(interaction))

    @pressed("profile:open_edit")
    async def edit_from_card(self, turn: Turn) -> None:
        await self._edit(turn)

    async def _edit(self, turn: Turn) -> None:
        profile = (await self._profiles.own(turn.actor())).profile
        await turn.ask(profile_form(turn.words, f"{PREFIX}:{forms.nonce()}", written(profile)))

    @pressed("directory:show")
    async def show_from_directory(self, turn: Turn) -> None:
        shown = await self._profiles.show(turn.actor(), number(turn.chosen))
        await turn.show(profile_card(turn.words, shown, None))

    @submitted(PREFIX)
    async def edited(self, turn: Turn, typed: forms.Typed) -> None:
        await self._profiles.edit(turn.actor(), read_profile(typed), turn.form_key(PREFIX, turn.take(1)[0]), sure=SURE in typed)
        shown = await self._profiles.show(turn.actor(), turn.user_id)
        await turn.show(profile_card(turn.words, shown, turn.interaction.user.display_avatar.url))

    @reopens(PREFIX)
    async def reopened(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        return profile_form(turn.words, f"{PREFIX}:{turn.take(1)[0]}", typed)


def profile_card(words: Words, shown: Shown, picture: str | None) -> Card:
    """What others read; for oneself with one's own counts and what is still missing."""
    member, profile = shown.member, shown.member.profile
    heading = [f"### {one_line(member.name)}", f"**{one_line(member.seat)}**"]
    if profile.business:
        heading.append(one_line(profile.business))
    if member.status is not Status.ACTIVE:
        heading.append(f"-# {words.t(STATUS_LABELS[member.status])}")
    card = Card().picture_beside("\n".join(heading), picture)
    if profile.ideal_referral:
        card.text(f"**🎯 {words.t('Who to send them')}**\n{quoted(profile.ideal_referral)}")
    if profile.offer:
        card.text(f"**{words.t('What they offer')}**\n{safe_text(profile.offer)}")
    if profile.contact:
        card.text(f"**{words.t('How to reach them')}**\n{safe_text(profile.contact)}")
    if profile.links:
        card.text(safe_text(profile.links))
    if shown.given is not None and shown.received is not None:
        return _own(words, card, shown)
    card.buttons(
        [
            primary(f"refer:open:{member.user_id}", words.t("Refer someone"), "🤝"),
            button(f"thank:open:{member.user_id}", words.t("Thank"), "💚"),
        ]
    )
    if member.joined_at is not None:
        card.small(words.t("In the group since {date}.", date=date_stamp(member.joined_at)))
    return card


def _own(words: Words, card: Card, shown: Shown) -> Card:
    lacking = missing(words, shown.member.profile)
    if lacking:
        card.text(
            words.t("✏️ Still missing: {fields}. Others refer to you more easily when they read it.", fields=words.listed(lacking))
        )
    given = words.n("You passed {count} referral.", "You passed {count} referrals.", shown.given or 0)
    received = words.n("You received {count}.", "You received {count}.", shown.received or 0)
    card.buttons([button("profile:open_edit:me", words.t("Edit"), "✏️")])
    return card.small(f"{given} {received} {words.t('Only you see these counts; they are of all time.')}")


async def setup(bot: Host) -> None:
    cog = ProfileCog(bot.services.profiles)
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name="Show profile", callback=cog.show_from_menu))
