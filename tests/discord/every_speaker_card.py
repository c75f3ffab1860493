"""Every card and form of speakers, announcements and calendar files, with the longest of everything; `every_card` lists them with all others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.meetings.model import PLACE, Meeting, MeetingState
from bot.meetings.speakers import model as speakers_model
from bot.meetings.speakers.announcing import Announced
from bot.meetings.speakers.model import MOST_ANNOUNCEMENTS, MOST_SPEAKERS, PROPOSED, Announcement, Speaker, State
from bot.meetings.speakers.reminding import DAY, WEEK
from bot.meetings.speakers.seen import MOST_TURNS, PUBLIC, Lineup, Missing, Rota, Slot, Turn
from bot.referrals.daily_job import MOST_ITEMS, Item, Reminder
from cogs._ui import morning_list
from cogs._ui.cover_form import cover_form
from cogs.meetings import speaker_cards as cards
from cogs.meetings.announcements import announcement_form
from cogs.meetings.speakers import topic_form
from tests.discord.longest import COUNT, ID, NONCE, NOON

if TYPE_CHECKING:
    from collections.abc import Callable

    from discord import ui

    from bot.i18n import Words
    from cogs._ui.cards import Card
    from tests.discord.longest import Longest


def slot_of(made: Longest, state: State = State.PLANNED, number: int = 0) -> Slot:
    moved = NOON.replace(tzinfo=None)
    day = (NOON + timedelta(days=1)).date()
    meeting = Meeting(ID, ID, COUNT, ID, day, NOON, 480, made.field(PLACE), ID, MeetingState.PLANNED, moved_to=moved)
    topic = made.field(speakers_model.TOPIC)
    return Slot(meeting, Speaker(ID - number, ID, ID, ID - number, topic, state, NOON, NOON), made.name())


def turns_of(made: Longest, count: int) -> tuple[Turn, ...]:
    return tuple(Turn(ID - n, made.name(), made.field(speakers_model.TOPIC), NOON, NOON) for n in range(count))


def private_cards(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    group = made.text(100)

    def rota(state: State, away: int) -> Card:
        speakers = tuple(slot_of(made, state, number) for number in range(MOST_SPEAKERS))
        return cards.rota_card(words, Rota(speakers[0].meeting, speakers, turns_of(made, MOST_TURNS), frozenset([away])))

    def announced(count: int) -> Card:
        several = [Announcement(ID - n, ID, ID, ID, made.field(speakers_model.ANNOUNCEMENT), NOON) for n in range(count)]
        return cards.announcements_card(words, Announced(slot_of(made).meeting, tuple(several)))

    def listed(state: State) -> Card:
        items = tuple(Item(kind, slot_of(made, state, number)) for number, kind in enumerate([WEEK, DAY, WEEK][:MOST_ITEMS]))
        renderers = dict.fromkeys((WEEK, DAY), cards.in_morning_list)
        return morning_list.morning_card(words, Reminder(ID, NOON, (), items), group, renderers)

    def lineup(wish: Speaker | None, count: int) -> Card:
        slots = tuple(slot_of(made, number=number) for number in range(count))
        return cards.lineup_card(words, Lineup(slots, wish, moderates=False))

    return {
        "who presents next": lambda: lineup(slot_of(made, State.WISHED).speaker, PUBLIC),
        "nobody presents": lambda: lineup(None, 0),
        "whose turn": lambda: rota(State.READY, 0),
        "whose turn, on leave": lambda: rota(State.PLANNED, ID),
        "would present": lambda: cards.wished_card(words, made.field(speakers_model.TOPIC)),
        "planned": lambda: cards.planned_card(words, slot_of(made), is_told=True),
        **{f"presents, {state}": lambda state=state: cards.slot_card(words, slot_of(made, state), group) for state in State},
        **{f"to present, {state}": lambda state=state: listed(state) for state in (State.PLANNED, State.READY)},
        **{
            f"presents no more, {why}": lambda why=why: cards.dropped_card(words, slot_of(made).meeting, why)
            for why in cards.DROPPED
        },
        "announced": lambda: announced(MOST_ANNOUNCEMENTS),
        "nothing announced": lambda: announced(0),
    }


def public_cards(language: str, made: Longest) -> dict[str, Callable[[], Card]]:
    def missing(count: int) -> Card:
        speakers = tuple(slot_of(made, number=number) for number in range(count))
        found = Missing(slot_of(made, State.CANNOT), speakers, turns_of(made, PROPOSED))
        return cards.missing_card(language, found, has_buttons=True)

    return {"can't present": lambda: missing(0), "somebody else presents": lambda: missing(MOST_SPEAKERS)}


def forms_of(words: Words, made: Longest) -> dict[str, Callable[[], ui.Modal]]:
    topic = {"topic": made.field(speakers_model.TOPIC)}
    return {
        "would present": lambda: topic_form(words, f"speaker:form:{NONCE}", words.t("I'd like to present"), topic),
        "presents": lambda: topic_form(words, f"speaker:plan_form:{ID}:{ID}:{NONCE}", words.t("Who presents"), topic),
        "announce": lambda: announcement_form(words, ID, NONCE, {"text": made.field(speakers_model.ANNOUNCEMENT)}),
        "cover for a meeting": lambda: cover_form(
            words, {"what": made.field(speakers_model.TOPIC), "when": "2027-03-03 14:00", "where": made.field(PLACE)}
        ),
    }
