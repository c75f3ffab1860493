"""/profile: show, edit, story, and the file for a phone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.membership.members import profile as profile_model
from bot.membership.members.profile import Story
from bot.worker.http import REQUEST_ERRORS
from cogs._ui import forms
from cogs._ui.fit_text import hint_text
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.profile_form import profile_form, read_profile, written
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs.profiles.cards import phone_card, profile_card

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.membership.members.model import Member
    from bot.membership.profiles.service import Profiles
    from bot.referrals.fit.service import FitService
    from bot.relationships.one_to_ones.profile_page import ProfilePages
    from cogs._ui.cards import Card
    from cogs._ui.interaction import AnyInteraction

EDIT = "profile:edit"
STORY = "profile:story"
PICTURE_PATIENCE = 1.0
"""Seconds to wait for a picture: an interaction must be answered within three, so the card is then shown without it."""


class ProfileCog(commands.GroupCog, group_name="profile", group_description="What members read about each other."):
    def __init__(self, profiles: Profiles, pages: ProfilePages, fit: FitService) -> None:
        self._profiles = profiles
        self._pages = pages
        self._fit = fit

    @app_commands.command(description="A member's card: what they do and whom to send them.")
    @app_commands.describe(member="Whose; your own if you choose nobody")
    async def show(self, interaction: discord.Interaction, member: discord.User | None = None) -> None:
        await self._show(InteractionContext.of(interaction), member or interaction.user)

    async def show_from_menu(self, interaction: discord.Interaction, member: discord.User) -> None:
        await self._show(InteractionContext.of(interaction), member)

    async def _show(self, ctx: InteractionContext, user: discord.User | discord.Member) -> None:
        await ctx.show(await self._card(ctx, user.id, user.display_avatar.url))

    async def _card(self, ctx: InteractionContext, user_id: int, picture: str | None) -> Card:
        return profile_card(ctx.words, await self._pages.show(ctx.actor(), user_id), picture)

    @pressed("directory:show")
    async def show_from_directory(self, ctx: InteractionContext) -> None:
        """Show the member chosen in the directory's menu. The menu has only their id, so their picture is requested from Discord."""
        user_id = number(ctx.chosen)
        await ctx.show(await self._card(ctx, user_id, await _picture(ctx.interaction, user_id)))

    @app_commands.command(description="Save a member to your phone: their card as a file that it imports.")
    @app_commands.describe(member="Whose; your own if you choose nobody")
    async def card(self, interaction: discord.Interaction, member: discord.User | None = None) -> None:
        await self._save(InteractionContext.of(interaction), (member or interaction.user).id)

    @pressed("profile:card")
    async def save_from_card(self, ctx: InteractionContext) -> None:
        await self._save(ctx, ctx.id)

    async def _save(self, ctx: InteractionContext, user_id: int) -> None:
        await ctx.show(phone_card(ctx.words, await self._profiles.show(ctx.actor(), user_id)))

    @app_commands.command(description="Change what other members read about you.")
    async def edit(self, interaction: discord.Interaction) -> None:
        await self._edit(InteractionContext.of(interaction))

    @pressed("profile:open_edit")
    async def edit_from_card(self, ctx: InteractionContext) -> None:
        await self._edit(ctx)

    async def _edit(self, ctx: InteractionContext) -> None:
        member = await self._profiles.own(ctx.actor())
        await ctx.ask(await self._form(ctx, member, forms.nonce(), written(member.profile)))

    async def _form(self, ctx: InteractionContext, member: Member, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
        hint = "" if member.is_associate else hint_text(ctx.words, await self._fit.hint(ctx.actor()))
        return profile_form(ctx.words, f"{EDIT}:{nonce}", typed, hint, is_associate=member.is_associate)

    @submitted(EDIT)
    async def edited(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        await self._profiles.edit(ctx.actor(), read_profile(typed), ctx.form_key(EDIT, ctx.take(1)[0]), sure=SURE in typed)
        await self._show(ctx, ctx.interaction.user)

    @reopens(EDIT)
    async def reopened(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return await self._form(ctx, await self._profiles.own(ctx.actor()), ctx.take(1)[0], typed)

    @app_commands.command(description="Tell what makes a conversation: goals, interests, circles, skills.")
    async def story(self, interaction: discord.Interaction) -> None:
        await self._story(InteractionContext.of(interaction))

    @pressed("profile:open_story")
    async def story_from_card(self, ctx: InteractionContext) -> None:
        await self._story(ctx)

    async def _story(self, ctx: InteractionContext) -> None:
        story = (await self._profiles.own(ctx.actor())).story
        await ctx.ask(story_form(ctx.words, forms.nonce(), {name: getattr(story, name) for name in profile_model.STORY}))

    @submitted(STORY)
    async def told(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        story = Story(**{name: typed.get(name, "") for name in profile_model.STORY})
        await self._profiles.tell_story(ctx.actor(), story, ctx.form_key(STORY, ctx.take(1)[0]), sure=SURE in typed)
        await self._show(ctx, ctx.interaction.user)

    @reopens(STORY)
    async def retold(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return story_form(ctx.words, ctx.take(1)[0], typed)


def story_form(words: Words, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    items = (forms.text_item(words, name, field, typed) for name, field in profile_model.STORY.items())
    return forms.form(f"{STORY}:{nonce}", words.t("Your story"), *items)


async def _picture(interaction: AnyInteraction, user_id: int) -> str | None:
    """The URL of a person's avatar; None where Discord does not answer in time or refuses."""
    try:
        async with asyncio.timeout(PICTURE_PATIENCE):
            return (await interaction.client.fetch_user(user_id)).display_avatar.url
    # The picture is an ornament: the profile is shown without it.
    except REQUEST_ERRORS:
        return None
