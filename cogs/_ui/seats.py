"""Names and lists of trades in the reader's language. A held trade is shown as its holder wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.membership.members.model import ASSOCIATE
from bot.membership.trades import known
from cogs._ui.room import Listing
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.membership.members.model import Member

LISTED, BETWEEN = 400, " · "
"""Maximum length of a list of trades in UTF-16 units, and the separator."""


def seat_name(words: Words, seat: str) -> str:
    """The catalogue's name of an open trade in the reader's language; one that is not in the catalogue as it was written."""
    return one_line(plain_seat_name(words, seat))


def plain_seat_name(words: Words, seat: str) -> str:
    """The same, for places that do not render Markdown."""
    trade = known(seat)
    return trade.name(words.tag) if trade else seat


def held_trade(words: Words, seat: str) -> str:
    """A member's trade, or that they are an associate."""
    return one_line(plain_held_trade(words, seat))


def plain_held_trade(words: Words, seat: str) -> str:
    """The same, for places that do not render Markdown."""
    return seat or words.t(ASSOCIATE)


def trade_of(words: Words, member: Member) -> str:
    """The same, of anybody on the roll: empty for a former member without a trade."""
    return plain_held_trade(words, member.seat) if member.seat or member.is_associate else ""


def looks_for(words: Words, *, is_associate: bool) -> str:
    """The heading of `Profile.ideal_referral`."""
    return words.t("Whom they would like to meet") if is_associate else words.t("Who to send them")


def trades(words: Words, heading: str, seats: Sequence[str], unlisted: int = 0) -> Listing:
    """Open trades, as many as there is room for, and how many were left out, `unlisted` others among them."""
    names = [seat_name(words, seat) for seat in seats]
    return inline(words, heading, names, LISTED, unlisted)


def some_trades(words: Words, heading: str, seats: Sequence[str]) -> Listing:
    """Some of the open trades, and that there are more of them."""
    names = [seat_name(words, seat) for seat in seats]
    return Listing(heading, names, lambda _: words.t("and more"), unlisted=1, gap=" ", between=BETWEEN, most=LISTED)


def inline(words: Words, heading: str, names: Sequence[str], most: int, unlisted: int = 0) -> Listing:
    """Names in one line of at most `most` UTF-16 units, and how many more there are."""

    def more(count: int) -> str:
        return words.n("and {count} more", "and {count} more", count)

    return Listing(heading, names, more, unlisted=unlisted, gap=" ", between=BETWEEN, most=most)
