"""Who may use what of a member's own activity."""

from __future__ import annotations

from bot.authorisation.who import Who

COMMANDS = {"me": Who.MEMBERS}

BUTTONS = {
    "me:period": Who.MEMBERS,
    "me:groups": Who.MEMBERS,
    "me:year": Who.MEMBERS,
}

IN_BOTH = ("me:year",)
