"""Commands: for servers that installed the bot, not for direct messages; errors become answers."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

import discord
from discord import app_commands

from bot.authorisation import check_person, check_place
from bot.core.errors import N_, Refused
from bot.core.limit import SUGGESTIONS, Recent
from bot.gateway.oddities import said_of
from bot.worker.http import REQUEST_ERRORS
from cogs._ui.answering import SUGGESTED_WITHIN
from cogs._ui.expired import suggest_quietly
from cogs._ui.fault import fault
from cogs._ui.interaction import InteractionContext
from cogs._ui.member_lookup import named_strangers
from cogs._ui.typed_options import typed_again

log = logging.getLogger(__name__)

UNREADABLE = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch, app_commands.TransformerError)
MENUS = (discord.AppCommandType.user, discord.AppCommandType.message)
ODD = N_("Discord sent this in a form that I can't read, and nothing was done. Please try again, or restart Discord first.")


async def refuse_unread(interaction: discord.Interaction[Any]) -> None:
    """Answer an interaction that is not what Discord's documentation, or the command's declaration, says."""
    if interaction.type is discord.InteractionType.autocomplete:
        await suggest_nothing(interaction)
    else:
        await fault(interaction, Refused(ODD))


async def suggest_nothing(interaction: discord.Interaction[Any]) -> None:
    """Answer with an empty list, which can't carry a sentence; nothing is done where Discord does not take it."""
    with suppress(*REQUEST_ERRORS):
        await interaction.response.autocomplete([])


def usable(tree: app_commands.CommandTree[Any]) -> tuple[frozenset[str], frozenset[str]]:
    """The names of all commands and menus, and of the options that have suggestions, as `command option`."""
    found = [each for each in tree.walk_commands() if isinstance(each, app_commands.Command)]
    menus = [each.name for kind in MENUS for each in tree.get_commands(type=kind)]
    suggesting = [f"{each.qualified_name} {part.display_name}" for each in found for part in each.parameters if part.autocomplete]
    return frozenset([*menus, *(each.qualified_name for each in found)]), frozenset(suggesting)


class Tree(app_commands.CommandTree[Any]):
    """The command tree of the bot, whose `meet` is called before each command."""

    def __init__(self, client: discord.Client) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        suggest_quietly()
        self._suggestions = Recent(SUGGESTIONS)

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        if interaction.type is discord.InteractionType.autocomplete:
            return await self._may_be_suggested_to(interaction)
        try:
            check_person(is_bot=interaction.user.bot)
            check_place(None, in_server=interaction.guild_id is not None)
        except Refused as problem:
            await fault(interaction, problem)
            return False
        if strangers := named_strangers(interaction):
            self.client.dispatch("strangers_named", interaction.guild_id, strangers)
        return await self.client.meet(interaction)

    async def _may_be_suggested_to(self, interaction: discord.Interaction[Any]) -> bool:
        """Whether suggestions are looked up; otherwise they are empty, since a list of suggestions can't carry a sentence."""
        offered = interaction.guild_id is not None and not interaction.user.bot
        if offered and self._suggestions.take(interaction.user.id, discord.utils.utcnow()):
            return await self.client.meet(interaction)
        await suggest_nothing(interaction)
        return False

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        if isinstance(error, UNREADABLE) and error.__cause__ is None:
            log.warning("A command was not as declared, and was refused: %s.", type(error).__name__)
            await refuse_unread(interaction)
        else:
            await fault(interaction, error, typed_again(InteractionContext.of(interaction)))

    async def _suggest(self, interaction: discord.Interaction[Any]) -> None:
        """Answer with suggestions, or with none where they take too long: Discord shows none that come later."""
        try:
            async with asyncio.timeout_at(InteractionContext.of(interaction).first.arrived_at + SUGGESTED_WITHIN):
                await super()._call(interaction)
        except TimeoutError:
            await suggest_nothing(interaction)

    async def _call(self, interaction: discord.Interaction[Any]) -> None:
        """Refuse what discord.py can't read of a command. What a command raises is an AppCommandError.

        Suggestions wait for no turn: their answer can't be deferred.
        """
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await self._suggest(interaction)
            else:
                async with self.client.answering.turn(InteractionContext.of(interaction).first):
                    await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        except Exception as problem:  # noqa: BLE001 - it is input: whatever reading it raises
            log.warning("A command could not be read, and was refused: %s.", said_of(problem))
            await refuse_unread(interaction)
