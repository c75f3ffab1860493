"""Every card of the agenda, with the longest of everything; `every_card` lists them with all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks import model as asks_model
from bot.core.calendar import Period
from bot.core.money import Money
from bot.groups.model import PublicLanguage
from bot.i18n import words as words_of
from bot.meetings.agenda.model import Agenda, Announcement, ClosedWeek, Exchanged, Lesson, Person, Said, Talk, Turn, Visitor
from bot.meetings.model import MeetingState
from bot.meetings.speakers import model as speakers_model
from bot.membership.members import profile
from bot.referrals.thanks import model as thanks_model
from cogs._ui.to_send import text_card
from cogs.meetings import agenda_cards as cards
from cogs.meetings.agenda_screens import screens
from cogs.meetings.agenda_text import text_of
from tests.discord.longest import COUNT, NOON

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.i18n import Words
    from cogs._ui.cards import Card
    from cogs._ui.page.model import Screen
    from tests.discord.longest import Longest

MEMBERS = 30
FILES = {"agenda-2026-12-01.html": b"<!doctype html>", "agenda-2026-12-01.txt": b"*Agenda*"}


def agenda_of(made: Longest) -> Agenda:
    person = Person(made.name(), made.seat())
    talk = Talk(person, made.field(speakers_model.TOPIC))
    return Agenda(
        made.group(),
        made.meeting(),
        NOON,
        (Visitor(person, made.name(), stands_in=False),) * 4,
        tuple(
            Turn(
                person, made.field(asks_model.TEXTS[asks_model.NeedKind.LOOKING]), made.field(profile.IDEAL_REFERRAL), is_new=True
            )
            for _ in range(MEMBERS)
        ),
        Lesson(made.field(asks_model.ANSWER), made.field(asks_model.TITLE), made.name(), COUNT, is_tip=True),
        (talk,) * 3,
        (Exchanged(person, (made.name(),) * 9, COUNT, (Said(made.name(), made.field(thanks_model.MESSAGE)),) * 3),),
        ClosedWeek(Period(NOON, NOON), COUNT, COUNT),
        (Announcement(made.name(), made.field(speakers_model.ANNOUNCEMENT)),),
        (made.seat(),) * 12,
        made.meeting(),
        (talk,) * 3,
    )


def private_cards(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    agenda = agenda_of(made)
    all_of = screens(agenda, words, made.text(100), Money(10**12, "BRL"))

    def screen(number: int) -> Card:
        return cards.screen_card(words, agenda, all_of, number)

    # Of the round one is enough: all have the same fields.
    kinds: dict[str, int] = {}
    for number, each in enumerate(all_of):
        kinds.setdefault(f"{each.part}, {bool(each.entries)}", number)
    return {
        **{f"agenda: {kind}": lambda number=number: screen(number) for kind, number in kinds.items()},
        "agenda to project": lambda: cards.page_card(words, agenda, FILES),
        "agenda to copy": lambda: text_card(words, text_of(all_of), "agenda.txt"),
        "short agenda to copy": lambda: text_card(words, text_of(all_of[:1]), "agenda.txt"),
    }


def public_cards(language: str, made: Longest) -> dict[str, Callable[[], Card]]:
    agenda = agenda_of(made)

    def all_of() -> tuple[Screen, ...]:
        return screens(agenda, words_of(PublicLanguage(language).first), made.text(100), None)

    return {
        "posted agenda": lambda: cards.posted_card(agenda, all_of(), FILES),
        **{
            f"posted agenda, {state}": lambda state=state: cards.closed_card(language, made.meeting(state))
            for state in MeetingState
        },
    }
