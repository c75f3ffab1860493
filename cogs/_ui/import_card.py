"""The card of an import's preview: counts, questions, then the rows page by page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

from bot.core.dates import DayOrder
from bot.core.text import shortened
from cogs._ui.cards import Card, button, pages
from cogs._ui.room import Listing
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.dates import TwoWays
    from bot.core.errors import Sentence
    from bot.i18n import Words
    from cogs._ui.cards import Button, Menu

PAGE = 8
ASKED = 3
"""Maximum number of questions on a card; the next ones are shown when these are answered."""

UNREAD = 300
"""Maximum length of the list of unread columns, in UTF-16 units."""
HEADING = 40

E = TypeVar("E")


class Question(Struct, frozen=True):
    """A sentence with the menu that answers it."""

    text: str
    menu: Menu


class Preview(Struct, Generic[E], frozen=True):
    """The contents of a preview. `summary` adds the counts to the first page; `listed` are the rows that get a line each."""

    title: str
    summary: Callable[[Card], None]
    questions: Sequence[Question]
    listed: Sequence[E]
    line: Callable[[E], str]
    footnotes: Sequence[str]
    apply: Button | None
    """None where there is nothing to write."""
    has_likeliest: bool
    """Whether a button answers all unsure names with their likeliest candidate."""
    choices: Sequence[Button] = ()
    """Further answers, as buttons."""


def preview_card(words: Words, preview: Preview[E], prefix: str, draft: str, page: int, first: Sentence | None = None) -> Card:
    """A page of the preview; `first` is a sentence above everything else."""
    card = Card().title(preview.title)
    if first is not None:
        card.text(f"⚠️ {words.say(first, one_line)}")
    if page == 0:
        preview.summary(card)
        for question in preview.questions[:ASKED]:
            card.text(question.text)
            card.menu(question.menu)
    shown = preview.listed[page * PAGE : (page + 1) * PAGE]
    card.rows("", [preview.line(each) for each in shown])
    pages(card, words, f"page:{prefix}", draft, page, more=len(preview.listed) > (page + 1) * PAGE)
    for footnote in preview.footnotes:
        card.small(footnote)
    card.small(words.t("Nothing is written yet. This is kept for fifteen minutes."))
    buttons = [] if preview.apply is None else [preview.apply]
    if preview.has_likeliest:
        buttons.append(button(f"{prefix}:likeliest:{draft}", words.t("Take the likeliest for all that are unsure"), "🎯"))
    return card.buttons([*buttons, *preview.choices, button(f"{prefix}:cancel:{draft}", words.t("Cancel"), "✖️")])


def file_rows(words: Words, rows: int, unread: Sequence[str]) -> list[str | Listing]:
    """How many rows a file has, and which of its columns are not read."""
    told: list[str | Listing] = [words.n("The file has {count} row.", "The file has {count} rows.", rows)]
    if unread:
        names = [f"“{one_line(shortened(each, HEADING))}”" for each in unread]
        heading = f"🙈 {words.n('{count} column is not read:', '{count} columns are not read:', len(unread))} "
        more = partial(_more, words)
        told.append(Listing(heading, names, more, gap="", between=", ", most=UNREAD))
    return told


def day_line(words: Words, found: TwoWays) -> str:
    """In which order the days of a file are read, with the first ambiguous day as the example."""
    text = one_line(found.text)
    if found.order is None:
        return "📅 " + words.t("“{text}” may be two days. Say below which one, for all days of the file.", text=text)
    day = found.by_day if found.order is DayOrder.DAY_FIRST else found.by_month
    return "📅 " + words.t("“{text}” is read as {day}, and all days of the file like it.", text=text, day=words.date(day))


def day_buttons(words: Words, found: TwoWays | None, custom_id: str) -> list[Button]:
    """A button `custom_id:order` for each order of day and month that is not the one in force."""
    if found is None:
        return []
    return [
        button(f"{custom_id}:{order.value}", words.t("{text} is {day}", text=found.text, day=words.date(day)), "📅")
        for order, day in ((DayOrder.DAY_FIRST, found.by_day), (DayOrder.MONTH_FIRST, found.by_month))
        if order is not found.order
    ]


def _more(words: Words, count: int) -> str:
    return words.n("and {count} more", "and {count} more", count)
