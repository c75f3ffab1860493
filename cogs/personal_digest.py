"""Renders a member's own weekly digest, a direct message to those who switched it on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.core.calendar import Period, named_days
from bot.i18n import words
from bot.weekly.personal_digest.service import PersonalDigest
from bot.worker.rendered import Rendered
from cogs._ui.cards import Card
from cogs._ui.pending_referrals import waiting_list
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from bot.weekly.personal_digest.model import OwnWeek
    from cogs._ui.bot_protocol import BotProtocol

NAMED = 8
"""Maximum number of names in a line; the others are counted."""


def own_week_card(words: Words, mine: OwnWeek) -> Card:
    start, end = named_days(mine.period, mine.zone)
    card = Card().title(f"📬 {words.t('Your week, {start} to {end}', start=words.day(start), end=words.day(end))}")
    if mine.waiting:
        waiting_list(card, words, mine.waiting, stays=True)
    lines = _tallies(words, mine)
    if lines:
        card.rule().rows("", lines)
    return card.small(words.t("Only you see this. /me has all your numbers, and /settings stops these messages."))


def _tallies(words: Words, mine: OwnWeek) -> list[str]:
    """A line for each kind of entry of which there was at least one."""
    (given, to), (received, givers), (thanked, friends), (said, helpers) = (
        (each.times, _names(words, each.names)) for each in (mine.given, mine.received, mine.thanked_by, mine.thanks_said)
    )
    lines = (
        (given, words.n("You gave {count} referral, to {to}.", "You gave {count} referrals, to {to}.", given, to=to), "🤝"),
        (
            received,
            words.n(
                "You received {count} referral, from {givers}.",
                "You received {count} referrals, from {givers}.",
                received,
                givers=givers,
            ),
            "📥",
        ),
        (
            thanked,
            words.n(
                "You were thanked {count} time, by {friends}.",
                "You were thanked {count} times, by {friends}.",
                thanked,
                friends=friends,
            ),
            "💚",
        ),
        (
            said,
            words.n("You thanked {count} time: {helpers}.", "You thanked {count} times: {helpers}.", said, helpers=helpers),
            "🌷",
        ),
    )
    return [f"{mark} {told}" for times, told, mark in lines if times]


def _names(words: Words, names: Sequence[str]) -> str:
    shown = [f"**{one_line(name)}**" for name in names[:NAMED]]
    more = len(names) - len(shown)
    return words.listed([*shown, words.n("{count} more", "{count} more", more)] if more else shown)


class Messages:
    def __init__(self, personal_digest: PersonalDigest) -> None:
        self._personal_digest = personal_digest

    async def own(self, message: Message) -> Rendered | None:
        start, _, end = message.detail.partition("/")
        if not end:
            return None  # a row of an earlier version, without a period: it was about all time, which this card does not show
        span = Period(datetime.fromisoformat(start), datetime.fromisoformat(end))
        mine = await self._personal_digest.of_member(message.group_id, message.record_id, span)
        return None if mine is None else Rendered(own_week_card(words(message.language), mine))


async def setup(bot: BotProtocol) -> None:
    bot.handlers["digest.own"] = Messages(bot.services.of(PersonalDigest)).own
