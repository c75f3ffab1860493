"""What is chosen for a setting, by a command's option or in the wizard, where it is input: checked before anything is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.admin.setup import Changes
from bot.core.errors import N_, Refused
from bot.groups.model import PublicLanguage, Seats
from cogs._ui.interaction import number, one_of, stale
from cogs._ui.weekdays import read_day
from cogs.groups.cards import Setting, is_public

if TYPE_CHECKING:
    from collections.abc import Callable

NONE = "none"
"""The answer that clears a channel or role."""


def read(guild: discord.Guild | None, setting: Setting, value: str) -> Changes:
    """The change for an answer. Raises Refused for a value that is no choice; time zones and currencies are read by the service."""
    known: dict[Setting, Callable[[], Any]] = {
        Setting.LANGUAGE: lambda: one_of(PublicLanguage, value),
        Setting.SEATS: lambda: one_of(Seats, value),
        Setting.WEEK_STARTS: lambda: read_day(value),
        Setting.AMOUNTS: lambda: value == "on",
        Setting.SMART: lambda: value == "on",
    }
    change: Any
    if setting.may_be_none and value == NONE:
        return Changes(cleared=frozenset({setting.field}))
    if setting.is_channel:
        # The id is input: only a text channel of this server is accepted.
        change = check_channel(guild.get_channel(number(value)) if guild else None).id
    elif setting.is_role:
        change = check_role(guild.get_role(number(value)) if guild else None).id
    else:
        change = known[setting]() if setting in known else value
    return Changes(**{setting.field: change})


def check_channel(channel: discord.abc.GuildChannel | None) -> discord.TextChannel:
    """Return a channel in which the bot can post exactly once. Raises Refused for a forum, with the reason, and for any other."""
    if isinstance(channel, discord.ForumChannel):
        # Discord's key that makes a repeated request harmless, `nonce`, is of Create Message alone, not of forum posts
        # (https://docs.discord.com/developers/resources/message#create-message).
        raise Refused(
            N_(
                "#{channel} is a forum: there Discord can't tell a post that is sent again after a broken connection from a new one, so"
                " it could stand there twice. Choose a text channel."
            ),
            channel=channel.name,
        )
    if not isinstance(channel, discord.TextChannel):
        raise stale()
    return channel


def check_role(role: discord.Role | None) -> discord.Role:
    """Return a role that can be given to single people. Raises Refused for @everyone, and for roles that an integration manages."""
    if role is None:
        raise stale()
    if role.is_default() or role.managed:
        raise Refused(N_("{role} can't be given to members one by one. Choose a role of its own for that."), role=role.name)
    return role


def here(interaction: discord.Interaction) -> int:
    """The id of the interaction's channel, the default for the first posts of a group; 0 where not everybody sees the channel."""
    channel_id = interaction.channel_id or 0
    return channel_id if is_public(interaction.guild, channel_id) else 0
