"""Asking whom a name in a file means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.imports import NOBODY
from bot.model.members import STATUS_LABELS
from bot.model.texts import shortened
from cogs._ui.turn import number

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.model.members import Member
    from cogs._ui.turn import Turn

LEFT_OUT = "leave"
TRADE = 40


def chosen_id(turn: Turn) -> int | None:
    """Whom the menu named: below zero for somebody expected, NOBODY, or None where it is to be left out. Raises Refused."""
    if turn.chosen == LEFT_OUT:
        return None
    if turn.chosen.startswith("-"):
        return -number(turn.chosen.removeprefix("-"))
    return number(turn.chosen) or NOBODY


def described(words: Words, member: Member) -> list[str]:
    """What tells two of one name apart."""
    return [words.t(STATUS_LABELS[member.status]), shortened(member.seat, TRADE)]
