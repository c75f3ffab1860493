"""Who may use what of keep-in-touch."""

from __future__ import annotations

from bot.authorisation.who import Who

COMMANDS = {
    "keep-in-touch add": Who.MEMBERS,
    "keep-in-touch today": Who.MEMBERS,
    "keep-in-touch list": Who.MEMBERS,
    "keep-in-touch import": Who.MEMBERS,
}

BUTTONS = {
    "page:keep": Who.MEMBERS,
    "keep:word": Who.MEMBERS,
    "keep:search": Who.MEMBERS,  # an upload is its owner's alone
    "keep:pick": Who.MEMBERS,
    "keep:all": Who.MEMBERS,
    "keep:open": Who.KEEPING,
    "touch:did": Who.KEEPING,
    "keep:later": Who.KEEPING,
    "keep:received": Who.KEEPING,
    "keep:unlink": Who.KEEPING,
    "keep:stop": Who.KEEPING,  # the last, for then they are gone
}

FORMS = {"keep:find": Who.MEMBERS}

SUGGESTIONS = {"keep-in-touch add name": Who.MEMBERS}

IN_BOTH = ("touch:did", "keep:later", "keep:received", "keep:unlink", "keep:stop")
