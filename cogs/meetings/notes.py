"""Messages about who comes to a meeting, and what the morning list asks and tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.labels import unbroken
from bot.core.text import shortened
from bot.i18n import time_stamp
from bot.meetings.attendance.morning import COMING, RECAP
from cogs._ui.cards import Card, primary
from cogs._ui.people import mentioned
from cogs._ui.text import one_line
from cogs.meetings.card import answer_buttons, speaks, were_there
from cogs.meetings.cards import when_and_where

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.meetings.attendance.morning import Recap
    from bot.meetings.attendance.service import Numbers
    from bot.meetings.model import Meeting
    from cogs._ui.cards import Button
    from cogs._ui.morning_items import ItemRenderer

MOST_ANNOUNCED, ANNOUNCED = 3, 140
"""Maximum number of announcements in a recap, and of the UTF-16 units of each."""
MOST_LISTED = 60
"""Maximum number of unanswered members that the moderators read by name."""


def numbers(card: Card, words: Words, found: Numbers) -> Card:
    """What the moderators read the day before, on their card."""
    meeting, tally = found.gathering.meeting, found.gathering.tally
    card.title(f"🗓️ {unbroken(meeting.label)} · {time_stamp(meeting.starts_at)}")
    counts = [
        words.n("{count} comes", "{count} come", tally.coming),
        words.n("{count} guest", "{count} guests", len(found.gathering.guests)),
        words.n("{count} excused", "{count} excused", tally.excused),
    ]
    card.text(" · ".join(counts))
    if found.unanswered:
        heading = words.n("**{count} did not answer:**", "**{count} did not answer:**", len(found.unanswered))
        named = [mentioned(each.user_id, each.name) for each in found.unanswered[:MOST_LISTED]]

        def more(count: int) -> str:
            return words.n("and {count} more", "and {count} more", count)

        card.lines(heading, named, more=more, unlisted=len(found.unanswered) - len(named))
    return card


def moved(words: Words, group: str, meeting: Meeting) -> Card:
    """To somebody who had said that they come: the meeting takes place at another time."""
    card = Card().title(f"🗓️ {words.t('{group}: your meeting was moved', group=group)}")
    card.text(when_and_where(words, meeting))
    card.text(words.t("You had said that you come. Do you come at that time too?"))
    return card.buttons(answer_buttons(words, meeting.id))


def called_off(words: Words, group: str, meeting: Meeting) -> Card:
    """To somebody who had said that they come: the meeting does not take place."""
    card = Card().title(f"🗓️ {words.t('{group}: your meeting is off', group=group)}")
    return card.text(when_and_where(words, meeting))


def hosting(words: Words, group: str, meeting: Meeting) -> Card:
    """To a meeting's new host."""
    card = Card().title(f"🚪 {words.t('{group}: you host {meeting}', group=group, meeting=meeting.label)}")
    card.text(when_and_where(words, meeting))
    return card.text(
        words.t(
            "From 45 minutes before it begins, “At the door” on the meeting's card shows you who comes. Tick who is there; /meeting next"
            " brings you there too."
        )
    )


def slip(words: Words, group: str, meeting: Meeting, receiver_id: int, receiver: str) -> Card:
    """To the giver of a referral that was noted at the door."""
    name = one_line(receiver)
    card = Card().title(f"🤝 {words.t('{group}: your referral to {name}', group=group, name=name)}")
    card.text(
        words.t(
            "It was noted at {meeting}. Write down whom it is about, so that {name} gets it.",
            meeting=meeting.label,
            name=f"**{name}**",
        )
    )
    return card.buttons([primary(f"meeting:finish:{meeting.id}:{receiver_id}", words.t("Write it down"), "✏️")])


def coming(words: Words, meeting: Meeting, stamp: int) -> tuple[str, list[Button]]:
    """The question the day before."""
    asks = words.t("🗓️ Tomorrow, {time}: {meeting}. Do you come?", time=time_stamp(meeting.starts_at), meeting=meeting.label)
    return asks, answer_buttons(words, meeting.id, f":{stamp}")


def recap(words: Words, found: Recap, _: int) -> tuple[str, list[Button]]:
    """What somebody missed who was not there, and when the next meeting is."""
    gathering = found.gathering
    heading = words.t("You were not at {meeting}. What you missed:", meeting=gathering.meeting.label)
    lines = [f"🗓️ {heading}", were_there(words, gathering)]
    lines += [f"🎤 {speaks(words, name, topic)}" for name, topic in gathering.speakers]
    lines += [f"📣 {one_line(shortened(each, ANNOUNCED))}" for each in found.announced[:MOST_ANNOUNCED]]
    if found.following is not None:
        lines.append(f"🔜 {words.t('The next one: {time}.', time=time_stamp(found.following.starts_at))}")
    return "\n".join(filter(None, lines)), []


RENDERERS: dict[str, ItemRenderer] = {COMING: coming, RECAP: recap}
