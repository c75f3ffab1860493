"""The list at the door, by pages: who is here, for whoever leads the meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.labels import unbroken
from bot.i18n import time_stamp
from bot.meetings.attendance.model import Answer, Presence, State
from bot.meetings.guests.model import GuestState
from cogs._ui import forms
from cogs._ui.cards import Card, button, pages, people_menu, primary
from cogs._ui.components import choices
from cogs._ui.people import mentioned
from cogs._ui.seats import plain_held_trade
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.meetings.attendance.marking import DoorList
    from bot.meetings.guests.model import Guest

SLIP_FORM = "meeting:slip_form"
NAME = 60
"""Maximum length of a name in the list, in UTF-16 units."""
MARKS = {State.PRESENT: "✋", State.LATE: "🕐", State.EXCUSED: "📞", State.SUBSTITUTE: "🔁"}


def door_card(words: Words, door: DoorList, *, has_room: bool) -> Card:
    """A page of the list. `has_room`: whoever is in the voice channel can be filled in."""
    meeting, tally = door.gathering.meeting, door.gathering.tally
    card = Card().title(f"🚪 {words.t('At the door')} · {unbroken(meeting.label)} · {time_stamp(meeting.starts_at)}")
    counts = [
        words.n("{count} is here", "{count} are here", tally.attended),
        words.n("{count} still expected", "{count} still expected", tally.awaited),
        words.n("{count} excused", "{count} excused", tally.excused),
    ]
    card.text(" · ".join(counts))
    card.rows("", [f"{_mark(each)} {mentioned(who.user_id, who.name, NAME)}" for who, each in door.people])
    options = [(str(who.user_id), f"{who.name} · {plain_held_trade(words, who.seat)}") for who, _ in door.people]
    ticked = {str(who.user_id) for who, each in door.people if each.is_expected}
    rest = f"{meeting.id}:{door.page}"
    if options:
        card.small(words.t("Ticked is who is here, and who said that they come. Take the tick from whoever is not here."))
        card.menu(choices(f"meeting:tick:{rest}", words.t("Who is here?"), options, ticked, len(options)))
        card.buttons([primary(f"meeting:ticked:{rest}", words.t("All who are ticked are here"), "✅")])
    for guest in door.guests:
        card.text(f"👋 {_guest(words, guest)}")
        place = f"{meeting.id}:{door.page}:{guest.id}"
        missed = guest.state is GuestState.DID_NOT_COME
        card.buttons(
            [
                button(f"meeting:guest_here:{place}", words.t("Here"), "✅", disabled=guest.was_here),
                button(f"meeting:guest_missed:{place}", words.t("Didn't come"), disabled=missed),
            ]
        )
    card.menu(people_menu(f"meeting:came_late:{rest}", words.t("Somebody came late")))
    card.menu(people_menu(f"meeting:phoned:{rest}", words.t("Somebody phoned: can't come")))
    below = [
        button(f"guest:at_door:{meeting.id}", words.t("Add a guest"), "➕"),
        button(f"meeting:slip:{meeting.id}", words.t("Slip"), "🤝"),
    ]
    if has_room:
        below.append(button(f"meeting:room:{meeting.id}", words.t("Who is in the voice channel"), "🔊"))
    card.buttons(below)
    return pages(card, words, "meeting:page", str(meeting.id), door.page, more=door.page + 1 < door.pages)


def _guest(words: Words, guest: Guest) -> str:
    name = f"**{one_line(guest.name)}** · {one_line(guest.trade)}" if guest.name else words.t("A guest whose data is deleted")
    return f"{name} · {words.t('in the place of a member')}" if guest.is_substitute else name


def _mark(presence: Presence) -> str:
    """A sign for what is known of somebody."""
    waits = "🙋" if presence.is_expected and presence.answer in {Answer.COMING, Answer.LATE} else "·"
    return MARKS.get(presence.shown_state, waits)


def slip_form(words: Words, meeting_id: int, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    """Asks who passed a referral to whom; of its client nothing."""
    return forms.form(
        f"{SLIP_FORM}:{meeting_id}:{nonce}",
        words.t("A referral was passed"),
        forms.user_item("giver", words.t("Who passes it?"), typed=typed, required=True),
        forms.user_item("receiver", words.t("Who gets it?"), typed=typed, required=True),
    )


def slipped_card(words: Words, giver: str, receiver: str) -> Card:
    said = words.t("{giver} got the form of a referral to {receiver}, to finish it.", giver=giver, receiver=receiver)
    return Card().text(f"🤝 {said}")
