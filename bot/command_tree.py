"""Commands: for servers that installed the bot, not for direct messages; errors become answers."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

import discord
from discord import app_commands

from bot.core.errors import N_, Refused
from bot.core.limit import SUGGESTIONS, Recent
from bot.gateway.oddities import said_of
from cogs._ui.expired import suggest_quietly
from cogs._ui.interaction import InteractionContext, fault
from cogs._ui.member_lookup import named_strangers

log = logging.getLogger(__name__)

UNREADABLE = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch, app_commands.TransformerError)
ODD = N_("Discord sent this in a form that I can't read, and nothing was done. Please try again, or restart Discord first.")


async def refuse_unread(interaction: discord.Interaction[Any]) -> None:
    """Answer an interaction that is not what Discord's documentation, or the command's declaration, says."""
    if interaction.type is discord.InteractionType.autocomplete:
        with suppress(discord.HTTPException):
            await interaction.response.autocomplete([])
    else:
        await fault(interaction, Refused(ODD))


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
        if interaction.type is discord.InteractionType.application_command:
            InteractionContext.of(interaction)
            if strangers := named_strangers(interaction):
                self.client.dispatch("strangers_named", interaction.guild_id, strangers)
        elif not self._suggestions.take(interaction.user.id, discord.utils.utcnow()):
            await interaction.response.autocomplete([])
            return False
        return await self.client.meet(interaction)

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        if isinstance(error, UNREADABLE) and error.__cause__ is None:
            log.warning("A command was not as declared, and was refused: %s.", type(error).__name__)
            await refuse_unread(interaction)
        else:
            await fault(interaction, error)

    async def _call(self, interaction: discord.Interaction[Any]) -> None:
        """Refuse what discord.py can't read of a command. What a command raises is an AppCommandError."""
        try:
            await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        except Exception as problem:  # noqa: BLE001 - it is input: whatever reading it raises
            log.warning("A command could not be read, and was refused: %s.", said_of(problem))
            await refuse_unread(interaction)
