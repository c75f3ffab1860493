"""The digest's section of what members ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.model import NeedKind
from cogs._ui.cards import footnote
from cogs._ui.text import one_line
from cogs.asks.kinds import NEW
from cogs.asks.links import without_links
from cogs.asks.trades import trade_name

if TYPE_CHECKING:
    from bot.core.digest_block import Facts
    from bot.i18n import Words
    from cogs._ui.cards import Card


def asks(card: Card, words: Words, facts: Facts) -> None:
    """How many were answered, and what members ask for, with the days that are left."""
    counts = (
        (facts["answered"], words.n("{count} question was answered", "{count} questions were answered", facts["answered"])),
        (facts["covers"], words.n("{count} cover was found", "{count} covers were found", facts["covers"])),
    )
    heading = f"**🙋 {words.t('What members ask for')}**"
    if came := [text for count, text in counts if count]:
        heading = f"{heading}\n💛 {words.listed(came)}."

    def more(count: int) -> str:
        return footnote(words.n("and {count} more in /ask", "and {count} more in /ask", count))

    if facts["needs"]:
        card.rule().lines(heading, [_line(words, each) for each in facts["needs"]], more=more, unlisted=facts["more"])
    else:
        card.rule().whole(heading)


def _line(words: Words, each: Facts) -> str:
    kind = NeedKind(each["kind"])
    trades = [" · ".join(trade_name(words, trade) for trade in each["trades"])] if kind is NeedKind.CLIENT_NEEDS else []
    left = [] if each["days"] is None else [words.n("{count} day left", "{count} days left", each["days"])]
    text = each["text"] if kind is NeedKind.TIP else without_links(words, each["text"])
    said = " · ".join([f"**{one_line(each['name'])}**: {one_line(text)}", *filter(None, trades), *left])
    return f"{NEW[kind][1]} {said}"
