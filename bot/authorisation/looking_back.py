"""Who may use what of terms and of the picture of the network."""

from __future__ import annotations

from bot.authorisation.who import Who

COMMANDS = {"member term": Who.MODERATORS}

BUTTONS = {
    "term:offer": Who.MODERATORS,
    "term:take_away": Who.MODERATORS,
    "settings:picture": Who.BELONGING,
    "me:network": Who.MEMBERS,
    "me:seen": Who.MEMBERS,
}

SUGGESTIONS = {"member term until": Who.EVERYONE}  # coming days
