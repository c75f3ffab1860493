"""The cards of speakers and announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.i18n import date_stamp, time_stamp
from bot.meetings.speakers.model import PROPOSED, State
from bot.meetings.speakers.notices import SKIPPED, TAKEN_OFF
from cogs._ui.cards import Card, button, primary, public
from cogs._ui.people import mentioned
from cogs._ui.text import one_line, quoted, single_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.meetings.model import Meeting
    from bot.meetings.speakers.announcing import Announced
    from bot.meetings.speakers.seen import Lineup, Missing, Rota, Slot, Turn
    from cogs._ui.cards import Button

STANDS = {
    State.PLANNED: N_("not confirmed yet"),
    State.READY: N_("ready"),
    State.CANNOT: N_("can't"),
}
"""What moderators read of somebody's answer."""
DROPPED = {
    TAKEN_OFF: N_("🎤 The moderators planned the meeting of {time} without you as a speaker. ({meeting})"),
    SKIPPED: N_(
        "🎤 The meeting of {time} is skipped, so you don't present then. You are among the first who come next. ({meeting})"
    ),
}


def wish_button(words: Words) -> Button:
    """*I'd like to present*; everybody's own card of the next meeting may have it too."""
    return button("speaker:wish", words.t("I'd like to present"), "🎤")


def lineup_card(words: Words, found: Lineup) -> Card:
    """Who presents next, as everybody may read it, and one's own wish."""
    card = Card().title(f"🎤 {words.t('Who presents next')}")
    lines = [f"- {time_stamp(each.meeting.starts_at)}: {_presents(each)}" for each in found.next]
    card.rows("", lines or [words.t("Nobody is planned yet.")])
    if found.wish is None:
        return card.buttons([wish_button(words)])
    card.rule().text(_wished(words, found.wish.topic))
    return card.buttons([button("speaker:wish", words.t("Change"), "✏️"), button("speaker:unwish", words.t("I'd rather not"))])


def wished_card(words: Words, topic: str) -> Card:
    """The private answer to a wish."""
    card = Card().text(_wished(words, topic))
    return card.small(words.t("Moderators plan who presents when; you read it here when it is your turn."))


def _wished(words: Words, topic: str) -> str:
    said = words.t("🙋 Noted: you would like to present. The moderators see it.")
    return f"{said}\n{quoted(topic)}" if topic else said


def rota_card(words: Words, found: Rota) -> Card:
    """Who presents at a meeting, and whose turn it is, for moderators."""
    meeting = found.meeting
    card = Card().title(f"🎤 {words.t('Who presents at {meeting}', meeting=meeting.label)}").text(time_stamp(meeting.starts_at))
    for slot in found.speakers:
        stands = words.t("on leave") if slot.speaker.user_id in found.away else words.t(STANDS[slot.speaker.state])
        shown = f"{mentioned(slot.speaker.user_id, slot.name)}{_about(slot.speaker.topic)}\n-# {stands}"
        card.text_beside(shown, button(f"speaker:off:{meeting.id}:{slot.speaker.user_id}", words.t("Remove")))
    if not found.speakers:
        card.text(words.t("Nobody is planned yet."))
    if found.turns:
        lines = [f"{place}. {_turn(words, turn)}" for place, turn in enumerate(found.turns, 1)]
        card.rule().rows(f"**{words.t('Whose turn it is')}**", lines)
        card.buttons(_choices(words, meeting, found.turns[:PROPOSED]))
    card.small(
        words.t(
            "First who never presented, then who waited longest; who was at none of the last meetings comes after them. For anybody else:"
            " /meeting speaker with a member and a topic."
        )
    )
    return card.buttons([wish_button(words)])


def planned_card(words: Words, slot: Slot, *, is_told: bool) -> Card:
    """The moderator's private answer."""
    said = words.t(
        "🎤 {name} presents at {meeting}, {time}.",
        name=mentioned(slot.speaker.user_id, slot.name),
        meeting=slot.meeting.label,
        time=time_stamp(slot.meeting.starts_at),
    )
    card = Card().text(said)
    if slot.speaker.topic:
        card.text(quoted(slot.speaker.topic))
    return card.small(words.t("They get a message, and reminders a week and a day before.")) if is_told else card


