"""A member's year as a sheet to print, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.calendar import PeriodName
from bot.core.text import sort_key
from cogs._ui.page.sheet import Quote, Row, Section, Sheet
from cogs._ui.periods import PERIODS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.i18n import Words
    from bot.weekly.activity.model import Year

NAMED = 30
"""Maximum number of members who are named in one row."""


def title_of(words: Words, year: Year) -> str:
    """“My year”; of another period than a year its name."""
    if year.period_name is None or year.period_name is PeriodName.YEAR:
        return words.t("My year")
    return f"{words.t('My activity')} · {words.t(PERIODS[year.period_name])}"


def days_of(words: Words, year: Year) -> str:
    """The first and the last day whose activity counts."""
    if year.first is None:
        return words.t("All of it, up to {day}", day=words.date(year.last))
    return words.days(year.first, year.last)


def sheet_of(words: Words, year: Year, group_name: str) -> Sheet:
    """The sheet. No client is named on it; the member's own amounts are its last section."""
    sections = (_given(words, year), _connected(words, year), _came_of_it(words, year), _received(words, year))
    own = [made for made in (_said(words, year), _brought(words, year)) if made is not None]
    return Sheet(
        words.tag,
        group_name,
        title_of(words, year),
        days_of(words, year),
        (*sections, *own),
        words.t(
            "A referral counts on the day on which it was given, a lead once its person has agreed; what was declined, taken back or"
            " cancelled does not count. Nobody but you was given this page."
        ),
    )


def _given(words: Words, year: Year) -> Section:
    rows = [_counted(words, words.t("Referrals that I gave"), year.exchanges.given, year.names)]
    if year.linked_given:
        rows.append(_row(words, words.t("Referrals to members of linked groups"), year.linked_given, _on_no_board(words)))
    if before := sum(year.past.given.values()):
        rows.append(_row(words, words.t("Referrals before the group used Goodword"), before, _brought_in(words, year)))
    return Section(words.t("What I gave"), rows=tuple(rows))


def _connected(words: Words, year: Year) -> Section:
    found = year.exchanges
    return Section(
        words.t("Whom I introduced and helped"),
        rows=(
            _row(words, words.t("Members introduced to each other"), len(found.introduced), words.t("They both said yes.")),
            _row(words, words.t("Members helped by my answers and tips"), len(found.helped), words.t("They said so themselves.")),
        ),
    )


def _came_of_it(words: Words, year: Year) -> Section:
    thanked = sum(year.exchanges.thanked_by_others.values())
    people = words.n("By {count} member.", "By {count} members.", len(year.exchanges.thanked_by_others)) if thanked else ""
    return Section(
        words.t("What came of it"),
        rows=(
            _row(
                words,
                words.t("Jobs out of the referrals that I gave"),
                year.given_won,
                words.t("Of those that were given in these days, as their receivers noted it until today."),
            ),
            _row(words, words.t("Thanks to me"), thanked, people),
        ),
    )


def _received(words: Words, year: Year) -> Section:
    found = year.exchanges
    rows = [_counted(words, words.t("Referrals that I received"), found.received, year.names)]
    if year.linked_received:
        rows.append(_row(words, words.t("Referrals from members of linked groups"), year.linked_received, _on_no_board(words)))
    if before := sum(year.past.received.values()):
        rows.append(_row(words, words.t("Referrals before the group used Goodword"), before, _brought_in(words, year)))
    rows += [
        _row(words, words.t("Jobs out of the referrals that I received"), year.won),
        _row(words, words.t("Introductions of me to another member"), sum(found.introduced_by_others.values())),
        _row(words, words.t("Answers and tips that helped me"), sum(found.helped_by_others.values())),
        _row(words, words.t("Thanks that I said"), sum(found.thanks_given.values())),
    ]
    return Section(words.t("What I received"), rows=tuple(rows))


def _said(words: Words, year: Year) -> Section | None:
    if not year.said:
        return None
    quotes = tuple(Quote(each.text, f"{each.author}, {words.date(each.day)}") for each in year.said)
    more = words.t("These are the last of them; choose shorter periods for the earlier ones.") if year.has_more_said else ""
    return Section(words.t("Thanks, in their words"), quotes=quotes, note=more)


def _brought(words: Words, year: Year) -> Section | None:
    if not year.brought:
        return None
    rows = tuple(Row(amount.currency, (words.money(amount),)) for amount in year.brought)
    return Section(
        words.t("What it brought me"),
        rows=rows,
        note=words.t("The work that I entered with my thanks. Only I know it, so it is printed on a side of its own."),
        is_apart=True,
    )


def _counted(words: Words, text: str, by_member: Mapping[int, int], names: Mapping[int, str]) -> Row:
    """A number of things with those members for whom or by whom they were, most first."""
    most = sorted(by_member.items(), key=lambda pair: (-pair[1], sort_key(names.get(pair[0], ""))))
    shown = [f"{names[other]} ({words.number(count)})" for other, count in most[:NAMED] if names.get(other)]
    if more := len(most) - len(shown):
        shown.append(words.n("{count} other", "{count} others", more))
    return _row(words, text, sum(by_member.values()), words.listed(shown))


def _row(words: Words, text: str, count: int, detail: str = "") -> Row:
    return Row(text, (words.number(count),), detail)


def _on_no_board(words: Words) -> str:
    return words.t("They count on nobody's board.")


def _brought_in(words: Words, year: Year) -> str:
    """From which months they are, and who entered them."""
    assert year.past.since is not None
    assert year.past.until is not None
    return words.t("{months}, from a list that moderators brought in.", months=words.months(year.past.since, year.past.until))
