"""An agenda as screens in the language in which it is read aloud; its card, its page and its text are made of them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from bot.core.text import shortened
from bot.membership.members.model import ASSOCIATE
from cogs._ui.page.model import Entry, Screen
from cogs._ui.seats import looks_for, plain_seat_name
from cogs._ui.text import isolated, single_line
from cogs._ui.to_send import spoken_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from bot.core.money import Money
    from bot.i18n import Words
    from bot.meetings.agenda.model import Agenda, Exchanged, Lesson, Person, Talk, Turn, Visitor
    from bot.meetings.model import Meeting

T = TypeVar("T")
NAME, TITLE, TEXT, SAID = 60, 110, 400, 140
"""Maximum lengths, in UTF-16 units: of a name, of a question or tip in one line, of a paragraph, of thanks in a list."""
LINES = 6
"""How many lines of a paragraph are kept."""
VISITORS, GIVEN, TRADES = 4, 3, 6
"""How many entries of each list stand on one screen."""


def screens(agenda: Agenda, words: Words, group_name: str, total: Money | None) -> tuple[Screen, ...]:
    """All screens in their order; what there is nothing of has none. `total` is the last closed week's, where it may be told."""
    return tuple(
        screen
        for part in (
            _welcome(agenda, words, group_name),
            _visitors(agenda, words),
            _newcomers(agenda, words),
            _round(agenda, words),
            _lesson(agenda.lesson, words),
            _talks(agenda.talks, words),
            _exchanged(agenda, words),
            _week(agenda, words, total),
            _announcements(agenda, words),
            _trades(agenda, words),
            _following(agenda, words),
        )
        for screen in part
    )


def _welcome(agenda: Agenda, words: Words, group_name: str) -> Iterator[Screen]:
    members, guests = len(agenda.round), len(agenda.visitors)
    here = [
        agenda.meeting.place,
        words.n("{count} of us", "{count} of us", members) if members else "",
        words.n("{count} guest", "{count} guests", guests) if guests else "",
    ]
    yield Screen(
        words.t("Welcome"),
        shortened(group_name, NAME),
        spoken_time(words, agenda.meeting.starts_at, agenda.group.zone),
        note=" · ".join(filter(None, here)),
        is_cover=True,
    )


def _visitors(agenda: Agenda, words: Words) -> Iterator[Screen]:
    for some in _parts(agenda.visitors, VISITORS):
        entries = tuple(Entry(isolated(_name(each.person)), _about(words, each)) for each in some)
        yield Screen(words.t("Guests"), words.t("Welcome to our guests"), entries=entries)


def _newcomers(agenda: Agenda, words: Words) -> Iterator[Screen]:
    for turn in agenda.newcomers:
        wanted = _paragraph(turn.ideal_referral)
        label = looks_for(words, is_associate=turn.person.is_associate)
        yield Screen(words.t("New members"), _name(turn.person), _trade(words, turn.person), label, wanted)


def _round(agenda: Agenda, words: Words) -> Iterator[Screen]:
    part, seconds = words.t("The round"), agenda.group.agenda_seconds
    for turn in agenda.round:
        yield Screen(
            part, _name(turn.person), _trade(words, turn.person), _label(words, turn), _paragraph(turn.asks_for), seconds=seconds
        )
    for visitor in agenda.visitors:
        person = visitor.person
        yield Screen(part, _name(person), person.trade, note=_place(words, visitor), seconds=seconds)


def _lesson(lesson: Lesson | None, words: Words) -> Iterator[Screen]:
    if lesson is None:
        return
    by = words.n(
        "{name}, who helped {count} of us with it",
        "{name}, who helped {count} of us with it",
        lesson.helped,
        name=isolated(lesson.author),
    )
    yield Screen(words.t("Learn one thing"), shortened(single_line(lesson.asked), TITLE), label=by, text=_paragraph(lesson.text))


def _talks(talks: Sequence[Talk], words: Words) -> Iterator[Screen]:
    for talk in talks:
        topic = _paragraph(talk.topic)
        yield Screen(words.t("The speaker"), _name(talk.person), _trade(words, talk.person), words.t("Speaks about"), topic)


def _exchanged(agenda: Agenda, words: Words) -> Iterator[Screen]:
    part = words.t("Referrals and thanks")
    for each in agenda.exchanged:
        for some in _parts(_given(words, each), GIVEN):
            yield Screen(part, _name(each.person), _trade(words, each.person), entries=some)
    yield Screen(
        part,
        words.t("What else is there?"),
        text=words.t("Pass a referral or say thank you now: the meeting’s card has a button for each."),
    )


