"""Who may use what of linked groups."""

from __future__ import annotations

from bot.authorisation.who import Who

COMMANDS = {
    "group link": Who.MODERATORS,
    "group unlink": Who.MODERATORS,
}

SUGGESTIONS = {
    "group unlink group": Who.MODERATORS,
}
