"""Who may use what of goals, of the quiet-check, and of the trades that a group lacks."""

from __future__ import annotations

from bot.authorisation.who import Who

COMMANDS = {
    "group goals": Who.MODERATORS,
}

BUTTONS = {
    "goals:mine": Who.MEMBERS,
    **dict.fromkeys(("quiet_check:word", "quiet_check:asks", "quiet_check:away"), Who.QUIET),
}

IN_BOTH = ("quiet_check:word", "quiet_check:asks", "quiet_check:away")
