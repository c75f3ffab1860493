"""The preview of a roll's import, the card of an applied one, and the rows of an export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.core.text import shortened
from bot.i18n import date_stamp
from bot.membership.import_sessions.model import NOBODY
from bot.membership.members.model import STATUS_LABELS, Member
from bot.membership.roster_import.columns import HEADINGS, Column
from bot.membership.roster_import.model import WRITTEN, Answer, Asked, Entry, Plan, RowOutcome
from cogs._ui.cards import Card, button, menu, primary
from cogs._ui.import_card import ASKED, Preview, Question, day_buttons, day_line, file_rows
from cogs._ui.name_choice import LEFT_OUT, TRADE, described
from cogs._ui.people import mentioned
from cogs._ui.seats import trade_of
from cogs._ui.template import heading_row
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.i18n import Words
    from bot.membership.roster_import.service import AppliedImport, Exported

NAME = 32
"""Maximum length of a name within a line, in UTF-16 units."""
VALUE, MOST_CHANGES = 30, 4
"""Maximum length of a changed value in UTF-16 units, and number of a row's changes that are shown with their values."""
MARKS = {
    RowOutcome.ADD: "➕",
    RowOutcome.EXPECT: "⏳",
    RowOutcome.RECOGNISE: "🤝",
    RowOutcome.CHANGE: "✏️",
    RowOutcome.REMOVE: "🚪",
    RowOutcome.SAME: "▫️",
    RowOutcome.ASK: "❓",
    RowOutcome.REFUSE: "⛔",
}


ANSWERS = {
    Answer.MEMBER: N_("They are members"),
    Answer.LEAVE: N_("They are members on leave"),
    Answer.ASSOCIATE: N_("They are friends of the group, without a trade"),
    Answer.OUT: N_("They are no members any more: let nobody in"),
    Answer.SKIP: N_("Leave these rows out"),
}


def preview(words: Words, plan: Plan, draft: str) -> Preview[Entry]:
    """The preview of a plan. Rows that change nothing have no line, unless they have a note."""

    def summary(card: Card) -> None:
        counted = [f"{MARKS[outcome]} {said}" for outcome, said in _counted(words, plan).items() if plan.count(outcome)]
        days = [day_line(words, plan.two_ways)] if plan.two_ways is not None else []
        card.rows("", [*file_rows(words, len(plan.entries), plan.unread), *counted, *days])

    asked = [entry for entry in plan.entries if entry.candidates]
    questions = [_meaning(words, each, draft) for each in plan.asked[:ASKED]]
    questions += [_question(words, plan, entry, draft) for entry in asked[:ASKED]]
    writes = primary(f"import:apply:{draft}", words.t("Write this to the roll"), "✅") if plan.count(*WRITTEN) else None
    return Preview(
        title=f"📥 {words.t('This is what the file would do')}",
        summary=summary,
        questions=questions,
        listed=[entry for entry in plan.entries if entry.outcome is not RowOutcome.SAME or entry.notes],
        line=lambda entry: _line(words, entry),
        footnotes=(),
        apply=writes,
        has_likeliest=bool(asked),
        choices=day_buttons(words, plan.two_ways, f"import:days:{draft}"),
    )


def _counted(words: Words, plan: Plan) -> dict[RowOutcome, str]:
    """{outcome: sentence} with the number of rows, and whether the people in them get a direct message."""
    return {
        RowOutcome.ADD: words.n(
            "{count} becomes a member and gets a welcome message",
            "{count} become members and get a welcome message each",
            plan.count(RowOutcome.ADD),
        ),
        RowOutcome.EXPECT: words.n(
            "{count} was not found in the server and will be expected; nobody is written to",
            "{count} were not found in the server and will be expected; nobody is written to",
            plan.count(RowOutcome.EXPECT),
        ),
        RowOutcome.RECOGNISE: words.n(
            "{count} was expected and becomes a member, with a welcome message",
            "{count} were expected and become members, with a welcome message each",
            plan.count(RowOutcome.RECOGNISE),
        ),
        RowOutcome.CHANGE: words.n(
            "{count} changes, without a message", "{count} change, without a message", plan.count(RowOutcome.CHANGE)
        ),
        RowOutcome.REMOVE: words.n(
            "{count} was expected and is not any more",
            "{count} were expected and are not any more",
            plan.count(RowOutcome.REMOVE),
        ),
        RowOutcome.SAME: words.n("{count} stays as it is", "{count} stay as they are", plan.count(RowOutcome.SAME)),
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
    }


def _meaning(words: Words, asked: Asked, draft: str) -> Question:
    """The question what a value of a status column means."""
    if asked.text:
        value = f"**{one_line(shortened(asked.text, NAME))}**"
        text = words.n(
            "“{value}”, in {count} row: what does that say of them?",
            "“{value}”, in {count} rows: what does that say of them?",
            asked.rows,
            value=value,
        )
    else:
        text = words.n(
            "Nothing says whether they are members, in {count} row: are they?",
            "Nothing says whether they are members, in {count} rows: are they?",
            asked.rows,
        )
    options = [(answer.value, words.t(label)) for answer, label in ANSWERS.items()]
    return Question(f"❓ {text}", menu(f"import:means:{draft}:{asked.place}", words.t("Choose what it means"), options))


