"""The digest's section of meetings."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.core.calendar import Weekday
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.core.digest_block import Facts
    from bot.i18n import Words
    from cogs._ui.cards import Card


def meetings(card: Card, words: Words, facts: Facts) -> None:
    """The next meeting with its place, and a line for each that is skipped or was moved."""
    lines = [_changed(words, each) for each in facts["changed"]]
    if facts["next"] is not None:
        place = one_line(facts["next"]["place"])
        said = f"📅 **{words.t('Next meeting')}**: {_at(words, facts['next'])}"
        lines.insert(0, f"{said} · {place}" if place else said)
    card.rows("", lines)


def _changed(words: Words, each: Facts) -> str:
    if each["is_planned"]:
        day = words.day(date.fromisoformat(each["day"]))
        return f"🕖 {words.t('The meeting of {day} was moved: {time}', day=day, time=_at(words, each))}"
    reason = one_line(each["reason"])
    skipped = words.t("There is no meeting on {day}", day=words.day(datetime.fromisoformat(each["at"])))
    return f"🚫 {skipped}: {reason}" if reason else f"🚫 {skipped}"


def _at(words: Words, each: Facts) -> str:
    """“Tuesday, 1 December, 07:00”."""
    at = datetime.fromisoformat(each["at"])
    return f"{words.weekday(Weekday(at.weekday()))}, {words.day(at)}, {at:%H:%M}"
