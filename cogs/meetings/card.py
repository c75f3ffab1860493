"""A meeting's card, as everybody reads it and as one member does: when, where, and who comes; never who does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import time_stamp
from bot.meetings.attendance.model import Answer, Presence, State
from cogs._ui.cards import Button, Card, button, primary, public
from cogs._ui.text import one_line
from cogs.meetings.cards import fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.meetings.attendance.seen import Gathering, Seen
    from bot.meetings.model import Meeting

DOOR = "door"
"""The detail of the card's second message, which is posted shortly before the meeting."""


def public_card(language: str, found: Gathering, *, at_door: bool) -> Card:
    """The card in the group's channel. `at_door`: the one that is posted shortly before."""

    def say(card: Card, words: Words) -> None:
        fill(card, words, found.meeting)
        who_comes(card, words, found)

    return public(language, say, lambda words: _buttons(words, found, at_door=at_door))


def next_card(words: Words, seen: Seen, following: Sequence[Meeting]) -> Card:
    """What one person reads of the next meeting in private, with all buttons that they may use, and of those after it."""
    found = seen.gathering
    card = Card()
    fill(card, words, found.meeting)
    who_comes(card, words, found)
    if found.meeting.is_planned and seen.mine is not None:
        card.text(own_state(words, seen.mine))
    shown = _buttons(words, found, at_door=found.is_open)
    if seen.leads and found.meeting.is_planned and not found.is_open:
        shown.append(_door_button(words, found.meeting))
    card.buttons(shown)
    if following:
        card.rule().text(f"**{words.t('After that')}**")
        card.text("\n".join(f"- {time_stamp(each.starts_at)} ({each.label})" for each in following))
    return card


def who_comes(card: Card, words: Words, found: Gathering) -> None:
    """Say how many come, with the names of the first; once it is over, how many were there."""
    if not found.meeting.is_planned:
        return
    tally = found.tally
    if found.is_over:
        if tally.attended:
            card.text(f"🙌 {words.n('{count} of us was there.', '{count} of us were there.', tally.attended)}")
        return
    if not tally.coming:
        card.text(words.t("Say whether you come: one tap."))
        return
    counted = words.n("{count} comes", "{count} come", tally.coming)
    if tally.later:
        counted = f"{counted}, {words.n('{count} of them later', '{count} of them later', tally.later)}"
    names = [f"**{one_line(each)}**" for each in found.names]
    if unnamed := tally.coming - len(names):
        names.append(words.n("{count} more", "{count} more", unnamed))
    card.text(f"🙋 {counted}: {words.listed(names)}")
    if tally.attended:
        card.text(f"✋ {words.n('{count} is here', '{count} are here', tally.attended)}")


def own_state(words: Words, mine: Presence) -> str:
    """What is known of the reader."""
    if mine.state is State.LATE:
        return f"✋ {words.t('You are noted as here, later than the beginning.')}"
    if mine.state is State.PRESENT:
        return f"✋ {words.t('You are noted as here.')}"
    if mine.state is State.EXCUSED or mine.answer is Answer.CANNOT:
        return words.t("You can't come. Only the moderators and the host read that.")
    if mine.answer is Answer.LATE:
        return f"🕐 {words.t('You come later.')}"
    if mine.answer is Answer.COMING:
        return f"🙋 {words.t('You come.')}"
    return words.t("You have not said yet whether you come.")


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
    if not at_door:
        return answer_buttons(words, meeting.id)
    return [
        primary(f"meeting:here:{meeting.id}", words.t("I'm here"), "✋"),
        *answer_buttons(words, meeting.id)[1:],
        _door_button(words, meeting),
        button("panel:refer", words.t("Pass a referral"), "🤝"),
        button("panel:thank", words.t("Say thank you"), "💚"),
    ]


def _door_button(words: Words, meeting: Meeting) -> Button:
    return button(f"meeting:door:{meeting.id}", words.t("At the door"), "🚪")
