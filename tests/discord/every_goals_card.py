"""Every card of goals, of the quiet-check and of the trades that a group lacks, with the longest of everything; `every_card` lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.referrals.daily_job import Item, Reminder
from bot.reports.goals.counting import Progress
from bot.reports.goals.model import SCHEMES, Bar, Measure, Scheme, Weeks
from bot.reports.quiet_check.model import Asked, QuietCheck
from bot.reports.quiet_check.service import ITEM
from bot.reports.trades.service import Flows, Missing
from cogs._ui import morning_list
from cogs._ui.own_goals import offer_card
from cogs.groups.goals import goals_card, own_card
from cogs.groups.seats import seats_card
from cogs.quiet_check import asks, asks_card, word_card
from tests.discord.longest import COUNT, ID, NOON, WEEK

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.i18n import Words
    from cogs._ui.cards import Card
    from tests.discord.longest import Longest


def flows(made: Longest) -> Flows:
    seats = [made.seat(number) for number in range(60)]
    return Flows(
        WEEK,
        tuple((seat, (*seats[number + 1 :], *seats[:number])) for number, seat in enumerate(seats)),
        Missing(NOON.date(), tuple((seat, COUNT) for seat in seats)),
    )


def progress(scheme: Scheme) -> Progress:
    bars = tuple(Bar(goal, None if number else 9) for number, goal in enumerate(SCHEMES[scheme]))
    return Progress(scheme, Weeks((WEEK,) * 5, 5), bars, dict.fromkeys(Measure, COUNT))


def private_cards(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    return {
        "seats": lambda: seats_card(words, made.trades(), flows(made)),
        **{
            f"goals, {scheme}": lambda scheme=scheme: goals_card(words, progress(scheme), Asked(WEEK, COUNT)) for scheme in Scheme
        },
        **{f"own goals, {scheme}": lambda scheme=scheme: own_card(words, progress(scheme)) for scheme in Scheme},
        "own goals offered": lambda: offer_card(words, Scheme.OPEN_HOUSE),
        "asks for a quiet one": lambda: asks_card(words, made.home(), ID),
        "reminder of a quiet one": lambda: morning_list.morning_card(
            words, Reminder(ID, NOON, (), (Item(ITEM, QuietCheck(ID)),)), made.name(), {ITEM: asks}
        ),
    }


def public_cards(language: str, made: Longest) -> dict[str, Callable[[], Card]]:
    return {"would like a word": lambda: word_card(language, made.member())}
