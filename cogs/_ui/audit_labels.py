"""What each action in the group's log says to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.declarations import declared
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.i18n import Words


def with_reason(line: str, reason: str) -> str:
    """An entry with its reason below."""
    return f"{line}\n> {one_line(reason)}" if reason else line


def happened(words: Words, action: str) -> str:
    """The action in words."""
    return words.t(declared().actions[action].label)
