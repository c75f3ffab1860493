"""The parts of a member's story, as a profile and a planned one-to-one show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from cogs._ui.text import safe_text

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.membership.members.profile import Story

HEADINGS = {
    "goals": N_("Goals"),
    "wins": N_("Proud of"),
    "interests": N_("Besides work"),
    "circles": N_("Circles"),
    "skills": N_("Good at"),
}
"""By attribute."""


def told(words: Words, story: Story) -> list[tuple[str, str]]:
    """The heading and the text of each part that is written."""
    return [(f"**{words.t(label)}**", safe_text(text)) for name, label in HEADINGS.items() if (text := getattr(story, name))]