def _given(words: Words, each: Exchanged) -> tuple[Entry, ...]:
    entries = [
        Entry(
            words.t("Thanks {name}", name=isolated(shortened(said.thanked, NAME))),
            isolated(f"“{shortened(single_line(said.message), SAID)}”") if said.message else "",
        )
        for said in each.thanks
    ]
    if each.referrals:
        others = [words.n("{count} more", "{count} more", each.others)] if each.others and each.passed_to else []
        names = words.listed([*_counted(each.passed_to), *others])
        detail = words.t("to {names}", names=shortened(names, SAID)) if names else ""
        entries.insert(0, Entry(words.n("{count} referral", "{count} referrals", each.referrals), detail))
    return tuple(entries)


def _week(agenda: Agenda, words: Words, total: Money | None) -> Iterator[Screen]:
    week = agenda.week
    first, after = (moment.astimezone(agenda.group.zone) for moment in (week.period.start, week.period.end))
    numbers = [
        words.n("{count} referral", "{count} referrals", week.referrals) if week.referrals else "",
        words.n("{count} thank-you", "{count} thank-yous", week.thanks) if week.thanks else "",
    ]
    said = [each for each in numbers if each]
    if total is None and not said:
        return
    days = words.t("In the last closed week, {days}", days=words.days(first.date(), _day_before(after)))
    if total is None:
        yield Screen(words.t("Last week"), said[0], " · ".join(said[1:]), note=days)
        return
    entries = tuple(Entry(each) for each in said)
    yield Screen(words.t("Last week"), words.about(total), words.t("of work came of our referrals"), entries=entries, note=days)


def _announcements(agenda: Agenda, words: Words) -> Iterator[Screen]:
    for each in agenda.announcements:
        text = _paragraph(each.text)
        yield Screen(words.t("Announcements"), words.t("Please note"), text=text, note=isolated(shortened(each.author, NAME)))


def _trades(agenda: Agenda, words: Words) -> Iterator[Screen]:
    names = [plain_seat_name(words, seat) for seat in agenda.trades]
    for some in _parts(names, TRADES):
        entries = tuple(Entry(shortened(name, NAME)) for name in some)
        yield Screen(words.t("Open trades"), words.t("Whom do you know?"), entries=entries)


def _following(agenda: Agenda, words: Words) -> Iterator[Screen]:
    following: Meeting | None = agenda.following
    if following is None:
        return
    entries = tuple(
        Entry(words.t("{name} speaks", name=isolated(_name(talk.person))), isolated(shortened(single_line(talk.topic), SAID)))
        for talk in agenda.next_talks
    )
    when = spoken_time(words, following.starts_at, agenda.group.zone)
    yield Screen(words.t("Next meeting"), when, shortened(following.place, TITLE), entries=entries[:GIVEN], is_cover=True)


def _label(words: Words, turn: Turn) -> str:
    return words.t("Looks for") if turn.looking else looks_for(words, is_associate=turn.person.is_associate)


def _trade(words: Words, person: Person) -> str:
    return words.t(ASSOCIATE) if person.is_associate else person.trade


def _name(person: Person) -> str:
    return shortened(single_line(person.name), NAME)


def _about(words: Words, visitor: Visitor) -> str:
    return " · ".join(filter(None, (isolated(shortened(single_line(visitor.person.trade), NAME)), _place(words, visitor))))


def _place(words: Words, visitor: Visitor) -> str:
    """Why they are here: brought by whom, or in whose place, who is not named."""
    if visitor.stands_in:
        return words.t("stands in for a member")
    return words.t("brought by {name}", name=isolated(shortened(visitor.brought_by, NAME))) if visitor.brought_by else ""


def _counted(names: Sequence[str]) -> list[str]:
    """Each name once, with how often it is there where that is more than once."""
    return [isolated(name) + (f" (×{count})" if count > 1 else "") for name, count in Counter(names).items()]


def _day_before(moment: datetime) -> date:
    return moment.date() - timedelta(days=1)


def _paragraph(text: str) -> str:
    """A text with its lines, without empty ones; on one line where they are too many for a screen."""
    lines = [line for line in text.splitlines() if line.strip()]
    return shortened(("\n" if len(lines) <= LINES else " ").join(lines), TEXT)


def _parts(all_of: Sequence[T], most: int) -> Iterator[tuple[T, ...]]:
    """Parts of at most `most`, none of them alone by a remainder of one where they can be shared evenly."""
    count = -(-len(all_of) // most)
    for number in range(count):
        yield tuple(all_of[number * len(all_of) // count : (number + 1) * len(all_of) // count])
