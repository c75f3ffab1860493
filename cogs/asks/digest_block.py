"""The section of needs in the weekly news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs._ui.cards import footnote
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.core.digest_block import Facts
    from bot.i18n import Words
    from cogs._ui.cards import Card


def asks(card: Card, words: Words, facts: Facts) -> None:
    """How many were answered, and the open needs with the days that are left."""
    counts = (
        (facts["answered"], words.n("{count} question was answered", "{count} questions were answered", facts["answered"])),
        (facts["covers"], words.n("{count} cover found", "{count} covers found", facts["covers"])),
    )
    heading = f"**🙋 {words.t('What members ask')}**"
    told = [text for count, text in counts if count]
    if told:
        heading = f"{heading}\n{words.listed(told)}."

    def more(count: int) -> str:
        return footnote(words.n("and {count} more in /ask", "and {count} more in /ask", count))

    if facts["needs"]:
        card.rule().lines(heading, [_line(words, each) for each in facts["needs"]], more=more, unlisted=facts["more"])
    else:
        card.rule().whole(heading)


def _line(words: Words, each: Facts) -> str:
    left = "" if each["days"] is None else f" · {words.n('{count} day left', '{count} days left', each['days'])}"
    return f"**{each['label']}** {one_line(each['name'])}: {one_line(each['text'])}{left}"
