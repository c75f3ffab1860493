"""The sentence on how to show `/group` to moderators by role: by default Discord shows it only to people with Manage Server."""

from bot.core.errors import N_

OPENING = N_(
    "Moderators by role see /group once somebody with Manage Server opens it to them: Server Settings, Integrations, Goodword, /group,"
    " and add the role there."
)
"""https://support.discord.com/hc/en-us/articles/4644915651095-Command-Permissions"""
