"""Records out of the longest and oddest that their fields take."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import cycle
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.asks import model as asks_model
from bot.asks.helping import SeenHelp
from bot.asks.home import PAGE, YOURS, Home, Line
from bot.asks.matching.both import PIECE
from bot.asks.matching.fits import Fitting
from bot.asks.matching.words import REASONS
from bot.asks.model import TEXTS, Agreed, Help, ListedNeed, Need, NeedKind, NeedState, Offer, OfferState
from bot.asks.offers import Answer as AskAnswer
from bot.asks.offers import Offered, SeenOffer
from bot.asks.seen import SeenNeed
from bot.core import text as texts
from bot.core.audit_log.model import LogEntry, Logged
from bot.core.calendar import Period, PeriodName, Weekday
from bot.core.dates import TwoWays
from bot.core.errors import Sentence
from bot.core.money import MOST, Money
from bot.core.text import Field, beginning, clean
from bot.groups import model as groups_model
from bot.groups.model import Group
from bot.introductions import model as introductions_model
from bot.introductions.model import Answer, Introduction
from bot.introductions.model import State as IntroductionState
from bot.introductions.service import Seen
from bot.meetings import model as meetings_model
from bot.meetings.glance.model import Glance, Usual
from bot.meetings.model import Every, Meeting, MeetingState, Series
from bot.membership.members import profile as profile_model
from bot.membership.members.model import Away, Member, Status, Texts
from bot.membership.members.profile import Profile, Sharing, Story
from bot.membership.roster.service import REASON_FIELD
from bot.membership.roster_import.columns import HEADINGS
from bot.membership.roster_import.model import Asked, Found, Plan
from bot.membership.roster_import.model import Entry as RollEntry
from bot.membership.roster_import.model import RowOutcome as RollOutcome
from bot.membership.roster_import.name_matching import MOST_CANDIDATES
from bot.membership.seats.service import MOST_OPEN, MOST_WANTED, Taken, TradesOf
from bot.membership.trades import catalogue
from bot.referrals import model as referrals_model
from bot.referrals.fit.model import Fit, Told
from bot.referrals.history.model import PastReferral
from bot.referrals.history.plan import Doubtful, RowOutcome
from bot.referrals.history.plan import Entry as PastEntry
from bot.referrals.history.plan import Plan as PastPlan
from bot.referrals.model import Client, Kind, Moved, Party, Referral, State, Verb, Warmth
from bot.referrals.origins import Hub, Part
from bot.referrals.said import SaidFor
from bot.referrals.testimonials.model import MOST as MOST_TESTIMONIALS
from bot.referrals.testimonials.model import Testimonial
from bot.referrals.thanks import model as thanks_model
from bot.referrals.thanks.model import Business, Thanks
from bot.referrals.thanks.service import Given
from bot.referrals.transitions import Opened, Other
from bot.weekly.activity.service import MOST_WAITING
from bot.weekly.boards.model import Board, BoardName, Place, Rank, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


NOON = datetime(2026, 9, 28, 12, tzinfo=UTC)
WEEK = Period(NOON - timedelta(days=7), NOON)
ID, COUNT = 2**63 - 1, 123_456_789
NONCE = "n" * 12
NAMES = (32, 100)
"""How long a name in Discord may be, and one from a spreadsheet."""
FAMILY = "👨‍👩‍👧‍👦"
FILLS = (
    "*", "_ ", "*\n", "a\n\n\n", "1. #", "@here", "<@1>", "🎉", FAMILY, "🇧🇷", "Z\u0336\u0322\u035d", "李", "x", "Word ",
    "https://a.example/b_c ", "[b](https://a.example) ", "||`~",
)  # fmt: skip
SEATS = tuple(sorted((trade.id for trade in catalogue()), key=len))[-30:]


@lru_cache(1024)
def filled(fill: str, length: int, multiline: bool) -> str:
    """A text of so many characters. Kept: the cards of one example ask for the same ones some thousand times."""
    return clean((fill * length)[:length], multiline=multiline) or "x"


class Longest:
    """Makes as many records as there can be, with texts as long as they can be, or one in `parts` of that, filled with `fills` in turn.

    `own` trades are none of the catalogue.
    """

    def __init__(self, fills: Sequence[str], name: int = NAMES[-1], parts: int = 1, *, own: bool = True) -> None:
        self._fills, self._name, self._parts, self._own = cycle(fills), name, parts, own

    def text(self, limit: int, *, multiline: bool = False) -> str:
        return filled(next(self._fills), max(limit // self._parts, 1), multiline)

    def field(self, field: Field) -> str:
        return self.text(field.limit, multiline=field.multiline)

    def name(self) -> str:
        return self.text(self._name)

    def seat(self, number: int = 0) -> str:
        return (
            beginning(self.text(profile_model.SEAT.limit), profile_model.SEAT.limit) if self._own else SEATS[number % len(SEATS)]
        )

    def typed(self, fields: Mapping[str, Field]) -> dict[str, str]:
        return {name: self.field(field) for name, field in fields.items()}

    def member(self, status: Status = Status.PAUSED, number: int = ID) -> Member:
        return Member(
            ID, number, self.name(), status, self.seat(),
            profile=Profile(**self.typed(profile_model.PROFILE)), story=Story(**self.typed(profile_model.STORY)), sharing=Sharing.PARTNERS,
            sponsor_id=ID, joined_at=NOON, away=Away(NOON, self.text(texts.LINE)),
        )  # fmt: skip

    def group(self) -> Group:
        return Group(
            ID, set_up_at=NOON, time_zone="America/Argentina/ComodRivadavia", currency="BRL", language=groups_model.PublicLanguage.BOTH,
            referrals_channel_id=ID, digest_channel_id=ID, moderators_channel_id=ID, member_role_id=ID, moderator_role_id=ID,
            digest_on=True, about=self.field(groups_model.ABOUT), meets=self.field(groups_model.MEETS),
        )  # fmt: skip

    def referral(self, state: State = State.CONTACTED, kind: Kind = Kind.DIRECT) -> Referral:
        client = Client(
            self.field(referrals_model.PROSPECT), self.field(referrals_model.CONTACT), self.field(referrals_model.NEED)
        )
        return Referral(
            ID,
            ID,
            COUNT,
            1,
            2,
            kind,
            Warmth.INTRODUCED,
            state,
            client,
            NOON,
            NOON,
            1,
            private_label=self.field(referrals_model.LABEL),
        )

    def opened(self, me: Party = Party.RECEIVER, state: State = State.CONTACTED, kind: Kind = Kind.DIRECT) -> Opened:
        moved = tuple(Moved(verb, 1, NOON, State.OPEN, state, self.field(referrals_model.WHY)) for verb in Verb)
        moves = (Verb.ACCEPT, Verb.CONTACTED, Verb.WON, Verb.NO_FIT, Verb.DECLINE, Verb.WITHDRAW, Verb.AGREED, Verb.EDIT)
        said = SaidFor(times=COUNT, brought=(Money(MOST, "BRL"),) * 3)
        return Opened(
            self.referral(state, kind),
            me,
            self.name(),
            self.name(),
            moves,
            moved,
            earlier=f"R-{COUNT}",
            earlier_client=self.name(),
            other=Other.GONE,
            said=said,
            hub=self.hub(),
            fit=frozenset({Fit.CLIENT}) if me is Party.GIVER else None,
        )

    def fit(self) -> Told:
        return Told(frozenset({Fit.CLIENT, Fit.EXPECTED, Fit.TIME}), self.name(), self.name(), f"R-{COUNT}")

    def hub(self) -> Hub:
        """More referrals of one client than a card names."""
        return Hub(
            ID,
            is_known=True,
            parts=tuple(Part(number, ID, State.VOIDED, self.name()) for number in range(9)),
            led_by=f"A-{COUNT}",
        )

    def stands(self) -> tuple[Part, ...]:
        return tuple(Part(number, ID, State.ACCEPTED) for number in range(99))

    def given(self, **facts: Any) -> Given:
        message = self.field(thanks_model.MESSAGE)
        said = Thanks(ID, ID, COUNT, 1, 2, ID, message, Money(MOST, "BRL"), Business.NEW, NOON, **facts)
        return Given(said, self.name(), self.name(), in_public=False, referral=self.referral(State.WON))

    def testimonials(self) -> tuple[Testimonial, ...]:
        """As many thanks as one profile shows."""
        said = [replace(self.given().thanks, id=ID - number) for number in range(MOST_TESTIMONIALS)]
        return tuple(Testimonial(each, self.name(), self.name()) for each in said)

    def series(self, every: Every = Every.FIRST) -> Series:
        place = self.field(meetings_model.PLACE)
        return Series(ID, ID, Weekday.WEDNESDAY, time(22, 30), every, NOON.date(), meetings_model.LONGEST, place, ID, True)

    def meeting(self, state: MeetingState = MeetingState.PLANNED) -> Meeting:
        place, reason = self.field(meetings_model.PLACE), self.field(meetings_model.REASON)
        posted = (ID, ID, NOON, NOON, NOON.replace(tzinfo=None))
        return Meeting(ID, ID, ID, ID, NOON.date(), NOON, meetings_model.LONGEST, place, ID, state, reason, *posted)

    def glance(self) -> Glance:
        return Glance(tuple(map(self.series, Every)), self.meeting(), Usual(COUNT, COUNT), has_talk=True)

    def introduction(self, reader_id: int, state: IntroductionState = IntroductionState.PROPOSED) -> Seen:
        """An introduction of 2 and 3 by 1, as one of them sees it."""
        texts = self.field(introductions_model.WHY), self.field(introductions_model.NOTE), self.field(introductions_model.NOTE)
        said = Answer.NOTHING, Answer.NOTHING
        found = Introduction(ID, ID, COUNT, 1, 2, 3, *texts, *said, state, False, NOON, NOON)
        names = {user_id: self.name() for user_id in (1, 2, 3)}
        return Seen(found, reader_id, names, self.member(), self.field(profile_model.CONTACT))

    def offered(self, number: int) -> SeenNeed:
        """A question of the reader, for which many offered."""
        offers = tuple(Offer(ID, ID, number, each, "", "", OfferState.OFFERED, NOON, NOON) for each in range(2, 12))
        seen = self.fitting(number).seen
        need = replace(seen.need, kind=NeedKind.QUESTION)
        return replace(seen, need=need, offers=offers, names={each: self.name() for each in range(2, 12)})

    def fitting(self, number: int) -> Fitting:
        """A need that fits its reader."""
        texts = self.field(TEXTS[NeedKind.LOOKING]), "", "", "", ""
        need = Need(number, ID, COUNT, 2, NeedKind.LOOKING, *texts, None, None, False, NeedState.OPEN, 28, NOON, NOON, None)
        return Fitting(SeenNeed(need, 1, names={2: self.name()}), ", ".join(self.text(PIECE) for _ in range(REASONS)), ID)

    def trades(self) -> TradesOf:
        taken = tuple(Taken(self.seat(number), tuple((ID, self.name()) for _ in range(9)), COUNT) for number in range(60))
        wanted, open_ = (tuple(map(self.seat, range(count))) for count in (MOST_WANTED, MOST_OPEN))
        return TradesOf(self.group(), taken, wanted, open_, COUNT)

    def board(self, name: BoardName = BoardName.GIVERS) -> Board:
        ranks = tuple(Rank(rank, Standing(rank, self.name(), COUNT, COUNT)) for rank in range(1, 40))
        own = Place(COUNT, Standing(ID, self.name(), COUNT, COUNT), COUNT)
        return Board(name, PeriodName.LAST_WEEK, WEEK, ranks, COUNT, COUNT, own, ZoneInfo("America/Sao_Paulo"))

    def need(self, kind: NeedKind, state: NeedState = NeedState.OPEN, number: int = 0) -> Need:
        return Need(
            ID - number, ID, COUNT, 1, kind, self.field(asks_model.TEXTS[kind]), self.field(asks_model.TITLE),
            self.field(asks_model.LINK), self.field(asks_model.PLACE), self.field(asks_model.DETAILS), NOON, Agreed.NOT_YET, True, state, 28,
            NOON, NOON, None if state is NeedState.OPEN else NOON,
        )  # fmt: skip

    def offer(self, user_id: int, state: OfferState = OfferState.OFFERED) -> Offer:
        return Offer(ID, ID, ID, user_id, self.seat(user_id % 9), self.field(asks_model.ANSWER), state, NOON, NOON)

    def seen_need(self, kind: NeedKind, reader: int = 1, state: NeedState = NeedState.OPEN, number: int = 0) -> SeenNeed:
        """A need of 1 with offers by 2 to 30; whoever else reads it was chosen with others."""
        offers = tuple(self.offer(ID - user_id) for user_id in range(2, 30))
        mine = self.offer(reader, OfferState.CHOSEN)
        names = {1: self.name(), reader: self.name()} | {each.user_id: self.name() for each in offers}
        return SeenNeed(
            self.need(kind, state, number), reader, tuple(self.seat(each) for each in range(asks_model.MOST_TRADES)), names, COUNT,
            None if reader <= 1 else mine, offers if reader == 1 else (), COUNT, (Help(ID, ID, ID, 1, NOON, counts=False),), COUNT, COUNT,
            offers[: asks_model.MOST_TRADES] if reader > 1 else (),
        )  # fmt: skip

    def offer_made(self, kind: NeedKind) -> Offered:
        return Offered(ID, f"A-{COUNT}", kind, self.name(), self.field(asks_model.ANSWER))

    def seen_offer(self, kind: NeedKind, state: OfferState = OfferState.OFFERED) -> SeenOffer:
        return SeenOffer(self.seen_need(kind), self.offer(ID, state), self.name())

    def seen_help(self, kind: NeedKind) -> SeenHelp:
        return SeenHelp(self.seen_need(kind, 2), self.field(asks_model.THANK_YOU))

    def home(self) -> Home:
        needs = [self.need(kind, number=number) for number, kind in enumerate([*NeedKind] * 20)]
        listed = [
            ListedNeed(need.id, need.number, need.author_id, need.kind, need.title, need.text, need.until) for need in needs
        ]
        yours = tuple(Line(need, self.name(), tuple(self.name() for _ in range(28))) for need in listed[:YOURS])
        others = tuple(Line(need, self.name()) for need in listed[YOURS:][:PAGE])
        return Home(yours, others, 1, 3 * PAGE, Texts(ID, *map(self.text, (60, 60, 60, 400, 400, 400))))

    def answers(self) -> tuple[AskAnswer, ...]:
        return tuple(AskAnswer(self.offer(number), self.name(), helped=True) for number in range(20))

    def logged(self, action: str = "group.stop_looking") -> Logged:
        facts = {"seat": self.seat(), "added": COUNT, "since": "2025-09-01", "until": "2026-09-01"}
        entry = LogEntry(
            ID, 2, action, f"past:{ID}" if action == "past.import" else f"R-{COUNT}", 3, {"seat": self.seat()}, facts
        )
        return Logged(NOON, replace(entry, reason=self.field(REASON_FIELD)))

    def waiting(self) -> tuple[tuple[Referral, str], ...]:
        return tuple((replace(self.referral(), id=number), self.name()) for number in range(MOST_WAITING))

    def roll_plan(self) -> Plan:
        why = Sentence("{text}", {"text": self.text(300)})
        outcomes = [outcome for outcome in RollOutcome for _ in range(4)]
        entries = [
            RollEntry(
                row, self.text(300), outcome, self.member(), self.member(Status.ACTIVE), tuple(HEADINGS)[3:],
                why if outcome is RollOutcome.REFUSE else None, (why, why), tuple(range(1, MOST_CANDIDATES + 1)),
            )
            for row, outcome in enumerate(outcomes, 1)
        ]  # fmt: skip
        people = {number: Found(number, self.name(), (self.name(),)) for number in range(1, MOST_CANDIDATES + 1)}
        asked = tuple(Asked(place, self.text(300), COUNT) for place in range(9))
        two_ways = TwoWays(self.text(40), date(2025, 9, 12), date(2025, 12, 9), None)
        unread = tuple(self.text(300) for _ in range(90))
        return Plan(tuple(entries), people, {number: self.member(number=number) for number in people}, asked, two_ways, unread)

    def past_plan(self) -> PastPlan:
        why = Sentence("{text}", {"text": self.text(300)})
        roll = {number: self.member(number=number) for number in range(1, 90)}
        entries = [
            PastEntry(
                row, self.text(300), self.text(300), outcome,
                PastReferral(row, 1, date(2025, 9, 1), Kind.LEAD) if outcome is RowOutcome.ADD else None, why if outcome is RowOutcome.REFUSE else None,
            )
            for row, outcome in enumerate([outcome for outcome in RowOutcome for _ in range(20)], 1)
        ]  # fmt: skip
        doubtful = tuple(Doubtful(place, self.text(300), COUNT, tuple(range(1, MOST_CANDIDATES + 1))) for place in range(9))
        two_ways = TwoWays(self.text(40), date(2025, 9, 12), date(2025, 12, 9), None)
        strangers = tuple((self.text(300), COUNT) for _ in range(90))
        return PastPlan(tuple(entries), doubtful, two_ways, strangers, COUNT, tuple(self.text(300) for _ in range(90)), roll)
