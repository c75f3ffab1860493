"""Verifies that the features' declarations, the rows of authorisation, and the cogs' handlers, renderers and routes match.

Called when the cogs are loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.authorisation import BUTTONS, COMMANDS, FORMS, SUGGESTIONS
from bot.core.declarations import DeclarationError, declared
from bot.referrals.reminders.model import REFERRAL

if TYPE_CHECKING:
    from collections.abc import Collection


def check_answered(
    handlers: Collection[str],
    renderers: Collection[str],
    morning: Collection[str],
    presses: Collection[str],
    forms: Collection[str],
) -> None:
    """Compare the declarations with what the cogs registered: message handlers, renderers of digest and morning list, buttons, forms.

    Raises DeclarationError, naming everything that is on one side only.
    """
    found = declared()
    problems = [
        *_compared("message kind", found.messages, "handler", handlers),
        *_compared("digest block", found.blocks, "renderer", renderers),
        *_compared("kind of morning items", {REFERRAL, *found.morning_items}, "renderer", morning),
        *_compared("panel button", {each.custom_id for each in found.panel}, "route", _of_panel(presses)),
        *(f"form {name} is declared to hold clients and has no route" for name in sorted(found.client_forms - set(forms))),
    ]
    if problems:
        raise DeclarationError("; ".join(problems))


def _of_panel(presses: Collection[str]) -> set[str]:
    return {name for name in presses if name.startswith("panel:")}


def _compared(what: str, names: Collection[str], answer: str, answered: Collection[str]) -> list[str]:
    return [f"{what} {name} is declared and has no {answer}" for name in sorted(set(names) - set(answered))] + [
        f"{answer} {name} answers no declared {what}" for name in sorted(set(answered) - set(names))
    ]


def check_rows(commands: Collection[str], suggestions: Collection[str], presses: Collection[str], forms: Collection[str]) -> None:
    """Compare the rows with what is answered. Raises DeclarationError, naming whatever has no row and each row without anything."""
    problems = [
        *_with_rows("command", COMMANDS, commands),
        *_with_rows("button", BUTTONS, presses),
        *_with_rows("form", FORMS, forms),
        *_with_rows("list of suggestions", SUGGESTIONS, suggestions),
    ]
    if problems:
        raise DeclarationError("; ".join(problems))


def _with_rows(what: str, rows: Collection[str], found: Collection[str]) -> list[str]:
    return [
        f"{what} {name} has no row in bot/authorisation that says who may use it" for name in sorted(set(found) - set(rows))
    ] + [f"the row of {what} {name} is of none that is answered" for name in sorted(set(rows) - set(found))]
