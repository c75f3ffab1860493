"""How a file of past referrals looks before it is entered, and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.text import shortened
from bot.i18n import date_stamp
from bot.referrals.history.plan import DayOrder, Fate
from cogs._ui.cards import Card, button, menu, pages, primary
from cogs._ui.name_choice import LEFT_OUT, described
from cogs._ui.room import Listing
from cogs._ui.seats import BETWEEN
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.errors import Sentence
    from bot.i18n import Words
    from bot.referrals.history.plan import Doubtful, Entry, Plan, TwoWays
    from bot.referrals.history.service import Brought
    from cogs._ui.cards import Button

PAGE = 8
ASKED = 3
"""Names that are asked about at a time."""
NAME = 32
FOR_GIVERS, FOR_STRANGERS = 900, 300
"""Units that those who gave, and those who are not on the roll, may take, whatever the room."""
HERE = {Fate.KNOWN, Fate.LIVE}
"""Nothing is to be done about these, so they come last."""
MARKS = {Fate.ADD: "➕", Fate.KNOWN: "▫️", Fate.LIVE: "▫️", Fate.ASK: "❓", Fate.REFUSE: "⛔"}


def preview_card(words: Words, plan: Plan, draft: str, page: int, first: Sentence | None = None) -> Card:
    """What would be entered: counted, then what is asked, then row by row what is not; `first` stands above it all."""
    card = Card().title(f"📜 {words.t('This is what the file would bring')}")
    if first is not None:
        card.text(f"⚠️ {words.say(first, one_line)}")
    if page == 0:
        _summary(card, words, plan)
        for each in plan.doubtful[:ASKED]:
            _ask(card, words, plan, each, draft)
    left = sorted((entry for entry in plan.entries if entry.fate is not Fate.ADD), key=lambda entry: entry.fate in HERE)
    card.rows("", [_line(words, entry) for entry in left[page * PAGE : (page + 1) * PAGE]])
    pages(card, words, "page:past", draft, page, more=len(left) > (page + 1) * PAGE)
    if plan.strangers:
        card.small(
            words.t(
                "Whoever is not on the roll can be put there with /member import or /member add. Then bring this file again: what"
                " is in already stays once."
            )
        )
    card.small(words.t("Giver, receiver, day and kind are all that is read; nothing else of the file is kept."))
    card.small(words.t("Nothing is written yet. This is kept for fifteen minutes."))
    return card.buttons(_doing(words, plan, draft))


def brought_card(words: Words, brought: Brought) -> Card:
    """What was entered, and taken out again if it was."""
    made = brought.made
    who = f"**{one_line(brought.moderator)}**" if brought.moderator else f"<@{made.moderator_id}>"
    months = words.months(made.since, made.until)
    card = Card().text(
        words.n(
            "📜 {count} past referral ({months}), brought in by {who} on {day}.",
            "📜 {count} past referrals ({months}), brought in by {who} on {day}.",
            made.added,
            months=months,
            who=who,
            day=date_stamp(made.at),
        )
    )
    if made.undone_at is not None:
        undone = words.t("↩️ Undone on {day}: none of it counts any more.", day=date_stamp(made.undone_at))
        return card.text(f"{undone} {words.t('The same file can be brought in again with /moderate import.')}")
    card.text(words.t("✅ They count in each member's own /me, on no board and in no weekly news."))
    card.small(words.t("It stands in /moderate log, from where it can be undone later too."))
    return card.buttons([button(f"past:undo:{made.id}", words.t("Undo all of it"), "↩️")])


def _summary(card: Card, words: Words, plan: Plan) -> None:
    rows = words.n("The file has {count} row.", "The file has {count} rows.", len(plan.entries))
    counted = {fate: f"{MARKS[fate]} {said}" for fate, said in _counted(words, plan).items() if plan.count(fate)}
    added = [counted.pop(Fate.ADD), *_remarks(words, plan)] if plan.added else []
    days = [f"📅 {_days(words, plan.two_ways)}"] if plan.two_ways is not None else []
    card.rows("", [rows, *added, *counted.values(), *days])
    if plan.givers:
        heading = words.t("Who gave how many, leads included") if plan.leads else words.t("Who gave how many")
        card.rows(f"**{heading}**", [_named(words, plan.givers, FOR_GIVERS)])
    if plan.strangers:
        card.rows(f"**{words.t('Not on the roll, in how many rows')}**", [_named(words, plan.strangers, FOR_STRANGERS)])


def _named(words: Words, counted: Sequence[tuple[str, int]], most: int) -> Listing:
    """As many names with their numbers as there is room for, and how many more there are."""

    def more(count: int) -> str:
        return words.n("and {count} more", "and {count} more", count)

    names = [f"**{one_line(shortened(name, NAME))}** {words.number(count)}" for name, count in counted]
    return Listing("", names, more, gap=BETWEEN, between=BETWEEN, most=most)


def _counted(words: Words, plan: Plan) -> dict[Fate, str]:
    days = [each.day for each in plan.added]
    return {
        Fate.ADD: words.n(
            "{count} referral would be entered: {months}",
            "{count} referrals would be entered: {months}",
            len(days),
            months=words.months(min(days), max(days)) if days else "",
        ),
        Fate.KNOWN: words.n(
            "{count} was brought in before", "{count} were brought in before", plan.count(Fate.KNOWN)
        ),
        Fate.LIVE: words.n(
            "{count} was passed in Goodword itself that day, and counts there",
            "{count} were passed in Goodword itself that day, and count there",
            plan.count(Fate.LIVE),
        ),
        Fate.ASK: words.n(
            "{count} is unsure, and left out until you choose",
            "{count} are unsure, and left out until you choose",
            plan.count(Fate.ASK),
        ),
        Fate.REFUSE: words.n(
            "{count} can't be taken, for the reason below",
            "{count} can't be taken, for the reasons below",
            plan.count(Fate.REFUSE),
        ),
    }  # fmt: skip


def _remarks(words: Words, plan: Plan) -> list[str]:
    """What of those that would be entered one should know before they count."""
    said: list[str] = []
    if plan.leads:
        said.append(
            words.n(
                "💭 {count} of these is a lead: kept, but it counts for nothing, as nobody can say any more whether its person agreed",
                "💭 {count} of these are leads: kept, but they count for nothing, as nobody can say any more whether their people agreed",
                plan.leads,
            )
        )
    if plan.kindless:
        said.append(
            words.n(
                "✉️ {count} of these says no kind, and is taken for a referral whose client had agreed",
                "✉️ {count} of these say no kind, and are taken for referrals whose clients had agreed",
                plan.kindless,
            )
        )
    return said


def _days(words: Words, found: TwoWays) -> str:
    text = one_line(found.text)
    if found.order is None:
        return words.t("“{text}” may be two days. Say below which one, for all days of the file.", text=text)
    day = found.by_day if found.order is DayOrder.DAY_FIRST else found.by_month
    return words.t("“{text}” is read as {day}, and all days of the file like it.", text=text, day=words.date(day))


def _ask(card: Card, words: Words, plan: Plan, asked: Doubtful, draft: str) -> None:
    name = f"**{one_line(shortened(asked.name, NAME))}**"
    card.text(
        f"❓ {words.n('{name}, in {count} row: who is that?', '{name}, in {count} rows: who is that?', asked.rows, name=name)}"
    )
    people = [plan.roll[user_id] for user_id in asked.candidates if user_id in plan.roll]
    options = [(str(each.user_id), " · ".join(part for part in (each.name, *described(words, each)) if part)) for each in people]
    options.append((LEFT_OUT, words.t("None of these: leave these rows out")))
    card.menu(menu(f"past:who:{draft}:{asked.place}", words.t("Choose who is meant"), options))


def _line(words: Words, entry: Entry) -> str:
    two = [f"**{one_line(shortened(name, NAME)) or '?'}**" for name in (entry.giver, entry.receiver)]
    parts = [f"{MARKS[entry.fate]} {words.t('row {row}: {name}', row=entry.row, name=' → '.join(two))}"]
    if entry.why is not None:
        parts.append(words.say(entry.why, one_line))
    elif entry.fate is Fate.ASK:
        parts.append(words.t("unsure"))
    else:
        parts.append(words.t("brought in before") if entry.fate is Fate.KNOWN else words.t("passed in Goodword that day"))
    return " · ".join(parts)


def _doing(words: Words, plan: Plan, draft: str) -> list[Button]:
    doing: list[Button] = []
    if plan.added:
        label = words.n("Enter {count} referral", "Enter {count} referrals", len(plan.added))
        doing.append(primary(f"past:apply:{draft}", label, "✅"))
    if plan.doubtful:
        doing.append(button(f"past:likeliest:{draft}", words.t("Take the likeliest for all that are unsure"), "🎯"))
    if plan.two_ways is not None:
        for order, day in ((DayOrder.DAY_FIRST, plan.two_ways.by_day), (DayOrder.MONTH_FIRST, plan.two_ways.by_month)):
            if order is not plan.two_ways.order:
                label = words.t("{text} is {day}", text=plan.two_ways.text, day=words.date(day))
                doing.append(button(f"past:days:{draft}:{order.value}", label, "📅"))
    return [*doing, button(f"past:cancel:{draft}", words.t("Cancel"), "✖️")]
