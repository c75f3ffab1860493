"""Computes the plan of an import of past referrals from the upload and the group's referrals. Pure functions."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.dates import day_order, day_read, month_in, readings
from bot.core.errors import N_, Refused, Sentence
from bot.core.spreadsheet.grid import holds_formula
from bot.core.text import plain, sort_key
from bot.membership.import_sessions.model import NOBODY
from bot.referrals.history.model import HEADINGS, Column, PastReferral, read_kind
from bot.referrals.model import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bot.core.dates import DayOrder, TwoWays
    from bot.membership.import_sessions.model import Meant
    from bot.membership.members.model import Member
    from bot.referrals.history.model import Slip

EARLIEST = date(1970, 1, 1)
"""Earlier days are refused as typing errors."""
_SHOWN = 40
"""Maximum length of a cell in a sentence, in characters."""


class RowOutcome(StrEnum):
    """What the import does with a row: KNOWN was imported before, LIVE was given in Goodword."""

    ADD = "add"
    KNOWN = "known"
    LIVE = "live"
    ASK = "ask"
    REFUSE = "refuse"


class Upload(Struct, frozen=True):
    """A parsed file: its rows, the distinct names in it as first written, {index of a name: whom it means}, and the order of days."""

    slips: tuple[Slip, ...]
    names: tuple[str, ...]
    meant: Mapping[int, Meant]
    order: DayOrder | None = None
    unread: tuple[str, ...] = ()
    """The headings of columns that hold text and are not read."""


class Known(Struct, frozen=True):
    """What the group has already: past referrals, and {(giver, receiver, local day): number of referrals in Goodword}."""

    past: Collection[PastReferral]
    live: Mapping[tuple[int, int, date], int]


class Entry(Struct, frozen=True):
    """The outcome of one row. Names are those of the roll where it is known who is meant, else those in the file."""

    row: int
    giver: str
    receiver: str
    outcome: RowOutcome
    referral: PastReferral | None = None
    why: Sentence | None = None


class Doubtful(Struct, frozen=True):
    """A name that may mean several people: its index among the names, and the number of its rows."""

    place: int
    name: str
    rows: int
    candidates: tuple[int, ...]


class Plan(Struct, frozen=True, dict=True):
    """What would be written; `entries` are in the order of the rows."""

    entries: tuple[Entry, ...]
    doubtful: tuple[Doubtful, ...]
    two_ways: TwoWays | None
    strangers: tuple[tuple[str, int], ...]
    """Names that are not on the roll, with the number of rows refused for it, most first."""
    kindless: int
    unread: tuple[str, ...]
    roll: Mapping[int, Member]

    @cached_property
    def added(self) -> tuple[PastReferral, ...]:
        """The referrals that would be stored, in the order of the rows."""
        return tuple(each.referral for each in self.entries if each.outcome is RowOutcome.ADD and each.referral is not None)

    @property
    def leads(self) -> int:
        """How many of them are leads, which do not count."""
        return sum(each.kind is Kind.LEAD for each in self.added)

    @property
    def givers(self) -> list[tuple[str, int]]:
        """Givers with their number of referrals, most first, then by name."""
        counts = Counter(each.giver_id for each in self.added)
        named = [(self.roll[user_id].name, count) for user_id, count in counts.items()]
        return sorted(named, key=lambda each: (-each[1], sort_key(each[0])))

    def count(self, *outcomes: RowOutcome) -> int:
        """The number of rows with one of these outcomes."""
        return sum(each.outcome in outcomes for each in self.entries)

    @property
    def fingerprint(self) -> str:
        """A hash that is equal for two plans whose previews look the same."""
        told = [(each.row, each.outcome.value, each.referral, each.why) for each in self.entries]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def names_in(slips: Iterable[Slip]) -> tuple[str, ...]:
    """Each name once, as it is first written."""
    found: dict[str, str] = {}
    for slip in slips:
        for name in (slip.giver, slip.receiver):
            if name:
                found.setdefault(plain(name), name)
    return tuple(found.values())


def plan(upload: Upload, roll: Sequence[Member], known: Known, today: date, language: str) -> Plan:
    """The plan of an upload."""
    return _Planner(upload, roll, known, today, language).planned()


def span(upload: Upload, today: date) -> tuple[date, date]:
    """The first and the last day between EARLIEST and `today` in any reading of the file's days; `today` twice where there is none."""
    days = {day for text in {slip.date for slip in upload.slips} for day in (*readings(text), month_in(text)) if day}
    taken = [day for day in days if EARLIEST <= day <= today]
    return min(taken, default=today), max(taken, default=today)


