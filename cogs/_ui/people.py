"""People as moderators read them: the mention, which is theirs alone, before the name, which they chose themselves."""

from __future__ import annotations

from bot.core.text import shortened
from cogs._ui.text import one_line

LENGTH = 100
"""UTF-16 units of a name that is not to be shorter: longer than Discord allows any."""


def mentioned(user_id: int, name: str, most: int = LENGTH) -> str:
    """A mention, which pings nobody (allowed mentions are closed), and the stored name in bold.

    The name alone where the id leads to nobody in Discord: somebody expected, or who deleted their data.
    """
    shown = f"**{one_line(shortened(name, most))}**" if name else ""
    return f"<@{user_id}> {shown}".rstrip() if user_id > 0 else shown
