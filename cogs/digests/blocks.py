"""How the blocks of the weekly news are shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.i18n import date_stamp
from bot.model.money import Money
from bot.model.thanks import FOR_ACT
from cogs._ui.text import one_line, place

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.model.digests import Facts
    from cogs._ui.cards import Card
    from cogs._ui.news import Renderer

FOOTNOTE = 320
"""Room for what stands at the end: what the numbers count."""
LATER = 800
"""Room that thanks leave at most to what comes after them."""


def week(card: Card, words: Words, facts: Facts) -> None:
    """The week in one sentence."""
    parts = [words.n("{count} referral", "{count} referrals", facts["referrals"])]
    if facts["jobs"]:
        parts.append(words.n("{count} job", "{count} jobs", facts["jobs"]))
    parts.append(words.n("{count} thank-you", "{count} thank-yous", facts["thanks"]))
    sentence = f"**{words.listed(parts)}**."
    if facts["receivers"]:
        helped = words.n("{count} member was helped", "{count} members were helped", facts["receivers"])
        sentence = f"{sentence} {helped}."
    card.text(sentence)


def business(card: Card, words: Words, facts: Facts) -> None:
    """What work brought in the last closed week: a total, and how it is told."""
    amount = words.money(Money(facts["minor"], facts["currency"]))
    card.text(f"💼 {words.t('Work that referrals brought in the last full week: about {amount}.', amount=f'**{amount}**')}")
    start, end = datetime.fromisoformat(facts["start"]), datetime.fromisoformat(facts["end"]) - timedelta(hours=1)
    card.small(
        words.t(
            "From {start} to {end}; from three members or more, rounded, so that nobody's own amount can be found in it.",
            start=date_stamp(start),
            end=date_stamp(end),
        )
    )


def board(card: Card, words: Words, facts: Facts) -> None:
    """Who helped most members."""
    lines = [_place(words, each) for each in facts["places"]]
    if lines:
        card.rule().lines(f"**🏆 {words.t('Who helped most members')}**", lines, FOOTNOTE)
    if facts["unnamed"]:
        card.small(words.n("{count} more prefers not to be named.", "{count} more prefer not to be named.", facts["unnamed"]))


def _place(words: Words, each: Facts) -> str:
    helped = words.n("{count} member helped", "{count} members helped", each["people"])
    referrals = words.n("{count} referral", "{count} referrals", each["times"])
    return f"{place(each['rank'])} **{one_line(each['name'])}** · {helped} · {referrals}"


def thanks(card: Card, words: Words, facts: Facts) -> None:
    """Who thanked whom, in their own words."""
    lines = [_thanked(words, each) for each in facts["said"]]
    left_out = card.rule().lines(f"**💚 {words.t('Thank you')}**", lines, LATER) if lines else 0
    more = facts["more"] + left_out
    if more:
        card.small(words.n("and {count} more thank-you", "and {count} more thank-yous", more))


def _thanked(words: Words, each: Facts) -> str:
    author, thanked = f"**{one_line(each['author'])}**", f"**{one_line(each['thanked'])}**"
    message = words.t(FOR_ACT) if each.get("for_act") else one_line(each["message"])
    return f"{words.t('{author} thanks {thanked}', author=author, thanked=thanked)}: “{message}”"


def newcomers(card: Card, words: Words, facts: Facts) -> None:
    """New members, and whom to send them."""
    heading = f"**🌱 {words.t('New members, and whom to send them')}**"
    left_out = card.rule().lines(heading, [_newcomer(each) for each in facts["members"]], FOOTNOTE)
    more = facts["more"] + left_out
    if more:
        card.small(words.n("and {count} more", "and {count} more", more))


def _newcomer(each: Facts) -> str:
    listens = f" · 🎯 {one_line(each['ideal_referral'])}" if each["ideal_referral"] else ""
    return f"**{one_line(each['name'])}** · {one_line(each['seat'])}{listens}"


RENDERERS: dict[str, Renderer] = {
    "week": week,
    "business": business,
    "board": board,
    "thanks": thanks,
    "newcomers": newcomers,
}