def slot_card(words: Words, slot: Slot, group: str) -> Card:
    """The message to whoever presents, and how it stands once they answered."""
    if slot.speaker.state is State.CANNOT:
        return cannot_card(words, slot)
    when = time_stamp(slot.meeting.starts_at)
    card = Card().title(f"🎤 {words.t('You present in {group}', group=group)}")
    card.text(words.t("At the meeting of {time} ({meeting}).", time=when, meeting=slot.meeting.label))
    if slot.meeting.is_moved:
        card.text(words.t("The meeting was moved to this time."))
    if slot.speaker.topic:
        card.text(quoted(slot.speaker.topic))
    if slot.speaker.state is State.READY:
        card.text(words.t("✅ You said that you are ready."))
    return card.buttons(_answers(words, slot, ""))


def cannot_card(words: Words, slot: Slot) -> Card:
    """The private answer to *I can't present*."""
    card = Card().text(
        words.t(
            "You said that you can't present at the meeting of {time}. The moderators read it, with whose turn it is.",
            time=time_stamp(slot.meeting.starts_at),
        )
    )
    return card.small(words.t("To swap with somebody, ask the group who stands in for you: /ask."))


def in_morning_list(words: Words, slot: Slot, stamp: int) -> tuple[str, list[Button]]:
    """The reminder in the morning list; `stamp` as in `morning_list`."""
    said = words.t(
        "🎤 You present at the meeting of {time} ({meeting}).",
        time=time_stamp(slot.meeting.starts_at),
        meeting=slot.meeting.label,
    )
    return f"{said}{_about(slot.speaker.topic)}", _answers(words, slot, f":{stamp}")


def _answers(words: Words, slot: Slot, rest: str) -> list[Button]:
    cannot = button(f"speaker:cannot:{slot.speaker.id}{rest}", words.t("I can't present"))
    if slot.speaker.state is State.READY:
        return [cannot]
    return [primary(f"speaker:ready:{slot.speaker.id}{rest}", words.t("I'm ready"), "✅"), cannot]


def dropped_card(words: Words, meeting: Meeting, why: str) -> Card:
    """The message to somebody who does not present any more."""
    return Card().text(words.t(DROPPED[why], time=time_stamp(meeting.starts_at), meeting=meeting.label))


def missing_card(language: str, found: Missing, *, has_buttons: bool) -> Card:
    """What moderators read of somebody who can't: whose turn it is next, with a button each where it is pressed in the server."""
    gone = found.gone

    def fill(card: Card, words: Words) -> None:
        name = mentioned(gone.speaker.user_id, gone.name)
        when = {"time": time_stamp(gone.meeting.starts_at), "meeting": gone.meeting.label}
        card.text(words.t("🎤 {name} can't present at the meeting of {time} ({meeting}).", name=name, **when))
        if found.speakers:
            speak = ", ".join(mentioned(each.speaker.user_id, each.name) for each in found.speakers)
            card.text(words.t("Present now: {names}", names=speak))
        elif found.turns:
            card.rows(f"**{words.t('Whose turn it is')}**", [f"- {_turn(words, turn)}" for turn in found.turns])

    def buttons(words: Words) -> Sequence[Button]:
        return [] if found.speakers or not has_buttons else _choices(words, gone.meeting, found.turns)

    return public(language, fill, buttons)


def announcements_card(words: Words, found: Announced) -> Card:
    """What is announced at a meeting, for moderators."""
    meeting = found.meeting
    card = Card().title(f"📣 {words.t('Announced at {meeting}', meeting=meeting.label)}").text(time_stamp(meeting.starts_at))
    if not found.announcements:
        card.text(words.t("Nothing yet."))
    for each in found.announcements:
        card.text_beside(quoted(each.text), button(f"announce:remove:{meeting.id}:{each.id}", words.t("Remove")))
    card.small(words.t("It is read aloud with the agenda; everyone in the group reads it."))
    return card.buttons([button(f"announce:new:{meeting.id}", words.t("Announce something"), "📣")])


def _choices(words: Words, meeting: Meeting, turns: Sequence[Turn]) -> list[Button]:
    labels = [words.t("Choose {name}", name=single_line(turn.name)) for turn in turns]
    return [button(f"speaker:choose:{meeting.id}:{turn.user_id}", label) for turn, label in zip(turns, labels, strict=True)]


def _turn(words: Words, turn: Turn) -> str:
    last = words.t("never presented") if turn.spoke_at is None else words.t("last on {day}", day=date_stamp(turn.spoke_at))
    wished = "" if turn.wished_at is None else f" · 🙋 {words.t('would like to')}"
    return f"{mentioned(turn.user_id, turn.name)} · {last}{wished}{_about(turn.topic)}"


def _presents(slot: Slot) -> str:
    return f"**{one_line(slot.name)}**{_about(slot.speaker.topic)}"


def _about(topic: str) -> str:
    return f" · {one_line(topic)}" if topic else ""
