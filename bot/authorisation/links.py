"""Who may use what of linked groups."""

from __future__ import annotations

from bot.authorisation.who import Who

COMMANDS = {
    "group link": Who.MODERATORS,
    "group unlink": Who.MODERATORS,
}

BUTTONS = {
    "refer:linked": Who.MEMBERS,
    "settings:linked": Who.BELONGING,
    "ask:linked": Who.ASKER,
}

FORMS = {
    "refer:linked_form": Who.MEMBERS,
}

SUGGESTIONS = {
    "refer in_group": Who.MEMBERS,
    "group unlink group": Who.MODERATORS,
}
