"""What was typed into the forms of a need, validated."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.asks.model import DAYS, DETAILS, LINK, MOST_TRADES, PLACE, TEXTS, TITLE, WHEN, Agreed, NeedKind
from bot.asks.store import NewNeed
from bot.core.dates import read_moment
from bot.core.errors import N_, Refused, Sentence
from bot.core.links import ADDRESS, read_links
from bot.core.text import read
from bot.membership.members.profile import SEAT
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.core.actor import Actor
    from bot.groups.model import Group


class Typed(Struct, frozen=True):
    """The input of a form, as it arrived. Fields that the kind does not have are ignored.

    `sure`: a client's name stays in the text; `replace`: the open *looking* ends; `hinted`: the text stays as wide as it is. Each is
    what they said when they were asked.
    """

    text: str
    title: str = ""
    link: str = ""
    place: str = ""
    details: str = ""
    when: str = ""
    until_days: int = DAYS[0]
    trades: tuple[str, ...] = ()
    other_trades: tuple[str, ...] = ()
    """In their own words, besides those that were chosen."""
    agreed: str = ""
    may_know: bool = False
    sure: bool = False
    replace: bool = False
    hinted: bool = False

    def read(self, actor: Actor, group: Group, kind: NeedKind, now: datetime) -> NewNeed:
        """The validated input. Raises Refused, naming the field."""
        text = read(TEXTS[kind], self.text)
        days = self.until_days if self.until_days in DAYS else DAYS[0]
        until = now + timedelta(days=days)
        trades = read_trades(kind, (*self.trades, *self.other_trades))
        if kind is NeedKind.TIP:
            title, link = read(TITLE, self.title), _read_link(self.link)
            return NewNeed(actor.user_id, kind, text, days, None, title=title, link=link, trades=trades)
        if kind is NeedKind.COVER:
            happens_at = read_moment(read(WHEN, self.when), now, group.zone, actor.language)
            place, details = read(PLACE, self.place), read(DETAILS, self.details)
            return NewNeed(actor.user_id, kind, text, days, happens_at, place=place, details=details, happens_at=happens_at)
        if kind is NeedKind.CLIENT_NEEDS:
            agreed = _read_agreed(self.agreed)
            return NewNeed(actor.user_id, kind, text, days, until, agreed=agreed, may_know=self.may_know, trades=trades)
        return NewNeed(actor.user_id, kind, text, days, until, trades=trades)


def read_trades(kind: NeedKind, typed: Iterable[str]) -> tuple[str, ...]:
    """The trades, each once: up to MOST_TRADES of a client needs, one that a question or tip may be about, else none. Raises Refused."""
    read_ones = [read(SEAT, each) for each in typed]
    trades = tuple({seat_key(each): each for each in reversed(read_ones)}.values())[::-1]
    if kind is NeedKind.CLIENT_NEEDS:
        if any(ADDRESS.search(each) for each in trades):
            raise Refused(N_("Write a trade in a word or two, such as “Electrician”, without a link."))
        if not 1 <= len(trades) <= MOST_TRADES:
            raise Refused(N_("Choose from one to {most} trades that are needed."), most=MOST_TRADES)
        return trades
    return trades[:1] if kind in {NeedKind.QUESTION, NeedKind.TIP} else ()


def _read_agreed(typed: str) -> Agreed:
    if typed not in set(Agreed):
        raise Refused(N_("Say whether the client agreed to be called, or whether it is for you, and send it again."))
    return Agreed(typed)


def _read_link(typed: str) -> str:
    link = read_links(LINK, typed) if typed.strip() else ""
    if " " in link:
        raise Refused(N_("“{field}” has room for one. Put others into the text."), field=Sentence(LINK.label))
    return link