class _Planner:
    """Decides row by row, and counts names that are unsure or unknown, and repeated referrals."""

    def __init__(self, upload: Upload, roll: Sequence[Member], known: Known, today: date, language: str) -> None:
        self._upload = upload
        self._roll = {member.user_id: member for member in roll}
        self._known = known
        self._today = today
        self._places = {plain(name): place for place, name in enumerate(upload.names)}
        self._order, self._two_ways = day_order((slip.date for slip in upload.slips), language, upload.order)
        self._seen: Counter[tuple[int, int, date, Kind]] = Counter()
        self._met: Counter[tuple[int, int, date]] = Counter()
        self._unsure: Counter[int] = Counter()
        self._strangers: Counter[str] = Counter()

    def planned(self) -> Plan:
        entries = tuple(map(self._entry, self._upload.slips))
        doubtful = tuple(
            Doubtful(place, self._upload.names[place], rows, self._upload.meant[place].candidates)
            for place, rows in self._unsure.items()
        )
        kindless = sum(
            entry.outcome is RowOutcome.ADD and not slip.kind for entry, slip in zip(entries, self._upload.slips, strict=True)
        )
        return Plan(
            entries, doubtful, self._two_ways, tuple(self._strangers.most_common()), kindless, self._upload.unread, self._roll
        )

    def _entry(self, slip: Slip) -> Entry:
        """The entry of a row. Does not raise Refused: an entry with the outcome REFUSE has the sentence."""
        names = self._called(slip.giver), self._called(slip.receiver)
        try:
            referral = self._decide(slip)
        except Refused as refused:
            return Entry(slip.number, *names, RowOutcome.REFUSE, why=refused.sentence)
        if referral is None:
            return Entry(slip.number, *names, RowOutcome.ASK)
        return Entry(slip.number, *names, self._outcome(referral), referral)

    def _decide(self, slip: Slip) -> PastReferral | None:
        """The referral of a row; None where a moderator must be asked first. Raises Refused."""
        if slip.formula is not None:
            raise holds_formula(HEADINGS[slip.formula])
        for column, text in ((Column.GIVER, slip.giver), (Column.RECEIVER, slip.receiver), (Column.DATE, slip.date)):
            if not text:
                raise Refused(N_("“{column}” is empty; fill it in and upload the file again."), column=Sentence(HEADINGS[column]))
        day = self._day(slip.date)
        kind = read_kind(slip.kind)
        if kind is None:
            raise Refused(
                N_("“{text}” is no kind that I know: write direct, own or lead, or leave it empty."), text=slip.kind[:_SHOWN]
            )
        giver, receiver = self._who(slip.giver), self._who(slip.receiver)
        if giver is None or receiver is None or day is None:
            return None
        if giver == receiver:
            raise Refused(N_("Giver and receiver are one person, and nobody refers to themselves: correct one of the two."))
        return self._numbered(giver, receiver, day, kind)

    def _day(self, text: str) -> date | None:
        """The day, the first of a month without a day, or None where the order of day and month must be asked. Raises Refused."""
        by_day, by_month = readings(text)
        if by_day and by_month and by_day != by_month and self._order is None:
            return None
        day = day_read(text, self._order)
        if day is None:
            raise Refused(N_("“{text}” is no day that I can read; write it like 2024-03-01"), text=text[:_SHOWN])
        if day >= self._today:
            raise Refused(N_("“{text}” is today or still to come; only days that are over are taken."), text=text[:_SHOWN])
        if day < EARLIEST:
            raise Refused(N_("“{text}” is too long ago; look at its year."), text=text[:_SHOWN])
        return day

    def _who(self, name: str) -> int | None:
        """The id of the member whom the name means; None where a moderator must be asked. Raises Refused."""
        place = self._places[plain(name)]
        meant = self._upload.meant[place]
        if meant.left_out:
            raise Refused(N_("You left “{name}” out."), name=name[:_SHOWN])
        if meant.user_id is None:
            self._unsure[place] += 1
            return None
        if meant.user_id == NOBODY or meant.user_id not in self._roll:
            self._strangers[self._upload.names[place]] += 1
            raise Refused(N_("“{name}” is not on the roll."), name=name[:_SHOWN])
        return meant.user_id

    def _numbered(self, giver: int, receiver: int, day: date, kind: Kind) -> PastReferral:
        """The referral with the next ordinal among those of the file that are equal in all else."""
        self._seen[giver, receiver, day, kind] += 1
        return PastReferral(giver, receiver, day, kind, self._seen[giver, receiver, day, kind])

    def _outcome(self, referral: PastReferral) -> RowOutcome:
        """Whether a referral is new, was imported before, or was given in Goodword.

        As many rows of a pair and day are LIVE as Goodword has referrals of them; further ones are new.
        """
        if referral in self._known.past:
            return RowOutcome.KNOWN
        met = (referral.giver_id, referral.receiver_id, referral.day)
        self._met[met] += 1
        return RowOutcome.LIVE if self._met[met] <= self._known.live.get(met, 0) else RowOutcome.ADD

    def _called(self, name: str) -> str:
        """The name on the roll of the member whom a name means; the name itself while nobody is meant."""
        meant = self._upload.meant.get(self._places.get(plain(name), -1))
        member = self._roll.get(meant.user_id or NOBODY) if meant else None
        return member.name if member else name
