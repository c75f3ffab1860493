"""Every card and form of who comes to a meeting, with the longest of everything; `every_card` lists them with all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.text import LINE
from bot.meetings.attendance.marking import GUESTS, PAGE, DoorList
from bot.meetings.attendance.model import Answer, Presence, State
from bot.meetings.attendance.morning import COMING, RECAP, Recap
from bot.meetings.attendance.seen import MOST_NAMED, Gathering, Seen, Upcoming
from bot.meetings.attendance.service import Numbers
from bot.meetings.attendance.store import Tally
from bot.meetings.guests.model import GuestState
from bot.meetings.model import MeetingState
from bot.meetings.speakers.model import ANNOUNCEMENT, MOST_SPEAKERS
from bot.membership.members.model import Listed
from bot.referrals.daily_job import MOST_ITEMS, Item, Reminder
from cogs._ui import morning_list
from cogs._ui.cards import public
from cogs.meetings import notes
from cogs.meetings.answering import answered_card
from cogs.meetings.card import MOST_GUESTS, next_card, public_card
from cogs.meetings.door_card import door_card, slip_form, slipped_card
from tests.discord.every_guest_card import guest_of
from tests.discord.longest import COUNT, ID, NONCE, NOON

if TYPE_CHECKING:
    from collections.abc import Callable

    from discord import ui

    from bot.i18n import Words
    from cogs._ui.cards import Card
    from tests.discord.longest import Longest


def gathering(made: Longest, state: MeetingState = MeetingState.PLANNED, *, is_over: bool = False) -> Gathering:
    guests = tuple(replace(guest_of(made, GuestState.CAME).guest, id=ID - n, welcomed_at=NOON) for n in range(MOST_GUESTS + 5))
    speakers = tuple((made.name(), made.text(LINE)) for _ in range(MOST_SPEAKERS))
    names = () if is_over else tuple(made.name() for _ in range(MOST_NAMED))
    tally = Tally(COUNT, COUNT, COUNT, COUNT, COUNT)
    return Gathering(made.meeting(state), tally, names, guests, speakers, is_open=not is_over, is_over=is_over)


def private_cards(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    group_name, listed = made.text(100), [Listed(ID - n, made.name(), made.seat()) for n in range(PAGE * 4)]
    people = tuple((each, Presence(each.user_id, Answer.LATE)) for each in listed[:PAGE])

    def door() -> DoorList:
        found = gathering(made)
        return DoorList(found, people, found.guests[:GUESTS], 500, COUNT)

    def morning(kind: str, record: object) -> Card:
        items = tuple(Item(kind, record) for _ in range(MOST_ITEMS if kind == RECAP else 1))
        return morning_list.morning_card(words, Reminder(ID, NOON, (), items), group_name, notes.RENDERERS)

    recap = Recap(gathering(made, is_over=True), tuple(made.field(ANNOUNCEMENT) for _ in range(10)), made.meeting())
    return {
        **{
            f"next meeting, {state}": lambda state=state: next_card(
                words,
                Upcoming(
                    Seen(gathering(made), Presence(1, Answer.COMING, state, 1), leads=True),
                    (made.meeting(),) * 3,
                    replace(made.meeting(), id=ID - 1),
                ),
            )
            for state in State
        },
        **{f"answered {each}": lambda each=each: answered_card(words, ID, Presence(1, each)) for each in Answer},
        "at the door": lambda: door_card(words, door(), has_room=True),
        "slip": lambda: slipped_card(words, made.name(), made.name()),
        "moved meeting": lambda: notes.moved(words, group_name, made.meeting()),
        "meeting that is off": lambda: notes.called_off(words, group_name, made.meeting(MeetingState.SKIPPED)),
        "hosting": lambda: notes.hosting(words, group_name, made.meeting()),
        "slip to its giver": lambda: notes.slip(words, group_name, made.meeting(), ID, made.name()),
        "coming?": lambda: morning(COMING, made.meeting()),
        "recap": lambda: morning(RECAP, recap),
    }


def public_cards(language: str, made: Longest) -> dict[str, Callable[[], Card]]:
    found = Numbers(gathering(made), tuple(Listed(ID - n, made.name(), made.seat()) for n in range(200)))
    return {
        **{
            f"{state} meeting, {place}": lambda state=state, place=place: public_card(
                language, gathering(made, state), at_door=place == "at the door"
            )
            for state in MeetingState
            for place in ("before", "at the door")
        },
        "meeting that is over": lambda: public_card(language, gathering(made, is_over=True), at_door=False),
        "numbers of a meeting": lambda: public(language, lambda card, words: notes.numbers(card, words, found)),
    }


def forms_of(words: Words, _: Longest) -> dict[str, Callable[[], ui.Modal]]:
    return {"slip": lambda: slip_form(words, ID, NONCE, {})}
