"""People as they are named: to moderators by their mention, which is theirs alone, before the name, which they chose themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.text import shortened
from bot.i18n import words
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.groups.model import Group
    from bot.i18n import Words

LENGTH = 100
"""UTF-16 units of a name that is not to be shorter: longer than Discord allows any."""


def former_of_linked(group: Group) -> str:
    """What the group reads in the place of somebody whose own group, which was linked with it, is deleted; in its own language."""
    return words(group.language.first).t("A former member of a linked group")


def mentioned(user_id: int, name: str, most: int = LENGTH) -> str:
    """A mention, which pings nobody (allowed mentions are closed), and the stored name in bold.

    The name alone where the id leads to nobody in Discord: somebody expected, or who deleted their data.
    """
    shown = f"**{one_line(shortened(name, most))}**" if name else ""
    return f"<@{user_id}> {shown}".rstrip() if user_id > 0 else shown


def mention(said: Words, user_id: int) -> str:
    """A mention without a name; “A former member” where the id leads to nobody in Discord: they deleted their data."""
    return f"<@{user_id}>" if user_id > 0 else f"**{said.t('A former member')}**"
