"""A meeting's card, as everybody reads it and as one member does: when, where, and who comes; never who does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.core.labels import unbroken
from bot.i18n import time_stamp
from bot.meetings.attendance.model import Answer, Presence, State
from cogs._ui.cards import Button, Card, button, primary, public
from cogs._ui.text import one_line
from cogs.meetings.calendar_buttons import calendar_button, series_button
from cogs.meetings.cards import fill

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.meetings.attendance.seen import Gathering, Seen, Upcoming
    from bot.meetings.guests.model import Guest
    from bot.meetings.model import Meeting

OF_STATE = {
    State.PRESENT: ("✋", N_("You are noted as here.")),
    State.LATE: ("✋", N_("You are noted as here, later than the beginning.")),
    State.EXCUSED: ("📞", N_("You can't come. Only the moderators and the host read that.")),
    State.SUBSTITUTE: ("🔁", N_("Somebody comes in your place.")),
}
OF_ANSWER = {
    Answer.COMING: ("🙋", N_("You come.")),
    Answer.LATE: ("🕐", N_("You come later.")),
    Answer.CANNOT: OF_STATE[State.EXCUSED],
    Answer.NONE: ("❔", N_("You have not said yet whether you come.")),
}
PRESENTED = N_("You were to present: the moderators read that you can't, with whose turn it is.")
MOST_GUESTS = 20
"""Maximum number of guests that a card names."""


def public_card(language: str, found: Gathering, *, at_door: bool) -> Card:
    """The card in the group's channel. `at_door`: the one that is posted shortly before."""

    def say(card: Card, words: Words) -> None:
        fill(card, words, found.meeting)
        who_comes(card, words, found)

    return public(language, say, lambda words: _buttons(words, found, at_door=at_door))


def moved_card(language: str, found: Gathering) -> Card:
    """The card that was posted shortly before an earlier beginning: nobody's name, since it is edited no more."""

    def say(card: Card, words: Words) -> None:
        fill(card, words, found.meeting)
        card.small(words.t("The card is posted again shortly before it begins."))

    return public(language, say)


def next_card(words: Words, found: Upcoming) -> Card:
    """What one person reads in private of the meetings to come, and of the last one where they can still correct it."""
    card = Card()
    if found.first is not None:
        _next_one(card, words, found.first)
    if found.following:
        card.rule().text(f"**{words.t('After that')}**")
        card.text("\n".join(f"- {time_stamp(each.starts_at)} ({unbroken(each.label)})" for each in found.following))
    if found.last is not None:
        _last_one(card if found.first is None else card.rule(), words, found.last)
    return card


def _next_one(card: Card, words: Words, seen: Seen) -> None:
    """The next meeting, with all buttons that the reader may use."""
    found = seen.gathering
    fill(card, words, found.meeting)
    who_comes(card, words, found)
    if found.meeting.is_planned and seen.mine is not None:
        card.text(own_state(words, seen.mine))
    shown = _buttons(words, found, at_door=found.is_open)
    if seen.leads and found.meeting.is_planned and not found.is_open:
        shown.append(_door_button(words, found.meeting))
    card.buttons([*shown, series_button(words)])


def _last_one(card: Card, words: Words, last: Meeting) -> None:
    """The way to the list at the door of a meeting that is over: its own card has no buttons any more."""
    when = time_stamp(last.starts_at)
    card.text(words.t("Who was at {meeting} on {time} can still be corrected.", meeting=last.label, time=when))
    card.buttons([button(f"meeting:door:{last.id}", words.t("Correct who was there"), "🚪")])


def who_comes(card: Card, words: Words, found: Gathering) -> None:
    """Say who speaks, how many come, with the names of the first, and who visits; once it is over, how many were there."""
    if not found.meeting.is_planned:
        return
    if found.is_over:
        card.text(were_there(words, found))
        return
    for name, topic in found.speakers:
        card.text(f"🎤 {speaks(words, name, topic)}")
    tally = found.tally
    if tally.coming:
        names = [f"**{one_line(each)}**" for each in found.names]
        if unnamed := tally.coming - len(names):
            names.append(words.n("{count} more", "{count} more", unnamed))
        card.text(f"🙋 {_counted(words, found)}: {words.listed(names)}")
    else:
        card.text(words.t("Say whether you come: one tap."))
    if found.guests:
        visits = words.n("{count} guest", "{count} guests", len(found.guests))
        named = words.listed([_guest(each) for each in found.guests if each.name][:MOST_GUESTS])  # one may be erased by now
        card.text(f"👋 {': '.join(filter(None, (visits, named)))}")
    if tally.attended or found.guests_here:
        card.text(f"✋ {words.n('{count} is here', '{count} are here', tally.attended + found.guests_here)}")


def were_there(words: Words, found: Gathering) -> str:
    """“17 of us and 3 guests were there.”; empty where nobody was noted."""
    us, guests = found.tally.attended, found.guests_here
    if not us:
        return ""
    if not guests:
        return f"🙌 {words.n('{count} of us was there.', '{count} of us were there.', us)}"
    visitors = words.n("{count} guest", "{count} guests", guests)
    return (
        f"🙌 {words.n('{count} of us and {guests} were there.', '{count} of us and {guests} were there.', us, guests=visitors)}"
    )


def _counted(words: Words, found: Gathering) -> str:
    tally = found.tally
    counted = words.n("{count} comes", "{count} come", tally.coming)
    return f"{counted}, {words.n('{count} of them later', '{count} of them later', tally.later)}" if tally.later else counted


def speaks(words: Words, name: str, topic: str) -> str:
    """Who presents, and what."""
    bold = f"**{one_line(name)}**"
    return (
        words.t("{name} presents: {topic}", name=bold, topic=one_line(topic)) if topic else words.t("{name} presents", name=bold)
    )


def _guest(guest: Guest) -> str:
    """The first name, and the trade where it is not held or a moderator said welcome."""
    name = f"**{one_line(guest.first_name)}**"
    return f"{name} ({one_line(guest.public_trade)})" if guest.public_trade else name


def own_state(words: Words, mine: Presence) -> str:
    """What is known of the reader."""
    said = OF_STATE.get(mine.shown_state) or OF_ANSWER[mine.answer]
    return f"{said[0]} {words.t(said[1])}"


def answer_buttons(words: Words, meeting_id: int, rest: str = "") -> list[Button]:
    """The three answers; `rest` follows the meeting's id in their custom ids."""
    return [
        primary(f"meeting:coming:{meeting_id}{rest}", words.t("I'm coming"), "🙋"),
        button(f"meeting:late:{meeting_id}{rest}", words.t("Late"), "🕐"),
        button(f"meeting:cannot:{meeting_id}{rest}", words.t("I can't")),
    ]


def _buttons(words: Words, found: Gathering, *, at_door: bool) -> list[Button]:
    meeting = found.meeting
    if not meeting.is_planned or found.is_over:
        return []
    guest = button(f"meeting:guest:{meeting.id}", words.t("Bring somebody"), "👋")
    if not at_door:
        return [*answer_buttons(words, meeting.id), guest, calendar_button(words, meeting)]
    return [
        primary(f"meeting:here:{meeting.id}", words.t("I'm here"), "✋"),
        *answer_buttons(words, meeting.id)[1:],
        guest,
        _door_button(words, meeting),
        button("panel:refer", words.t("Pass a referral"), "🤝"),
        button("panel:thank", words.t("Say thank you"), "💚"),
    ]


def _door_button(words: Words, meeting: Meeting) -> Button:
    return button(f"meeting:door:{meeting.id}", words.t("At the door"), "🚪")
