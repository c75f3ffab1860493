"""Who may use what of reports."""

from __future__ import annotations

from bot.authorisation.who import Who

COMMANDS = {"group report": Who.MODERATORS}

BUTTONS = {"report:page": Who.MODERATORS}
