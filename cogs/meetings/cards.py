"""The cards of meetings: when and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.labels import unbroken
from bot.i18n import time_stamp
from cogs._ui.cards import Card, button, primary
from cogs._ui.meeting_series import how_often, where
from cogs._ui.text import safe_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.i18n import Words
    from bot.meetings.model import Meeting, Series
    from bot.meetings.service import Scheduled


def fill(card: Card, words: Words, meeting: Meeting) -> None:
    """Say when and where a meeting is, or that it is skipped."""
    card.title(f"📅 {words.t('Meeting {meeting}', meeting=meeting.label)}")
    card.text(when_and_where(words, meeting))


def when_and_where(words: Words, meeting: Meeting) -> str:
    """Lines with the time, in the reader's own zone, and the place; of a skipped one the reason."""
    if not meeting.is_planned:
        skipped = words.t("The meeting of {time} is skipped.", time=time_stamp(meeting.starts_at))
        return f"{skipped}\n> {safe_text(meeting.reason)}" if meeting.reason else skipped
    lines = [f"🕖 {time_stamp(meeting.starts_at)}", *where(meeting)]
    return "\n".join(lines)


def scheduled_card(words: Words, found: Scheduled) -> Card:
    """The private answer to a new series."""
    card = (
        Card()
        .title(f"📅 {words.t('That is when you meet')}")
        .text("\n".join(how_often(words, found.series, found.group.time_zone)))
    )
    card.text("\n".join(f"- {time_stamp(each.starts_at)} ({unbroken(each.label)})" for each in found.meetings))
    return card.small(
        words.t("The card of each is posted three days before. A holiday: /meeting skip. Another time: /meeting move.")
    )


def series_card(words: Words, running: Sequence[Series], zone: str, guild: discord.Guild | None) -> Card:
    """What is set, with a button that ends each series, and one for a new one; a channel that is gone from `guild` is named as such."""
    card = Card().title(f"📅 {words.t('When you meet')}")
    if not running:
        card.text(words.t("Nothing is set yet."))
    for series in running:
        said = how_often(words, series, zone)
        if guild is not None and series.channel_id is not None and guild.get_channel(series.channel_id) is None:
            said.append(f"⚠️ {words.t('The channel in which you meet is gone. End this and set it again with another.')}")
        card.text("\n".join(said))
        card.buttons([button(f"meeting:end:{series.id}", words.t("End it"))])
    return card.buttons([primary("meeting:new", words.t("Set when you meet"), "📅")])
