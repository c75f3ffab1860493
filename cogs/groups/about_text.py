"""The description of a group as a text to paste into a phone messenger. It names no member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.text import shortened, units
from cogs._ui.meeting_series import EVERY
from cogs._ui.text import single_line, unmarked
from cogs._ui.to_send import spoken_time
from cogs.groups.meetings_told import how_it_goes, how_many_come

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.groups.model import Group
    from bot.i18n import Words
    from bot.meetings.glance.model import Glance
    from bot.meetings.model import Series
    from bot.membership.seats.service import TradesOf

MOST_SERIES = 3
PLACE, TRADES = 100, 800
"""Maximum lengths of a place and of the list of trades, in UTF-16 units: with all else the text fits into a message."""


def about_text(words: Words, found: TradesOf, name: str, glance: Glance) -> str:
    """Plain text, with an empty line between its parts."""
    parts = (
        [unmarked(single_line(name)), unmarked(found.group.about)],
        [*_meets(words, found.group, glance)],
        [how_it_goes(words, found.group, glance)],
        [_trades(words, [unmarked(single_line(each.seat)) for each in found.taken])],
        [words.t("Would you like to visit us? Ask whoever sent you this.")],
    )
    return "\n\n".join("\n".join(filter(None, part)) for part in parts if any(part)) + "\n"


def _meets(words: Words, group: Group, glance: Glance) -> Iterator[str]:
    if group.meets or glance.series:
        yield f"{words.t('When and where it meets')}:"
    yield from (_series(words, each) for each in glance.series[:MOST_SERIES])
    yield unmarked(group.meets)
    following = glance.following
    if following is not None:
        when = spoken_time(words, following.starts_at, group.zone)
        place = _place(following.place) if glance.is_elsewhere else ""
        yield words.t("Next meeting: {when}", when=", ".join(filter(None, (when, place))))
    yield how_many_come(words, glance)


def _series(words: Words, series: Series) -> str:
    said = words.t(
        "{days}, {time}, {minutes} minutes",
        days=words.t(EVERY[series.every], day=words.weekday(series.weekday)),
        time=series.clock.isoformat("minutes"),
        minutes=series.minutes,
    )
    online = words.t("in our server in Discord") if series.channel_id else ""
    return " · ".join(filter(None, (said, _place(series.place), online)))


def _place(place: str) -> str:
    return shortened(unmarked(single_line(place)), PLACE)


def _trades(words: Words, trades: Sequence[str]) -> str:
    """The trades in one line, as many as there is room for, and how many more there are."""
    if not trades:
        return ""
    shown: list[str] = []
    for trade in trades:
        if units(", ".join([*shown, trade])) > TRADES:
            break
        shown.append(trade)
    left = len(trades) - len(shown)
    more = [words.n("and {count} more", "and {count} more", left)] if left else []
    return f"{words.t('Trades here')} ({len(trades)}): {', '.join([*shown, *more])}"
