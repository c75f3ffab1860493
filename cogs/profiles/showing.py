"""Showing a profile, writing one's own, and saving one to a phone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.model import profiles as model
from bot.model.profiles import Story
from cogs._ui import forms
from cogs._ui.profile_form import profile_form, read_profile, written
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs._ui.turn import Turn, number
from cogs.profiles.cards import phone_card, profile_card

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.services.profiles import Profiles
    from cogs._ui.turn import AnyInteraction

EDIT = "profile:edit"
STORY = "profile:story"
PICTURE_PATIENCE = 1.0
"""Seconds; a card is shown without its picture rather than late."""


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

    @pressed("directory:show")
    async def show_from_directory(self, turn: Turn) -> None:
        """A menu names nobody but by their id, and no member is kept in memory: their picture is asked for."""
        user_id = number(turn.chosen)
        shown = await self._profiles.show(turn.actor(), user_id)
        await turn.show(profile_card(turn.words, shown, await _picture(turn.interaction, user_id)))

    @app_commands.command(description="Save a member to your phone: their card as a file that it imports.")
    @app_commands.describe(member="Whose; your own if you choose nobody")
    async def card(self, interaction: discord.Interaction, member: discord.User | None = None) -> None:
        await self._save(Turn.of(interaction), (member or interaction.user).id)

    @pressed("profile:card")
    async def save_from_card(self, turn: Turn) -> None:
        await self._save(turn, turn.id)

    async def _save(self, turn: Turn, user_id: int) -> None:
        await turn.show(phone_card(turn.words, await self._profiles.show(turn.actor(), user_id)))

    @app_commands.command(description="Change what other members read about you.")
    async def edit(self, interaction: discord.Interaction) -> None:
        await self._edit(Turn.of(interaction))

    @pressed("profile:open_edit")
    async def edit_from_card(self, turn: Turn) -> None:
        await self._edit(turn)

    async def _edit(self, turn: Turn) -> None:
        profile = (await self._profiles.own(turn.actor())).profile
        await turn.ask(profile_form(turn.words, f"{EDIT}:{forms.nonce()}", written(profile)))

    @submitted(EDIT)
    async def edited(self, turn: Turn, typed: forms.Typed) -> None:
        await self._profiles.edit(turn.actor(), read_profile(typed), turn.form_key(EDIT, turn.take(1)[0]), sure=SURE in typed)
        await self._show(turn, turn.interaction.user)

    @reopens(EDIT)
    async def reopened(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        return profile_form(turn.words, f"{EDIT}:{turn.take(1)[0]}", typed)

    @app_commands.command(description="Tell what makes a conversation: goals, interests, circles, skills.")
    async def story(self, interaction: discord.Interaction) -> None:
        await self._story(Turn.of(interaction))

    @pressed("profile:open_story")
    async def story_from_card(self, turn: Turn) -> None:
        await self._story(turn)

    async def _story(self, turn: Turn) -> None:
        story = (await self._profiles.own(turn.actor())).story
        await turn.ask(story_form(turn.words, forms.nonce(), {name: getattr(story, name) for name in model.STORY}))

    @submitted(STORY)
    async def told(self, turn: Turn, typed: forms.Typed) -> None:
        story = Story(**{name: typed.get(name, "") for name in model.STORY})
        await self._profiles.tell_story(turn.actor(), story, turn.form_key(STORY, turn.take(1)[0]), sure=SURE in typed)
        await self._show(turn, turn.interaction.user)

    @reopens(STORY)
    async def retold(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        return story_form(turn.words, turn.take(1)[0], typed)


def story_form(words: Words, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    items = (forms.text_item(words, name, field, typed) for name, field in model.STORY.items())
    return forms.form(f"{STORY}:{nonce}", words.t("Your story"), *items)


async def _picture(interaction: AnyInteraction, user_id: int) -> str | None:
    """Where somebody's picture is; None where Discord does not say so in time, for the card is worth showing without it."""
    try:
        async with asyncio.timeout(PICTURE_PATIENCE):
            return (await interaction.client.fetch_user(user_id)).display_avatar.url
    except (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, TimeoutError):
        return None
