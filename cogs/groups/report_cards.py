"""A report as a card, as a sheet to print, and as tables for spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.ledger.model import EntryKind
from bot.core.text import sort_key
from bot.reports.group_report.model import Span
from cogs._ui.cards import Card, button
from cogs._ui.page.sheet import Row, Section, Sheet
from cogs._ui.tables import Table
from cogs._ui.text import one_line
from cogs.groups.report_lines import began_in, days_of, name_of, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.i18n import Words
    from bot.reports.group_report.model import Closed, Report
    from bot.reports.group_report.service import Files
    from cogs.groups.report_lines import Line


def report_card(words: Words, report: Report) -> Card:
    """The numbers, each with that of the period before in brackets."""
    card = Card().title(f"📊 {words.t('Report: {period}', period=name_of(words, report.of))}")
    card.text(days_of(words, report, report.of))
    for part in parts(words, report):
        card.rows(f"**{part.heading}**", [_on_card(line) for line in part.lines])
    if report.before is not None:
        previous = report.of.before(report.group)
        days = days_of(words, report, previous)
        card.small(words.t("In brackets: {period}, {days}.", period=name_of(words, previous), days=days))
    if began := began_in(words, report):
        card.small(began)
    card.small(
        words.t("The page says what each number counts. Only you see this; it names no member, so that you can read it aloud.")
    )
    target = f"report:page:{report.of.span.value}:{report.of.first:%Y-%m-%d}"
    return card.buttons([button(target, words.t("Page to print"), "🖨️")])


def page_card(words: Words, report: Report, file: tuple[str, bytes]) -> Card:
    """The private answer with the page."""
    card = Card().title(f"🖨️ {words.t('Report: {period}', period=name_of(words, report.of))}")
    card.text(words.t("Download the page and open it in a browser: it needs no network, and is printed on one side of paper."))
    return card.file(*file).small(words.t("It names no member, so that you can hand it out."))


def files_card(words: Words, report: Report) -> Card:
    """The private answer to which the tables are attached."""
    card = Card().title(f"📤 {words.t('Report: {period}', period=name_of(words, report.of))}")
    card.text(
        words.t("The numbers, what the boards show of each member who lets them, and at how many meetings each member was.")
    )
    return card.small(words.t("It is about others: keep it to yourself."))


def sheet_of(words: Words, report: Report, group_name: str) -> Sheet:
    """The page, in the language in which the group is read to."""
    columns, previous = [name_of(words, report.of)], report.of.before(report.group)
    note = words.t(
        "A period holds the weeks that ended in it. What is taken back later is not counted any more; amounts stay as they were told."
    )
    if report.before is not None:
        columns.append(name_of(words, previous))
        compared = words.t("Compared with {days}.", days=days_of(words, report, previous))
        note = f"{compared} {note}"
    note = " ".join(filter(None, (began_in(words, report), note)))
    sections = tuple(
        Section(part.heading, columns=tuple(columns), rows=tuple(_row(line) for line in part.lines))
        for part in parts(words, report)
    )
    title = words.t("Report: {period}", period=name_of(words, report.of))
    return Sheet(words.tag, group_name, title, days_of(words, report, report.of), sections, note, is_dense=True)


def file_name(words: Words, of: Closed) -> str:
    """“report-2026”, “report-2026-11”, or “report-2026-07-2026-12”, without its ending."""
    months = list(dict.fromkeys((f"{of.first:%Y-%m}", f"{of.last_month:%Y-%m}")))
    return words.t("report-{period}", period=str(of.first.year) if of.span is Span.YEAR else "-".join(months))


def tables(words: Words, files: Files) -> list[Table]:
    """The numbers, the members who let the boards name them, and who was at meetings."""
    names = {each.user_id: each.name for of_kind in files.boards.values() for each in of_kind}
    return [
        Table(file_name(words, files.report.of), words.t("Report"), _numbers(words, files.report)),
        Table("members", words.t("Members"), _members(words, files, names), len(names)),
        Table("attendance", words.t("Attendance"), _attendance(words, files), len(files.attendance)),
    ]


def _on_card(line: Line) -> str:
    before = "" if line.before is None else f" ({line.before})"
    which = f" · {one_line(line.which)}" if line.which else ""
    return f"{line.label}: **{line.value}**{before}{which}"


def _row(line: Line) -> Row:
    values = (line.value,) if line.before is None else (line.value, line.before)
    return Row(line.label, values, f"{line.meaning.rstrip('.')}: {line.which}." if line.which else line.meaning)


def _numbers(words: Words, report: Report) -> Iterator[list[str]]:
    previous = report.of.before(report.group)
    heading = [words.t("Part"), words.t("Number"), name_of(words, report.of)]
    compared = [] if report.before is None else [name_of(words, previous)]
    yield [*heading, *compared, words.t("What it counts"), words.t("Of which")]
    days = [] if report.before is None else [days_of(words, report, previous)]
    yield ["", words.t("Days"), days_of(words, report, report.of), *days, "", ""]
    for part in parts(words, report):
        for line in part.lines:
            before = [] if line.before is None else [line.before]
            yield [part.heading, line.label, line.value, *before, line.meaning, line.which]


def _members(words: Words, files: Files, names: Mapping[int, str]) -> Iterator[list[str]]:
    yield [
        words.t("Name"),
        words.t("Members who got referrals"),
        words.t("Referrals"),
        words.t("Members introduced"),
        words.t("Members answered"),
        words.t("Answers"),
        words.t("Members who thanked"),
        words.t("Thank-yous"),
    ]
    found = {kind: {each.user_id: each for each in files.boards[kind]} for kind in EntryKind}
    for user_id in sorted(names, key=lambda each: sort_key(names[each])):
        of = {kind: found[kind].get(user_id) for kind in EntryKind}
        people = {kind: str(each.people) if each else "0" for kind, each in of.items()}
        times = {kind: str(each.times) if each else "0" for kind, each in of.items()}
        yield [
            names[user_id],
            people[EntryKind.REFERRAL],
            times[EntryKind.REFERRAL],
            people[EntryKind.INTRODUCTION],
            people[EntryKind.ANSWER],
            times[EntryKind.ANSWER],
            people[EntryKind.THANKS],
            times[EntryKind.THANKS],
        ]


def _attendance(words: Words, files: Files) -> Iterator[list[str]]:
    yield [words.t("Name"), words.t("Trade"), words.t("Meetings they were at"), words.t("Meetings since they joined")]
    for each in files.attendance:
        yield [each.name, each.seat, str(each.attended), str(each.held)]
