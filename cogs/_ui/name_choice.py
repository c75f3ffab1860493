"""Asking whom a name in a file means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.text import shortened
from bot.membership.import_sessions.model import NOBODY
from bot.membership.members.model import STATUS_LABELS
from cogs._ui.interaction import number

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.membership.members.model import Member
    from cogs._ui.interaction import InteractionContext

LEFT_OUT = "leave"
TRADE = 40


def chosen_id(ctx: InteractionContext) -> int | None:
    """Whom the menu named: below zero for somebody expected, NOBODY, or None where it is to be left out. Raises Refused."""
    if ctx.chosen == LEFT_OUT:
        return None
    if ctx.chosen.startswith("-"):
        return -number(ctx.chosen.removeprefix("-"))
    return number(ctx.chosen) or NOBODY


def described(words: Words, member: Member) -> list[str]:
    """What tells two of one name apart."""
    return [words.t(STATUS_LABELS[member.status]), shortened(member.seat, TRADE)]
