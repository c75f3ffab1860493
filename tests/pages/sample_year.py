"""A member's year as it may be, and one in which everything is as long as it can be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.calendar import PeriodName
from bot.core.money import MOST, Money
from bot.groups.model import Group
from bot.i18n import words
from bot.referrals.history.model import Past
from bot.weekly.activity.model import Exchanges, Said, Year
from cogs.activity.year_sheet import sheet_of

if TYPE_CHECKING:
    from cogs._ui.page.sheet import Sheet

NAMES = {2: "Bruno Teixeira", 3: "Camila Nakamura", 4: "Diego Martins", 5: "Elisa Prado", 6: "Tomás Albuquerque"}
YEAR = Year(
    Group(100, time_zone="America/Sao_Paulo", currency="BRL"),
    None,
    date(2025, 11, 29),
    date(2026, 11, 28),
    Exchanges(
        given={2: 5, 3: 4, 4: 2, 5: 1},
        received={3: 3, 4: 2, 6: 2},
        introduced={2: 2, 3: 1, 5: 1},
        introduced_by_others={6: 2},
        helped={2: 1, 4: 3, 6: 1},
        helped_by_others={3: 2},
        thanked_by_others={2: 3, 3: 3, 5: 1},
        thanks_given={3: 2, 6: 1},
    ),
    NAMES,
    given_won=6,
    won=4,
    said=(
        Said("You sent me the kindest client of this year. Thank you!", NAMES[2], date(2026, 2, 3)),
        Said("Three weeks before the deadline you knew whom to ask.\nThat saved the whole project.", NAMES[3], date(2026, 5, 19)),
        Said("I had nearly given up on finding a hall. One message from you, and it was there.", NAMES[5], date(2026, 10, 6)),
    ),
    has_more_said=False,
    brought=(Money(4_850_000, "BRL"), Money(120_000, "EUR")),
    past=Past(),
)
NOTHING = replace(YEAR, exchanges=Exchanges({}, {}, {}, {}, {}, {}, {}, {}), names={}, given_won=0, won=0, said=(), brought=())


def sheet(year: Year = YEAR, tag: str = "en", group: str = "Harbour Referral Group") -> Sheet:
    return sheet_of(words(tag), year, group)


def longest(letter: str) -> Year:
    """Sixty members, and each text filled to its limit with that letter."""
    name, text = (letter * 100)[:80], (letter * 1000)[:1000]
    people = dict.fromkeys(range(2, 62), 9999)
    return replace(
        YEAR,
        period_name=PeriodName.ALL_TIME,
        first=None,
        exchanges=Exchanges(*[people] * 8),
        names=dict.fromkeys(people, name),
        said=(Said(text, name, YEAR.last),) * 12,
        has_more_said=True,
        brought=(Money(MOST, "BRL"),) * 9,
        past=Past(people, people, 9, 9, date(2019, 9, 1), date(2025, 9, 1)),
        linked_given=9999,
        linked_received=9999,
    )
