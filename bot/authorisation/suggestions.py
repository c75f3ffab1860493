"""Who may use what of suggestions, rounds and practice."""

from __future__ import annotations

from bot.authorisation.who import Who

COMMANDS = {
    "one-to-one suggest": Who.MEMBERS,
    "one-to-one rounds": Who.MODERATORS,
    "one-to-one practice": Who.MEMBERS,
}

BUTTONS = {
    **dict.fromkeys(
        (
            "panel:meet",
            "touch:suggest",
            "touch:others",
            "touch:others_back",
            "round:in",
            "round:out",
            "practice:pick",
            "practice:next",
        ),
        Who.MEMBERS,
    ),
    "round:share": Who.MODERATORS,
    **dict.fromkeys(("round:ask", "round:met", "round:not_yet"), Who.TALKING),
}

IN_BOTH = ("touch:suggest", "touch:others", "touch:others_back", "touch:ask", "round:ask", "round:met", "round:not_yet")
