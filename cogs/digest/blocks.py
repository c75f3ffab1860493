"""Renderers of the digest's blocks, by kind. The card shortens members' texts where it has no room for all."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.core.money import Money
from bot.referrals.thanks.model import FOR_ACT
from bot.weekly.boards.model import BoardName, Rank, Standing
from cogs._ui.board_card import Beginning, show, title_of, unnamed_line
from cogs._ui.cards import and_more, footnote
from cogs._ui.seats import held_trade, seat_name, some_trades, trades
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.core.digest_block import Facts
    from bot.i18n import Words
    from cogs._ui.cards import Card
    from cogs._ui.digest_blocks import Renderer
    from cogs._ui.room import Listing


def week(card: Card, words: Words, facts: Facts) -> None:
    """The counts in one sentence, without those that are zero."""
    introduced = facts.get("introductions", 0)  # a digest that was queued by an earlier version has none
    counts = (
        (facts["referrals"], words.n("{count} referral", "{count} referrals", facts["referrals"])),
        (facts["jobs"], words.n("{count} job", "{count} jobs", facts["jobs"])),
        (facts["thanks"], words.n("{count} thank-you", "{count} thank-yous", facts["thanks"])),
        (introduced, words.n("{count} introduction", "{count} introductions", introduced)),
    )
    parts = [text for count, text in counts if count]
    if not parts:
        return
    sentence = f"**{words.listed(parts)}**."
    if facts["receivers"]:
        helped = words.n("{count} member was helped", "{count} members were helped", facts["receivers"])
        sentence = f"{sentence} {helped}."
    card.whole(sentence)


def business(card: Card, words: Words, facts: Facts) -> None:
    """Totals of closed business: of the last closed week, and of the month that ended with it."""
    lines: list[str] = []
    if "week" in facts:
        told = _told(words, facts["week"])
        lines.append(words.t("Work that referrals brought in the week from {start} to {end}: about {amount}.", **told))
    if "month" in facts:
        told = _told(words, facts["month"])
        lines.append(words.t("Work that referrals brought in the {weeks} weeks from {start} to {end}: about {amount}.", **told))
    explained = words.t("From three members or more, rounded, so that nobody's own amount can be found in it.")
    card.whole("\n".join([*(f"💼 {line}" for line in lines), footnote(explained)]))


def _told(words: Words, total: Facts) -> dict[str, str]:
    """The values of a total's sentence: first and last day, number of weeks, rounded amount."""
    # A total ends at the midnight after its last day, and an hour earlier is that day.
    start, end = datetime.fromisoformat(total["start"]), datetime.fromisoformat(total["end"]) - timedelta(hours=1)
    amount = f"**{words.about(Money(total['minor'], total['currency']))}**"
    # Rounded: `end` is an hour short of whole weeks, and a change to or from daylight saving time is another.
    weeks = round((end - start).days / 7)
    return {"start": words.day(start), "end": words.day(end), "weeks": words.number(weeks), "amount": amount}


def board(card: Card, words: Words, facts: Facts) -> None:
    """Who helped most members: of the digest's period, or of several weeks where `facts` says so."""
    name, unnamed = BoardName.GIVERS, facts["unnamed"]
    ranks = [Rank(each["rank"], Standing(0, each["name"], each["people"], each["times"])) for each in facts["places"]]
    if ranks:
        # A digest that was queued by an earlier version has no "weeks".
        weeks, days, title = facts.get("weeks", 1), facts["days"], words.t(title_of(name))
        if weeks > 1:
            days = words.days(facts["last"] - timedelta(days=7 * weeks - 1), facts["last"])
            title = words.n("{title}, in the last {count} week", "{title}, in the last {count} weeks", weeks, title=title)
        show(card.rule(), words, f"**🏆 {title}**", Beginning(name, ranks, unnamed, 0, facts["group"], days))
        if weeks > 1:
            card.small(words.t("One week's numbers are too much alike to rank by. These are of {days}.", days=days))
    card.small(unnamed_line(words, unnamed))


def thanks(card: Card, words: Words, facts: Facts) -> None:
    """Thanks with their messages; nothing where all of them are in later messages."""
    if not facts["said"]:
        return
    lines = [thanked(words, each) for each in facts["said"]]

    def more(count: int) -> str:
        return footnote(words.n("and {count} more thank-you", "and {count} more thank-yous", count))

    card.rule().lines(f"**💚 {words.t('Thank you')}**", lines, more=more, unlisted=facts["more"])


def thanked(words: Words, each: Facts) -> str:
    """A line with one thank-you."""
    author, thanked = f"**{one_line(each['author'])}**", f"**{one_line(each['thanked'])}**"
    message = words.t(FOR_ACT) if each.get("for_act") else one_line(each["message"])
    return f"{words.t('{author} thanks {thanked}', author=author, thanked=thanked)}: “{message}”"


def newcomers(card: Card, words: Words, facts: Facts) -> None:
    """New members, and whom to send them."""
    heading = f"**🌱 {words.t('New members, and whom to send them')}**"

    lines = [_listener(words, each) for each in facts["members"]]
    card.rule().lines(heading, lines, more=partial(and_more, words), unlisted=facts["more"])


def _listener(words: Words, each: Facts) -> str:
    listens = f" · 🎯 {one_line(each['ideal_referral'])}" if each["ideal_referral"] else ""
    return f"{_who(words, each)}{listens}"


def _who(words: Words, each: Facts) -> str:
    return f"**{one_line(each['name'])}** · {held_trade(words, each['seat'])}"


def openings(card: Card, words: Words, facts: Facts) -> None:
    """Trades that the group looks for, and others that nobody holds."""
    lists: list[Listing] = []
    if facts["wanted"]:
        lists.append(trades(words, f"**🪑 {words.t('Trades we look for')}**:", facts["wanted"], facts["more"]))
    if facts["open"]:
        label = words.t("Also open") if lists else f"🪑 {words.t('Trades still open')}"
        lists.append(some_trades(words, f"{label}:", facts["open"]))
    card.rule().rows("", lists)


def to_do(card: Card, words: Words, facts: Facts) -> None:
    """Suggestions of what members can do this week."""
    lines: list[str] = []
    if "welcome" in facts:
        lines.append(words.t("Still new among us: {who}. Send them: {ideal}", **_introduced(words, facts["welcome"])))
    if "listener" in facts:
        lines.append(words.t("This week, listen for {who}: {ideal}", **_introduced(words, facts["listener"])))
    if "seat" in facts:
        seat = f"**{seat_name(words, facts['seat'])}**"
        lines.append(words.t("{seat}: do you know a good one? The group looks for one, so bring them along.", seat=seat))
    if "thank" in facts:
        lines.append(words.t("Did a good word come your way? A thank-you takes a minute: /thank"))
    card.rule().rows(f"**✨ {words.t('What you can do this week')}**", [f"• {each}" for each in lines])


def _introduced(words: Words, each: Facts) -> dict[str, str]:
    return {"who": _who(words, each), "ideal": f"🎯 {one_line(each['ideal_referral'])}"}


RENDERERS: dict[str, Renderer] = {
    "week": week,
    "business": business,
    "board": board,
    "thanks": thanks,
    "newcomers": newcomers,
    "openings": openings,
    "to_do": to_do,
}
