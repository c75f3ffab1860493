"""The preview of an import of past referrals, and the import once it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.text import shortened
from bot.i18n import date_stamp
from bot.referrals.history.plan import RowOutcome
from cogs._ui.cards import Card, button, menu, primary
from cogs._ui.import_card import ASKED, Preview, Question, day_buttons, day_line, file_rows
from cogs._ui.name_choice import LEFT_OUT, described
from cogs._ui.people import mentioned
from cogs._ui.room import Listing
from cogs._ui.seats import BETWEEN
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.referrals.history.plan import Doubtful, Entry, Plan
    from bot.referrals.history.service import Brought

NAME = 32
"""Maximum length of a name within a line, in UTF-16 units."""
FOR_GIVERS, FOR_STRANGERS = 900, 300
"""Maximum length of the list of givers, and of that of names that are not on the roll, in UTF-16 units."""
HERE = {RowOutcome.KNOWN, RowOutcome.LIVE}
"""The group has these already."""
MARKS = {RowOutcome.ADD: "➕", RowOutcome.KNOWN: "▫️", RowOutcome.LIVE: "▫️", RowOutcome.ASK: "❓", RowOutcome.REFUSE: "⛔"}


def preview(words: Words, plan: Plan, draft: str) -> Preview[Entry]:
    """The preview of an import. Only rows that are left out have a line, those that can be mended first."""
    footnotes = [words.t("Giver, receiver, day and kind are all that is read; nothing else of the file is kept.")]
    if plan.strangers:
        footnotes.insert(
            0,
            words.t(
                "Whoever is not on the roll can be put there with /member import or /member add. Then bring this file again: what"
                " is in already stays once."
            ),
        )
    label = words.n("Enter {count} referral", "Enter {count} referrals", len(plan.added))
    left = [entry for entry in plan.entries if entry.outcome is not RowOutcome.ADD]
    return Preview(
        title=f"📜 {words.t('This is what the file would bring')}",
        summary=lambda card: _summary(card, words, plan),
        questions=[_question(words, plan, each, draft) for each in plan.doubtful[:ASKED]],
        listed=sorted(left, key=lambda entry: entry.outcome in HERE),
        line=lambda entry: _line(words, entry),
        footnotes=footnotes,
        apply=primary(f"past:apply:{draft}", label, "✅") if plan.added else None,
        has_likeliest=bool(plan.doubtful),
        choices=day_buttons(words, plan.two_ways, f"past:days:{draft}"),
    )


def brought_card(words: Words, brought: Brought) -> Card:
    """The card of an applied import, or of an undone one."""
    made = brought.made
    by = mentioned(made.moderator_id, brought.moderator)
    months = words.months(made.since, made.until)
    card = Card().text(
        words.n(
            "📜 {count} past referral ({months}), brought in by {who} on {day}.",
            "📜 {count} past referrals ({months}), brought in by {who} on {day}.",
            made.added,
            months=months,
            who=by,
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
    counted = {outcome: f"{MARKS[outcome]} {said}" for outcome, said in _counted(words, plan).items() if plan.count(outcome)}
    added = [counted.pop(RowOutcome.ADD), *_remarks(words, plan)] if plan.added else []
    days = [day_line(words, plan.two_ways)] if plan.two_ways is not None else []
    card.rows("", [*file_rows(words, len(plan.entries), plan.unread), *added, *counted.values(), *days])
    if plan.givers:
        heading = words.t("Who gave how many, leads included") if plan.leads else words.t("Who gave how many")
        card.rows(f"**{heading}**", [_named(words, plan.givers, FOR_GIVERS)])
    if plan.strangers:
        card.rows(f"**{words.t('Not on the roll, in how many rows')}**", [_named(words, plan.strangers, FOR_STRANGERS)])


def _named(words: Words, counted: Sequence[tuple[str, int]], most: int) -> Listing:
    """Names with their counts, as many as fit, and the number of those left out."""

    def more(count: int) -> str:
        return words.n("and {count} more", "and {count} more", count)

    names = [f"**{one_line(shortened(name, NAME))}** {words.number(count)}" for name, count in counted]
    return Listing("", names, more, gap=BETWEEN, between=BETWEEN, most=most)


def _counted(words: Words, plan: Plan) -> dict[RowOutcome, str]:
    days = [each.day for each in plan.added]
    return {
        RowOutcome.ADD: words.n(
            "{count} referral would be entered: {months}",
            "{count} referrals would be entered: {months}",
            len(days),
            months=words.months(min(days), max(days)) if days else "",
        ),
        RowOutcome.KNOWN: words.n(
            "{count} was brought in before", "{count} were brought in before", plan.count(RowOutcome.KNOWN)
        ),
        RowOutcome.LIVE: words.n(
            "{count} was passed in Goodword itself that day, and counts there",
            "{count} were passed in Goodword itself that day, and count there",
            plan.count(RowOutcome.LIVE),
        ),
        RowOutcome.ASK: words.n(
            "{count} is unsure, and left out until you choose",
            "{count} are unsure, and left out until you choose",
            plan.count(RowOutcome.ASK),
        ),
        RowOutcome.REFUSE: words.n(
            "{count} can't be taken, for the reason below",
            "{count} can't be taken, for the reasons below",
            plan.count(RowOutcome.REFUSE),
        ),
    }  # fmt: skip


def _remarks(words: Words, plan: Plan) -> list[str]:
    """Notes on the referrals that would be entered: how many are leads, and how many have no kind."""
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


def _question(words: Words, plan: Plan, asked: Doubtful, draft: str) -> Question:
    name = f"**{one_line(shortened(asked.name, NAME))}**"
    text = words.n("{name}, in {count} row: who is that?", "{name}, in {count} rows: who is that?", asked.rows, name=name)
    people = [plan.roll[user_id] for user_id in asked.candidates if user_id in plan.roll]
    options = [(str(each.user_id), " · ".join(part for part in (each.name, *described(words, each)) if part)) for each in people]
    options.append((LEFT_OUT, words.t("None of these: leave these rows out")))
    return Question(f"❓ {text}", menu(f"past:who:{draft}:{asked.place}", words.t("Choose who is meant"), options))


def _line(words: Words, entry: Entry) -> str:
    two = [f"**{one_line(shortened(name, NAME)) or '?'}**" for name in (entry.giver, entry.receiver)]
    parts = [f"{MARKS[entry.outcome]} {words.t('row {row}: {name}', row=entry.row, name=' → '.join(two))}"]
    if entry.why is not None:
        parts.append(words.say(entry.why, one_line))
    elif entry.outcome is RowOutcome.ASK:
        parts.append(words.t("unsure"))
    else:
        parts.append(
            words.t("brought in before") if entry.outcome is RowOutcome.KNOWN else words.t("passed in Goodword that day")
        )
    return " · ".join(parts)
