"""The choice of a person whom a name in a file means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.text import shortened
from bot.membership.import_sessions.model import NOBODY
from bot.membership.members.model import STATUS_LABELS
from cogs._ui.interaction import number
from cogs._ui.seats import trade_of

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.membership.members.model import Member
    from cogs._ui.interaction import InteractionContext

LEFT_OUT = "leave"
TRADE = 40


def chosen_id(ctx: InteractionContext) -> int | None:
    """The chosen user id (negative for an expected member), NOBODY, or None to leave the row out. Raises Refused."""
    if ctx.chosen == LEFT_OUT:
        return None
    if ctx.chosen.startswith("-"):
        return -number(ctx.chosen.removeprefix("-"))
    return number(ctx.chosen) or NOBODY


def described(words: Words, member: Member) -> list[str]:
    """The status and trade of a member, by which two people of the same name can be distinguished."""
    return [words.t(STATUS_LABELS[member.status]), shortened(trade_of(words, member), TRADE)]
