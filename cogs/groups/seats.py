"""The card of a group's trades for its moderators."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from bot.reports.trades.model import OFTEN
from cogs._ui.cards import Card, and_more, footnote
from cogs._ui.people import mentioned
from cogs._ui.periods import from_to
from cogs._ui.seats import seat_name, some_trades, trades
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.core.digest_block import Facts
    from bot.i18n import Words
    from bot.membership.seats.service import Taken, TradesOf
    from bot.reports.trades.service import Flows


def seats_card(words: Words, found: TradesOf, flows: Flows) -> Card:
    card = Card().title(f"🪑 {words.t('Trades')}")
    if found.taken:
        heading = f"**{words.t('Taken')}** ({len(found.taken)})"
        card.lines(heading, [_taken(words, each) for each in found.taken], more=partial(and_more, words))
    else:
        card.text(words.t("Nobody holds a trade yet."))
    if found.associates:
        card.small(friends(words, found))
    openings(card, words, found)
    _flows(card, words, flows)
    return card.small(
        words.t("/group seats look_for adds what you look for; stop_looking takes it off, and so does somebody who holds it.")
    )


def friends(words: Words, found: TradesOf) -> str:
    """How many have no trade."""
    return words.n(
        "and {count} friend of the group, without a trade", "and {count} friends of the group, without a trade", found.associates
    )


def openings(card: Card, words: Words, found: TradesOf) -> None:
    """Add the trades that the group looks for, and others that nobody holds."""
    if found.wanted:
        card.rows("", [trades(words, f"**{words.t('Looked for')}**:", found.wanted)])
    if found.open:
        card.rows("", [some_trades(words, f"**{words.t('Also open')}**:", found.open)])


def _flows(card: Card, words: Words, flows: Flows) -> None:
    """Add which trades pass business to which, and which are missing; each section says what it counts, and what follows from it."""
    if flows.partners:
        lines = [
            f"**{one_line(trade)}** ← {words.listed([one_line(each) for each in givers])}" for trade, givers in flows.partners
        ]
        card.lines(f"🔗 **{words.t('Partner trades')}**", lines, more=partial(and_more, words))
        often = words.n(
            "These passed a trade {count} referral or more in the quarter, in alphabetical order.",
            "These passed a trade {count} referrals or more in the quarter, in alphabetical order.",
            OFTEN,
        )
        silent = words.t("Who does not appear on boards is not counted, so nothing follows from a trade that is missing here.")
        card.small(f"{from_to(words, flows.quarter)} {often} {silent}")
    if flows.missing.trades:
        month = words.months(flows.missing.month, flows.missing.month)
        lines = [f"**{seat_name(words, trade)}** · {_needed(words, n)}" for trade, n in flows.missing.trades]
        card.lines(f"🔍 **{words.t('Missing in {month}', month=month)}**", lines, more=partial(and_more, words))
        card.small(_counted(words))


def missing(card: Card, words: Words, facts: Facts) -> None:
    """The digest's section of trades that members needed in a month and nobody holds."""
    month = date.fromisoformat(facts["month"])
    lines = [
        words.n(
            "{count} time in {month} somebody needed: **{trade}**.",
            "{count} times in {month} somebody needed: **{trade}**.",
            each["n"],
            month=words.months(month, month),
            trade=seat_name(words, each["trade"]),
        )
        for each in facts["trades"]
    ]
    if facts["more"]:
        lines.append(words.n("{count} more trade", "{count} more trades", facts["more"]))
    asks = words.t("Nobody here does that. Do you know somebody? /meeting guest brings them.")
    card.rule().rows("", [*(f"🔍 {line}" for line in lines), asks, footnote(_counted(words))])


def _needed(words: Words, count: int) -> str:
    return words.n("{count} member needed it", "{count} members needed it", count)


def _counted(words: Words) -> str:
    return words.t(
        "Counted are members whose client needed it, or who searched for it, each once; from three members up, so that none can be found in it."
    )


def _taken(words: Words, taken: Taken) -> str:
    holders = f"**{one_line(taken.seat)}** · {words.listed([mentioned(*holder) for holder in taken.holders])}"
    return f"{holders} · 👂 {words.n('{count} waits', '{count} wait', taken.waiting)}" if taken.waiting else holders
