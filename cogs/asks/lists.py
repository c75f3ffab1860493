"""Lists of needs: what /ask shows first, what a search finds, the answers of a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.home import PAGE, last_page
from bot.asks.model import NeedKind, NeedState
from bot.core.labels import unbroken
from bot.core.text import shortened
from bot.i18n import date_stamp
from cogs._ui.cards import Card, button, menu, pages
from cogs._ui.text import one_line, quoted, safe_text
from cogs.asks.cards import cancelled, line_of, name_of, what
from cogs.asks.kinds import NEW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.asks.home import Home, Line
    from bot.asks.model import ListedNeed, Need
    from bot.asks.offers import Answer
    from bot.asks.seen import SeenNeed
    from bot.i18n import Words

ANSWERS = 5
SHOWN, LISTED = 120, 90
"""Maximum lengths of a need's text in a list and in a menu, in UTF-16 units."""
NAMES = 5
"""Maximum number of those who offered that a line names."""
NOTHING: Mapping[int, str] = {}


def home_card(words: Words, home: Home, trade: str = "", fits: Mapping[int, str] = NOTHING) -> Card:
    """What /ask shows: one's own needs with who offered, those of the group, and the buttons that begin one.

    `trade` is the mark of the trade to which the group's needs are narrowed; `fits` has the words by which a need fits the reader.
    """
    card = Card().title(f"🙋 {words.t('Ask the group')}")
    yours, others = ([(each, line_of(words, each.need)) for each in lines] for lines in (home.yours, home.open))
    if yours:
        card.rows(f"**{words.t('Yours')}**", [_own(words, *each) for each in yours])
    if others:
        rows = [_line(words, each, said, fits.get(each.need.id, "")) for each, said in others]
        card.rows(f"**{words.t('Open in the group')}**", rows)
    elif not trade:
        card.text(words.t("Nobody asks for anything at present. What could the group do for you?"))
    else:
        card.text(words.t("Nothing open is about this trade. /ask without it shows everything."))
    _choice(card, words, [(each.need, said) for each, said in (*yours, *others)])
    pages(card, words, "page:asks", trade, home.page, more=(home.page + 1) * PAGE < home.listed)
    return card.buttons([button(f"ask:new:{kind}", words.t(label), emoji) for kind, (label, emoji) in NEW.items()])


def found_card(words: Words, found: Sequence[SeenNeed], search: str, page: int) -> Card:
    """Questions and tips that a search finds, best first."""
    card = Card().title(f"🔎 {words.t('What the group knows')}")
    if not found:
        card.text(words.t("Nothing fits “{search}” yet. Ask it, and the answer is found from then on.", search=one_line(search)))
        label, emoji = NEW[NeedKind.QUESTION]
        return card.buttons([button(f"ask:new:{NeedKind.QUESTION}", words.t(label), emoji)])
    page = last_page(page, len(found))
    listed = [(seen, line_of(words, seen.need)) for seen in found[page * PAGE :][:PAGE]]
    card.rows("", [_knowledge(words, *each) for each in listed], apart=True)
    _choice(card, words, [(seen.need, said) for seen, said in listed])
    return pages(card, words, "page:knowledge", search, page, more=(page + 1) * PAGE < len(found))


def answers_card(words: Words, seen: SeenNeed, answers: Sequence[Answer], page: int) -> Card:
    """The answers of a question with their authors, in their order."""
    card = Card()
    if seen.need.state is NeedState.VOIDED:
        return cancelled(card, words, seen)
    what(card, words, seen)
    card.rule()
    if not answers:
        return card.text(words.t("Nobody has written an answer yet."))
    page = min(page, (len(answers) - 1) // ANSWERS)
    for each in answers[page * ANSWERS :][:ANSWERS]:
        helped = f" · 💛 {words.t('helped')}" if each.helped else ""
        card.text(f"**{one_line(each.name)}**{helped}\n{quoted(each.offer.text)}")
    pages(card, words, "page:answers", str(seen.need.id), page, more=(page + 1) * ANSWERS < len(answers))
    return card.small(unbroken(seen.need.label))


def _choice(card: Card, words: Words, listed: Sequence[tuple[Need | ListedNeed, str]]) -> None:
    """The menu of these needs, each with its `line_of`."""
    if listed:
        options = [(str(need.id), f"{NEW[need.kind][1]} {need.label} · {shortened(said, LISTED)}") for need, said in listed]
        card.menu(menu("ask:open", words.t("Open an ask"), options))


def _own(words: Words, line: Line, said: str) -> str:
    need = line.need
    text = f"{NEW[need.kind][1]} **{unbroken(need.label)}** · {_shown(said)}"
    if need.until is not None:
        text = f"{text} · {words.t('until {day}', day=date_stamp(need.until))}"
    if not line.offering:
        return text
    names = [one_line(name) for name in line.offering]
    more = [words.n("{count} more", "{count} more", len(names) - NAMES)] if len(names) > NAMES else []
    return f"{text}\n-# 🙋 {words.t('Offered: {names}', names=words.listed([*names[:NAMES], *more]))}"


def _line(words: Words, line: Line, said: str, fits: str) -> str:
    """One of the group's, with the reader's own offer or why it fits them."""
    text = f"{NEW[line.need.kind][1]} **{one_line(line.author)}** · {_shown(said)}"
    if line.i_offer:
        return f"{text}\n-# 🙋 {words.t('You offered')}"
    return f"{text}\n-# ✨ {words.t('fits you: *{words}*', words=safe_text(fits))}" if fits else text


def _shown(said: str) -> str:
    """As much of a need's `line_of` as a list shows."""
    return safe_text(shortened(said, SHOWN))


def _knowledge(words: Words, seen: SeenNeed, said: str) -> str:
    """A question or tip that was found, with what came of it."""
    need = seen.need
    line = f"{NEW[need.kind][1]} **{unbroken(need.label)}** · {_shown(said)}\n-# {name_of(seen, need.author_id)}"
    if need.kind is NeedKind.TIP:
        return line
    answers = words.n("{count} answer", "{count} answers", seen.answers) if seen.answers else words.t("no answer yet")
    helped = [f"💛 {words.t('helped')}"] if seen.helpful else []
    still = [words.t("open")] if need.state is NeedState.OPEN else []
    return " · ".join([line, answers, *helped, *still])
