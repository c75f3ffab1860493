"""The agenda of a group as it may be, and of one in which everything is as long as it can be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.calendar import Period
from bot.core.money import Money
from bot.groups.model import Group, PublicLanguage
from bot.i18n import words
from bot.meetings.agenda.model import Agenda, Announcement, ClosedWeek, Exchanged, Lesson, Person, Said, Talk, Turn, Visitor
from bot.meetings.model import Meeting, MeetingState
from cogs.meetings.agenda_cards import page_of
from cogs.meetings.agenda_screens import screens

if TYPE_CHECKING:
    from cogs._ui.page.model import Page

NAME = "Harbour Referral Group"
TOTAL = Money(4_800_000, "BRL")
ANA, BRUNO = Person("Ana Beatriz Carvalho", "Lawyer"), Person("Bruno Teixeira", "Electrician")
CAMILA, DIEGO = Person("Camila Nakamura", "Architect"), Person("Diego Martins", "Photographer")
TUESDAY = Meeting(
    8, 100, 8, 1, datetime(2026, 12, 1, tzinfo=UTC).date(), datetime(2026, 12, 1, 10, 30, tzinfo=UTC), 90, "Café Aurora", None,
    MeetingState.PLANNED,
)  # fmt: skip
GROUP = Group(100, time_zone="America/Sao_Paulo", currency="BRL")
WEEK = Period(datetime(2026, 11, 23, 3, tzinfo=UTC), datetime(2026, 11, 30, 3, tzinfo=UTC))
AGENDA = Agenda(
    GROUP,
    TUESDAY,
    TUESDAY.starts_at,
    (
        Visitor(Person("Tomás Albuquerque", "Landscape gardener"), ANA.name, stands_in=False),
        Visitor(Person("Inês Prado", "Notary"), BRUNO.name, stands_in=False),
        Visitor(Person("Chukwuemeka Oyelaran", "Orthodontist"), "", stands_in=True),
    ),
    (
        Turn(ANA, "Somebody who owns a building with shops on the ground floor, and is tired of contracts that nobody reads.", "", is_new=False),
        Turn(BRUNO, "", "People who have just bought an electric car and park it in a garage of their own.", is_new=False),
        Turn(CAMILA, "", "Families who buy a flat that is older than they are.", is_new=True),
        Turn(DIEGO, "The person who books the speakers of a trade fair.", "", is_new=False),
    ),
    Lesson(
        "Call on a Thursday morning, say the number of the invoice, and be silent.", "How do I get a late payer to pay?", DIEGO.name, 4,
        is_tip=False,
    ),
    (Talk(CAMILA, "What a drawing costs before the first stone"),),
    (
        Exchanged(ANA, (BRUNO.name, CAMILA.name), 1, ()),
        Exchanged(BRUNO, (), 0, (Said(ANA.name, "You sent me the kindest client of this year. Thank you!"),)),
    ),
    ClosedWeek(WEEK, 12, 9),
    (Announcement(ANA.name, "The summer lunch is on the 20th. Tell Diego what you do not eat."),),
    ("accountant", "physiotherapist", "web designer", "insurance broker", "photographer", "baker", "florist"),
    replace(TUESDAY, id=9, number=9, starts_at=TUESDAY.starts_at + timedelta(days=7)),
    (Talk(DIEGO, "A portrait that people answer to"),),
)  # fmt: skip


IN_PORTUGUESE = replace(
    AGENDA,
    round=(
        Turn(
            Person("Ana Beatriz Carvalho", "Advogada"),
            "Quem tem um prédio com lojas no térreo, e está cansado de contratos que ninguém lê.", "", is_new=False,
        ),
        *AGENDA.round[1:],
    ),
)  # fmt: skip


def page(agenda: Agenda = AGENDA, tag: str = "en", total: Money | None = TOTAL) -> Page:
    spoken = words(tag)
    group = replace(agenda.group, language=PublicLanguage(tag))
    agenda = replace(agenda, group=group)
    return page_of(agenda, screens(agenda, spoken, NAME, total), spoken, NAME)


def longest(letter: str) -> Agenda:
    """Sixty members, of whom each field is filled to its limit with that letter."""
    text, name, trade = (letter * 1000)[:400], (letter * 100)[:80], (letter * 100)[:70]
    person = Person(name, trade)
    return replace(
        AGENDA,
        meeting=replace(TUESDAY, place=(letter * 200)[:200]),
        visitors=(Visitor(person, name, stands_in=False),) * 10,
        round=(Turn(person, text, text, is_new=True),) * 60,
        lesson=Lesson(text, text, name, 1234, is_tip=True),
        talks=(Talk(person, (letter * 200)[:200]),) * 3,
        exchanged=(Exchanged(person, (name,) * 12, 99, (Said(name, letter * 1000),) * 6),),
        announcements=(Announcement(name, text),) * 10,
        trades=(trade,) * 12,
        following=replace(TUESDAY, place=(letter * 200)[:200]),
        next_talks=(Talk(person, (letter * 200)[:200]),) * 3,
    )