def _question(words: Words, plan: Plan, entry: Entry, draft: str) -> Question:
    options = [(str(user_id), _called(words, plan, user_id)) for user_id in entry.candidates]
    options += [(str(NOBODY), words.t("None of these: somebody new")), (LEFT_OUT, words.t("Leave this row out"))]
    who = menu(f"import:who:{draft}:{entry.row}", words.t("Choose who is meant"), options)
    return Question(f"❓ {_row(words, entry)} {words.t('Who is that?')}", who)


def _called(words: Words, plan: Plan, user_id: int) -> str:
    """A candidate with user name, status and trade, by which two people of the same name can be distinguished."""
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
    parts = [f"{MARKS[entry.outcome]} {_row(words, entry)}"]
    if entry.why is not None:
        parts.append(words.say(entry.why, one_line))
    elif entry.outcome is RowOutcome.ASK:
        parts.append(words.t("unsure"))
    elif entry.after is not None:
        parts += _changes(words, entry, entry.after)
    parts += [f"⚠️ {words.say(note, one_line)}" for note in entry.notes]
    return " · ".join(parts)


def _changes(words: Words, entry: Entry, after: Member) -> Iterator[str]:
    """The parts of a line: the name in Discord where the file has another, the trade, and other changes."""
    if after.name != entry.name:
        yield f"→ {one_line(shortened(after.name, NAME))}"
    before = entry.before
    trades = [trade_of(words, each) for each in (before, after) if each is not None]
    yield " → ".join(one_line(shortened(trade, TRADE)) for trade in dict.fromkeys(filter(None, trades)))
    if before is not None and before.status is not after.status:
        yield f"{words.t(STATUS_LABELS[before.status])} → {words.t(STATUS_LABELS[after.status])}"
    others = [column for column in entry.changed if column not in {Column.SEAT, Column.NAME}]
    if before is None:
        return
    for column in others[:MOST_CHANGES]:
        old, new = (_value(words, member, column) for member in (before, after))
        yield f"{words.t(HEADINGS[column])}: {old} → {new}"
    if others[MOST_CHANGES:]:
        yield words.t("new: {columns}", columns=words.listed([words.t(HEADINGS[column]) for column in others[MOST_CHANGES:]]))


def _value(words: Words, member: Member, column: Column) -> str:
    if column is Column.JOINED:
        return words.date(member.joined_at.date()) if member.joined_at else "–"
    return one_line(shortened(_said(member, column), VALUE)) or "–"


def applied_card(words: Words, applied: AppliedImport) -> Card:
    """What an import wrote, or that it was undone."""
    made = applied.made
    done = words.n("✅ {count} person is written to the roll.", "✅ {count} people are written to the roll.", made.written)
    card = Card().text(f"{done} {words.t('See it with /member list.')}")
    if made.undone_at is not None:
        card.text(words.t("↩️ Undone on {day}: everybody is what they were before.", day=date_stamp(made.undone_at)))
        if made.stayed:
            card.text(
                words.n(
                    "{count} person had changed since, and stays as they are.",
                    "{count} people had changed since, and stay as they are.",
                    made.stayed,
                )
            )
        return card
    by = mentioned(made.moderator_id, applied.moderator)
    card.small(words.t("Imported by {who} on {day}. It stands in /moderate log.", who=by, day=date_stamp(made.at)))
    if not made.can_be_undone or not made.written:
        return card
    card.small(words.t("It can be undone for thirty days: who came in leaves again and is told; what changed since stays."))
    return card.buttons([button(f"import:undo:{made.id}", words.t("Undo all of it"), "↩️")])


def roll_rows(words: Words, exported: Exported) -> Iterator[list[str]]:
    """The rows of an export, which /member import reads again; headings in the reader's language."""
    yield heading_row(words, HEADINGS)
    zone = exported.group.zone
    for member in exported.roll:
        own = {
            # Negative ids of expected members are internal and no Discord ids.
            Column.ID: str(member.user_id) if member.user_id > 0 else "",
            Column.NAME: member.name,
            Column.SEAT: trade_of(words, member),
            Column.STATUS: words.t(STATUS_LABELS[member.status]),
            Column.JOINED: member.joined_at.astimezone(zone).date().isoformat() if member.joined_at else "",
        }
        yield [own[column] if column in own else _said(member, column) for column in HEADINGS]


def _said(member: Member, column: Column) -> str:
    """The text of the member's profile or story in that column."""
    return getattr(member.profile if hasattr(member.profile, column.value) else member.story, column.value)
