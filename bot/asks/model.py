"""The records of a need, of what is offered for it and of who helped, and their rules."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from bot.core.errors import N_, Day, Doubt, Refused
from bot.core.text import LINE, PARAGRAPH, THANKS, Field, compared

if TYPE_CHECKING:
    from datetime import datetime

DAYS = (7, 14, 28)
"""For how many days a need can be asked; the first is the default."""
MOST_OPEN, MOST_A_WEEK, WEEK = 3, 5, timedelta(days=7)
"""How many open needs a member may have, tips not counted, and how many they may post within WEEK, tips counted."""
MOST_TRADES = 6
DETAILS_KEPT = timedelta(days=7)
"""How long after it happened the details of a cover are kept."""
FEWEST_WORDS = 4
"""A *looking* of fewer words gets a hint."""

TITLE = Field(N_("Your tip in one line"), LINE)
LINK = Field(N_("Link"), LINE, required=False)
WHEN = Field(N_("When"), LINE)
PLACE = Field(N_("Where"), LINE)
DETAILS = Field(N_("Details"), PARAGRAPH, required=False, multiline=True)
"""What only whoever stands in reads."""
ANSWER = Field(N_("Your answer"), PARAGRAPH, required=False, multiline=True)
"""Everybody in the group reads it; empty where somebody only says that they can help."""
KNOWN = Field(N_("Whom you know"), PARAGRAPH, multiline=True)
"""Who has a trade that no member holds; the asker alone reads it."""
THANK_YOU = Field(N_("Your thank-you"), THANKS, required=False, multiline=True)


class NeedKind(StrEnum):
    LOOKING = "looking"
    QUESTION = "question"
    CLIENT_NEEDS = "client_needs"
    COVER = "cover"
    TIP = "tip"


TEXTS = {
    NeedKind.LOOKING: Field(N_("Whom would you like to meet?"), PARAGRAPH, multiline=True),
    NeedKind.QUESTION: Field(N_("Your question"), PARAGRAPH, multiline=True),
    NeedKind.CLIENT_NEEDS: Field(N_("What is needed?"), PARAGRAPH, multiline=True),
    NeedKind.COVER: Field(N_("What is there to do?"), PARAGRAPH, multiline=True),
    NeedKind.TIP: Field(N_("Your tip"), PARAGRAPH, multiline=True),
}
"""The field that everybody reads, by kind."""


class NeedState(StrEnum):
    OPEN = "open"
    MET = "met"
    CLOSED = "closed"
    LAPSED = "lapsed"
    VOIDED = "voided"


class OfferState(StrEnum):
    OFFERED = "offered"
    CHOSEN = "chosen"
    HELPED = "helped"
    LET_GO = "let_go"


class Agreed(StrEnum):
    """Whether the client of a *client needs* agreed to be contacted; OWN where the asker needs it for themselves."""

    YES = "yes"
    NOT_YET = "not_yet"
    OWN = "own"


class Replaces(Doubt):
    """A new *looking* ends the open one; the form is submitted again with `replace` where its author says yes."""


class Vague(Doubt):
    """A *looking* names nobody in particular; the form is submitted again with `hinted` where its author leaves it so."""


class Need(Struct, frozen=True):
    """What `author_id` asks or, in a tip, tells the group.

    `title` and `link` are of tips; `place`, `details` and `happens_at` of covers; `agreed` and `may_know` of client needs: those chosen may
    know of each other. `until` is None for a tip. `days` is how long it was asked for.
    """

    id: int
    group_id: int
    number: int
    author_id: int
    kind: NeedKind
    text: str
    title: str
    link: str
    place: str
    details: str
    happens_at: datetime | None
    agreed: Agreed | None
    may_know: bool
    state: NeedState
    days: int
    until: datetime | None
    posted_at: datetime
    ended_at: datetime | None
    version: int = 1

    @property
    def label(self) -> str:
        return f"A-{self.number}"

    def is_open(self, now: datetime) -> bool:
        """Whether it can be met; at `until` it is over, also before the daily run has ended it."""
        return self.state is NeedState.OPEN and (self.until is None or now < self.until)

    def over_at(self) -> datetime | None:
        """When it ended, or ends at the latest."""
        return self.ended_at or self.until


class ListedNeed(Struct, frozen=True):
    """What a line of a list says of a need."""

    id: int
    number: int
    author_id: int
    kind: NeedKind
    title: str
    text: str
    until: datetime | None

    @property
    def label(self) -> str:
        return f"A-{self.number}"


class Offer(Struct, frozen=True):
    """What `user_id` offers for a need; `trade` is that of the need which they mean, empty but for a client needs.

    `text` is the answer to a question, or whom they know for a trade that no member holds; it may be empty.
    """

    id: int
    group_id: int
    need_id: int
    user_id: int
    trade: str
    text: str
    state: OfferState
    offered_at: datetime
    changed_at: datetime

    @property
    def stands(self) -> bool:
        return self.state is not OfferState.LET_GO


class Help(Struct, frozen=True):
    """`helper_id` helped `reader_id`: the asker, or whoever read a tip. `counts` where it stands in the ledger."""

    group_id: int
    need_id: int
    helper_id: int
    reader_id: int
    helped_at: datetime
    counts: bool
    thanks_id: int | None = None

    @property
    def source(self) -> str:
        """The `source` of its entry in the ledger."""
        return f"A:{self.need_id}:{self.helper_id}:{self.reader_id}"


class Received(Struct, frozen=True):
    """Who got referrals out of one need: by person and trade, whether one of them stands, neither taken back nor declined.

    The trade is empty where it is not known; such a referral is taken for one of each of the person's trades that has none of its own.
    """

    stands: dict[tuple[int, str], bool] = field(default_factory=dict[tuple[int, str], bool])

    def has(self, offer: Offer) -> bool | None:
        """Whether who offers that trade has a referral for it that stands; None where they never got one."""
        return self.stands.get((offer.user_id, offer.trade), self.stands.get((offer.user_id, "")))


_ANYBODY = frozenset("anyone anybody everyone everybody whoever qualquer quaisquer".split())
_ALL_OF = ("all kinds", "every kind", "any kind", "all sorts", "todo mundo", "todos os tipos", "todo tipo", "quem quiser")


def hint(text: str) -> bool:
    """Whether a *looking* is too wide to make anybody think of somebody, in English or Portuguese."""
    said = compared(text)
    several = said.split()
    return len(several) < FEWEST_WORDS or not _ANYBODY.isdisjoint(several) or any(f" {each} " in f" {said} " for each in _ALL_OF)


def may_have_helped(need: Need, offer: Offer) -> bool:
    """Whether its author may say that whoever made the offer helped: who answered, or was chosen to stand in."""
    state = {NeedKind.QUESTION: OfferState.OFFERED, NeedKind.COVER: OfferState.CHOSEN}.get(need.kind)
    return offer.state is state and need.state is not NeedState.VOIDED


def may_be_taken_back(need: Need, offer: Offer) -> bool:
    """Whether whoever made the offer may still take it back: once chosen, while the need is open; what a referral took up is declined there."""
    by_referral = need.kind is NeedKind.CLIENT_NEEDS and not offer.text
    is_chosen = offer.state is OfferState.CHOSEN and need.state is NeedState.OPEN and not by_referral
    return is_chosen or offer.state is OfferState.OFFERED


def check_open(need: Need, now: datetime) -> None:
    """Raise Refused where the need is over."""
    if need.is_open(now):
        return
    over_at = need.over_at()
    assert over_at is not None, "one without an end is over once it was ended"
    raise Refused(N_("{need} is closed since {day}. Thank you all the same."), need=need.label, day=Day(over_at))


def check_other(need: Need, user_id: int) -> None:
    """Raise Refused for the need's own author."""
    if need.author_id == user_id:
        raise Refused(N_("{need} is yours. Others answer it, and you read here who does."), need=need.label)
