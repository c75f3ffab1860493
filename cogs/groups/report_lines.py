"""The lines of a report in words: what is counted, how much it was, how much in the period before, and what that means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import named_days
from bot.core.errors import N_
from bot.core.ledger.model import EntryKind
from bot.core.text import sort_key
from bot.reports.group_report.model import Span
from cogs._ui.periods import duration
from cogs._ui.seats import plain_seat_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.i18n import Words
    from bot.reports.group_report.model import Closed, Numbers, Report, Told

NONE = "–"
MOST_TRADES = 12
"""Maximum number of trades that a line lists."""


class Line(Struct, frozen=True):
    """A number as text; `before` is None where there is no period before. `which` says of what it consists."""

    label: str
    value: str
    before: str | None
    meaning: str
    which: str = ""


class Part(Struct, frozen=True):
    """Lines under a heading."""

    heading: str
    lines: tuple[Line, ...]


class _Counted(Struct, frozen=True):
    """A number that is counted. One that is zero in both periods is left out, unless it `stays`."""

    label: str
    meaning: str
    of: Callable[[Numbers], int | None]
    stays: bool = False


GIVEN = (
    _Counted(
        N_("Referrals passed"),
        N_("Leads are counted once their person has agreed; referrals that were declined or taken back are not."),
        lambda numbers: numbers.entries[EntryKind.REFERRAL],
        stays=True,
    ),
    _Counted(
        N_("Members who received a referral"),
        N_("Each counted once, however many they received; those who have left since too."),
        lambda numbers: numbers.receivers,
        stays=True,
    ),
    _Counted(
        N_("Jobs that came of referrals"),
        N_("Reported in this time by those who received them. The referral may have been passed before it."),
        lambda numbers: numbers.jobs,
        stays=True,
    ),
    _Counted(
        N_("Thank-yous"),
        N_("From one member to another, for a referral or for anything else."),
        lambda numbers: numbers.entries[EntryKind.THANKS],
    ),
)
BROUGHT_TOGETHER = (
    _Counted(
        N_("Introductions"),
        N_("Of two members who had exchanged no referral or thanks before. Both said yes."),
        lambda numbers: numbers.introductions,
    ),
    _Counted(N_("Asks to the group"), N_("Questions, searches and covers. Tips are not counted."), lambda numbers: numbers.asks),
    _Counted(
        N_("Asks that were answered"), N_("Somebody offered something, or passed a referral."), lambda numbers: numbers.answered
    ),
    _Counted(
        N_("Answers that helped"),
        N_("As those who read them said: several for one ask where several helped, and tips that were of use."),
        lambda numbers: numbers.entries[EntryKind.ANSWER],
    ),
)
MET = (
    _Counted(N_("Meetings"), N_("Those at which it was noted who was there."), lambda numbers: numbers.meetings),
    _Counted(N_("Members at a meeting"), N_("On average, guests not counted."), lambda numbers: numbers.at_a_meeting),
    _Counted(N_("Guests"), N_("Who came, counted at each visit. Substitutes are not counted."), lambda numbers: numbers.guests),
    _Counted(N_("Guests who applied to join"), N_("As those who brought them said."), lambda numbers: numbers.applied),
)
PEOPLE = (
    _Counted(N_("Members at the end"), N_("Those on leave are counted too."), lambda numbers: numbers.members, stays=True),
    _Counted(N_("New members"), N_("Who joined and were still here at the end."), lambda numbers: numbers.joined),
    _Counted(
        N_("Members who left"), N_("Who were here at the beginning and not at the end any more."), lambda numbers: numbers.left
    ),
)


def name_of(words: Words, of: Closed) -> str:
    """“2026”, or the months."""
    return str(of.first.year) if of.span is Span.YEAR else words.months(of.first, of.last_month)


def days_of(words: Words, report: Report, of: Closed) -> str:
    """The days of its weeks."""
    return words.days(*named_days(of.period, report.group.zone))


def began_in(words: Words, report: Report) -> str:
    """That the numbers begin with Goodword, where it began within what is told; else empty."""
    if report.began is None:
        return ""
    return words.t(
        "Goodword began here on {day}: what was before is not in the numbers. Whoever was entered in its first two weeks counts"
        " neither as a new member nor as a trade gained.",
        day=words.date(report.began.astimezone(report.group.zone).date()),
    )


def parts(words: Words, report: Report) -> tuple[Part, ...]:
    """All that there is to say, in the order in which it is read."""
    found = (
        Part(words.t("What we passed on"), (*_counted(words, report, GIVEN), *_business(words, report))),
        Part(words.t("Whom we brought together and helped"), _with_time(words, report)),
        Part(words.t("How we met"), tuple(_counted(words, report, MET))),
        Part(words.t("Who we are"), (*_counted(words, report, PEOPLE), *_trades(words, report))),
    )
    return tuple(part for part in found if part.lines)


def _counted(words: Words, report: Report, those: Sequence[_Counted]) -> Iterator[Line]:
    for each in those:
        value, before = each.of(report.numbers), each.of(report.before) if report.before else None
        if value or before or each.stays:
            yield Line(
                words.t(each.label),
                NONE if value is None else words.number(value),
                (NONE if before is None else words.number(before)) if report.before else None,
                words.t(each.meaning),
            )


def _with_time(words: Words, report: Report) -> tuple[Line, ...]:
    """The lines of BROUGHT_TOGETHER, with the time to the first answer where it may be told."""
    lines = list(_counted(words, report, BROUGHT_TOGETHER))
    value, before = report.numbers.to_first_answer, report.before.to_first_answer if report.before else None
    if value is not None or before is not None:
        lines.append(
            Line(
                words.t("Time to the first answer"),
                NONE if value is None else duration(words, value),
                (NONE if before is None else duration(words, before)) if report.before else None,
                words.t(
                    "Half of the answered asks had an answer within that time. It is told where at least three members asked."
                ),
            )
        )
    return tuple(lines)


def _business(words: Words, report: Report) -> Iterator[Line]:
    told, before = report.numbers.business, report.before.business if report.before else None
    if not told.sums and not (before and before.sums):
        return
    yield Line(
        words.t("Work that came of our referrals"),
        _amounts(words, told),
        None if before is None else _amounts(words, before),
        words.t("Where too few members entered amounts, nothing is told. Rounded and added up, as the weekly news told it."),
        _told_months(words, told),
    )


def _amounts(words: Words, told: Told) -> str:
    return words.listed([words.about(each) for each in told.sums]) or NONE


def _told_months(words: Words, told: Told) -> str:
    """How much of the period was told; empty where all of it was."""
    if not told.sums or (told.months == told.of and not told.weeks):
        return ""
    if not told.weeks:
        return words.n("in {told} of {count} month", "in {told} of {count} months", told.of, told=words.number(told.months))
    if not told.months:
        return words.n("in {count} single week", "in {count} single weeks", told.weeks)
    return words.n(
        "in {told} of {months} months and {count} more week",
        "in {told} of {months} months and {count} more weeks",
        told.weeks,
        told=words.number(told.months),
        months=words.number(told.of),
    )


def _trades(words: Words, report: Report) -> Iterator[Line]:
    labels = (
        (words.t("Trades gained"), words.t("Held at the end and not at the beginning."), lambda numbers: numbers.gained),
        (words.t("Trades lost"), words.t("Held at the beginning and not at the end any more."), lambda numbers: numbers.lost),
    )
    for label, meaning, of in labels:
        seats: tuple[str, ...] = of(report.numbers)
        before: tuple[str, ...] | None = of(report.before) if report.before else None
        if seats or before:
            known = None if before is None else words.number(len(before))
            yield Line(label, words.number(len(seats)), known, meaning, _listed(words, seats))


def _listed(words: Words, seats: Sequence[str]) -> str:
    # As they are shown: a trade of the catalogue has another name in the reader's language than the one that was typed.
    names = sorted((plain_seat_name(words, seat) for seat in seats), key=sort_key)[:MOST_TRADES]
    more = len(seats) - len(names)
    return words.listed([*names, words.n("{count} more", "{count} more", more)] if more else names)
