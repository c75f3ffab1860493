"""Every card and form of guests, with the longest of everything; `every_card` lists them with all others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.meetings.guests import model as guests_model
from bot.meetings.guests.following_up import Visit
from bot.meetings.guests.model import MOST_BROUGHT, Guest, GuestKind, GuestState
from bot.meetings.guests.notices import COMING, ITEM
from bot.meetings.guests.service import Bringing, Brought
from bot.meetings.model import PLACE, REASON, Meeting, MeetingState
from bot.referrals.daily_job import MOST_ITEMS, Item, Reminder
from cogs._ui import morning_list
from cogs.meetings import guest_cards
from cogs.meetings.guest_forms import door_form, guest_form
from tests.discord.longest import COUNT, ID, NONCE, NOON

if TYPE_CHECKING:
    from collections.abc import Callable

    from discord import ui

    from bot.i18n import Words
    from cogs._ui.cards import Card
    from tests.discord.longest import Longest

TYPED = {"name": guests_model.NAME, "trade": guests_model.TRADE, "contact": guests_model.CONTACT}


def meeting_of(made: Longest, state: MeetingState = MeetingState.PLANNED) -> Meeting:
    place, reason = made.field(PLACE), made.field(REASON)
    return Meeting(ID, ID, COUNT, ID, (NOON + timedelta(days=1)).date(), NOON, 480, place, ID, state, reason)


def guest_of(made: Longest, state: GuestState = GuestState.INVITED, kind: GuestKind = GuestKind.SUBSTITUTE) -> Brought:
    name, trade = made.field(guests_model.NAME), made.seat()
    guest = Guest(ID, ID, ID, ID, kind, name, trade, state, is_held=True, visit=COUNT, invited_at=NOON)
    return Brought(guest, meeting_of(made), made.group(), made.name(), made.field(guests_model.CONTACT))


def private_cards(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    group_name = made.text(100)

    def bringing() -> Bringing:
        each = [guest_of(made) for _ in range(MOST_BROUGHT)]
        return Bringing(meeting_of(made), tuple(replace(one, guest=replace(one.guest, id=ID - n)) for n, one in enumerate(each)))

    def listed(state: GuestState, kind: str = ITEM) -> Card:
        found = guest_of(made, state)
        visits = [Visit(replace(found.guest, id=ID - n), found.meeting, found.group, made.name()) for n in range(MOST_ITEMS)]
        shown = Reminder(ID, NOON, (), tuple(Item(kind, visit) for visit in visits))
        return morning_list.morning_card(words, shown, group_name, {ITEM: guest_cards.asked, COMING: guest_cards.coming})

    return {
        "reminded of a guest": lambda: listed(GuestState.INVITED, COMING),
        **{f"invited {kind}": lambda kind=kind: guest_cards.invited(words, guest_of(made, kind=kind), group_name) for kind in GuestKind},
        "texts for a guest": lambda: guest_cards.texts(words, guest_of(made), group_name),
        "brought to a meeting": lambda: guest_cards.brought(words, bringing()),
        "guest taken back": lambda: guest_cards.withdrawn(words, bringing()),
        "guest added": lambda: guest_cards.added(words, made.field(guests_model.NAME), meeting_of(made)),
        **{
            f"guests' meeting {state}": lambda state=state: guest_cards.changed(words, made.group(), meeting_of(made, state))
            for state in MeetingState
        },
        **{f"guest {state} told": lambda state=state: guest_cards.told(words, guest_of(made, state)) for state in GuestState},
        **{f"asked of a guest who {state}": lambda state=state: listed(state) for state in (GuestState.INVITED, GuestState.CAME)},
    }  # fmt: skip


def public_cards(language: str, made: Longest) -> dict[str, Callable[[], Card]]:
    return {
        f"held guest {state} {is_asked}": lambda state=state, is_asked=is_asked: guest_cards.held(
            language, guest_of(made, state), is_asked=is_asked
        )
        for state in (GuestState.INVITED, GuestState.WITHDRAWN)
        for is_asked in (True, False)
    }


def forms_of(words: Words, made: Longest) -> dict[str, Callable[[], ui.Modal]]:
    return {
        "guest": lambda: guest_form(words, f"{ID}:{NONCE}:chev", made.typed(TYPED)),
        "guest at the door": lambda: door_form(words, f"{ID}:{NONCE}:chev", made.typed(TYPED)),
    }
