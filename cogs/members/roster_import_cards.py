"""How an import looks before it is carried out, and the roll as rows of a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.text import shortened
from bot.membership.members.model import STATUS_LABELS, Member
from bot.membership.roster_import.columns import HEADINGS, Column
from bot.membership.roster_import.model import NOBODY, WRITTEN, Deed, Entry, Plan
from cogs._ui.cards import Card, Select, button, menu, pages, primary
from cogs._ui.name_choice import LEFT_OUT, TRADE, described
from cogs._ui.template import heading_row
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.errors import Sentence
    from bot.i18n import Words
    from bot.membership.roster_import.service import Exported

PAGE = 8
ASKED = 3
"""Rows that are asked about at a time."""
NAME = 32
MARKS = {
    Deed.ADD: "➕",
    Deed.EXPECT: "⏳",
    Deed.RECOGNISE: "🤝",
    Deed.CHANGE: "✏️",
    Deed.SAME: "▫️",
    Deed.ASK: "❓",
    Deed.REFUSE: "⛔",
}


def preview_card(words: Words, plan: Plan, draft: str, page: int, first: Sentence | None = None) -> Card:
    """What would be done: counted, then what is asked, then row by row; `first` stands above it all."""
    card = Card().title(f"📥 {words.t('This is what the file would do')}")
    if first is not None:
        card.text(f"⚠️ {words.say(first, one_line)}")
    if page == 0:
        card.rows("", [f"{MARKS[deed]} {said}" for deed, said in _counted(words, plan).items() if plan.count(deed)])
        for entry in [entry for entry in plan.entries if entry.deed is Deed.ASK][:ASKED]:
            _ask(card, words, plan, entry, draft)
    listed = [entry for entry in plan.entries if entry.deed is not Deed.SAME or entry.notes]
    shown = listed[page * PAGE : (page + 1) * PAGE]
    card.rows("", [_line(words, entry) for entry in shown])
    pages(card, words, "page:import", draft, page, more=len(listed) > (page + 1) * PAGE)
    card.small(words.t("Nothing is written yet. This is kept for fifteen minutes."))
    doing = [primary(f"import:apply:{draft}", words.t("Write this to the roll"), "✅")] if plan.count(*WRITTEN) else []
    if plan.count(Deed.ASK):
        doing.append(button(f"import:likeliest:{draft}", words.t("Take the likeliest for all that are unsure"), "🎯"))
    return card.buttons([*doing, button(f"import:cancel:{draft}", words.t("Cancel"), "✖️")])


def _counted(words: Words, plan: Plan) -> dict[Deed, str]:
    """What happens to how many, and who of them is written to."""
    return {
        Deed.ADD: words.n(
            "{count} becomes a member and gets a welcome message",
            "{count} become members and get a welcome message each",
            plan.count(Deed.ADD),
        ),
        Deed.EXPECT: words.n(
            "{count} was not found in the server and will be expected; nobody is written to",
            "{count} were not found in the server and will be expected; nobody is written to",
            plan.count(Deed.EXPECT),
        ),
        Deed.RECOGNISE: words.n(
            "{count} was expected and becomes a member, with a welcome message",
            "{count} were expected and become members, with a welcome message each",
            plan.count(Deed.RECOGNISE),
        ),
        Deed.CHANGE: words.n("{count} changes, without a message", "{count} change, without a message", plan.count(Deed.CHANGE)),
        Deed.SAME: words.n("{count} stays as it is", "{count} stay as they are", plan.count(Deed.SAME)),
        Deed.ASK: words.n(
            "{count} is unsure, and left out until you choose",
            "{count} are unsure, and left out until you choose",
            plan.count(Deed.ASK),
        ),
        Deed.REFUSE: words.n(
            "{count} can't be taken, for the reason below",
            "{count} can't be taken, for the reasons below",
            plan.count(Deed.REFUSE),
        ),
    }


def _ask(card: Card, words: Words, plan: Plan, entry: Entry, draft: str) -> None:
    card.text(f"❓ {_row(words, entry)} {words.t('Who is that?')}")
    card.menu(_who(words, plan, entry, draft))


def _who(words: Words, plan: Plan, entry: Entry, draft: str) -> Select:
    options = [(str(user_id), _called(words, plan, user_id)) for user_id in entry.candidates]
    options += [(str(NOBODY), words.t("None of these: somebody new")), (LEFT_OUT, words.t("Leave this row out"))]
    return menu(f"import:who:{draft}:{entry.row}", words.t("Choose who is meant"), options)


def _called(words: Words, plan: Plan, user_id: int) -> str:
    """A candidate, so that two of one name can be told apart."""
    found, member = plan.people.get(user_id), plan.roll.get(user_id)
    parts = [found.name if found else member.name if member else ""]
    if found is not None and found.others:
        parts.append(f"@{found.others[0]}")
    if member is not None:
        parts += described(words, member)
    return " · ".join(part for part in parts if part)


def _row(words: Words, entry: Entry) -> str:
    return words.t("row {row}: {name}", row=entry.row, name=f"**{one_line(shortened(entry.name, NAME)) or '?'}**")


def _line(words: Words, entry: Entry) -> str:
    parts = [f"{MARKS[entry.deed]} {_row(words, entry)}"]
    if entry.why is not None:
        parts.append(words.say(entry.why, one_line))
    elif entry.deed is Deed.ASK:
        parts.append(words.t("unsure"))
    elif entry.after is not None:
        parts += _changes(words, entry, entry.after)
    parts += [f"⚠️ {words.say(note, one_line)}" for note in entry.notes]
    return " · ".join(parts)


def _changes(words: Words, entry: Entry, after: Member) -> Iterator[str]:
    """Who it is in Discord where the file calls them otherwise, the trade, and what else changes."""
    if after.name != entry.name:
        yield f"→ {one_line(shortened(after.name, NAME))}"
    trade = one_line(shortened(after.seat, TRADE))
    before = entry.before
    if before is not None and before.seat and before.seat != after.seat:
        trade = f"{one_line(shortened(before.seat, TRADE))} → {trade}"
    yield trade
    if before is not None and before.status is not after.status:
        yield f"{words.t(STATUS_LABELS[before.status])} → {words.t(STATUS_LABELS[after.status])}"
    others = [words.t(HEADINGS[column]) for column in entry.changed if column is not Column.SEAT]
    if others:
        yield words.t("new: {columns}", columns=words.listed(others))


def roll_rows(words: Words, exported: Exported) -> Iterator[list[str]]:
    """The roll as /member import reads it again; headings in the reader's language."""
    yield heading_row(words, HEADINGS)
    zone = exported.group.zone
    for member in exported.roll:
        own = {
            Column.ID: str(member.user_id) if member.user_id > 0 else "",
            Column.NAME: member.name,
            Column.SEAT: member.seat,
            Column.STATUS: words.t(STATUS_LABELS[member.status]),
            Column.JOINED: member.joined_at.astimezone(zone).date().isoformat() if member.joined_at else "",
        }
        yield [own[column] if column in own else _said(member, column) for column in HEADINGS]


def _said(member: Member, column: Column) -> str:
    """What they say of themselves under that heading."""
    return getattr(member.profile if hasattr(member.profile, column.value) else member.story, column.value)
