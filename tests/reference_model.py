"""A reference model of a group in plain Python, written from the specification, not from the code.

Actions raise Refusal where the group refuses. The model has no store; `tests/test_random_scenarios.py` compares it with the bot.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MODERATOR = 1
ZONE = ZoneInfo("America/Sao_Paulo")
CAP = 3
MOST_EDITS = 5
WAITING = {"open", "accepted", "contacted"}
TAKEN_BACK = {"declined", "withdrawn", "voided"}
STEPS = {
    "accept": ("receiver", {"open"}, "accepted"),
    "contacted": ("receiver", {"open", "accepted"}, "contacted"),
    "no_fit": ("receiver", {"accepted", "contacted"}, "no_fit"),
    "decline": ("receiver", {"open", "accepted"}, "declined"),
    "same": ("receiver", WAITING, "declined"),
    "reopen": ("receiver", {"no_fit", "declined", "lapsed"}, "accepted"),
    "withdraw": ("giver", {"open"}, "withdrawn"),
    "undo": ("giver", {"open"}, "withdrawn"),
}


class Refusal(Exception):
    """The group refuses the action."""


def check(allowed: object) -> None:
    if not allowed:
        raise Refusal


@dataclass
class Passed:
    """A referral; `client` is the contact, empty after erasure."""

    giver: int
    receiver: int
    kind: str
    client: str
    given_at: datetime
    moved_at: datetime
    state: str = "open"
    before_won: str = ""
    counted_at: datetime | None = None
    same_as: int | None = None
    edits: int = 0

    @property
    def counts(self) -> bool:
        return self.kind != "lead" and self.state not in TAKEN_BACK


@dataclass
class Said:
    """Thanks."""

    author: int
    thanked: int
    about: int | None
    at: datetime
    for_act: bool = False
    undone: bool = False
    answered: bool = False


@dataclass
class ReferenceModel:
    """A group's state and rules. Each action takes its actor first, and returns the number of what it creates."""

    now: datetime
    status: dict[int, str]
    passed: dict[int, Passed] = field(default_factory=dict[int, Passed])
    said: dict[int, Said] = field(default_factory=dict[int, Said])
    back_to: dict[int, str] = field(default_factory=dict[int, str])
    done: dict[tuple[int, str], int] = field(default_factory=dict[tuple[int, str], int])
    strangers: int = 0
    logged: int = 0

    # actions of members

    def give(self, who: int, receiver: int, kind: str, client: str, sure: bool, nonce: str) -> int:
        if (who, nonce) in self.done:
            return self.done[who, nonce]
        check(self.status.get(who) == "active" and who != receiver and self.status.get(receiver) == "active")
        sent = [(number, each) for number, each in self.passed.items() if (each.receiver, each.client) == (receiver, client)]
        lately = (each for _, each in sent if each.giver == who and self.now - each.given_at <= timedelta(days=90))
        check(sure or not any(each.state not in {"withdrawn", "voided"} for each in lately))
        new = Passed(who, receiver, kind, client, self.now, self.now, same_as=self._first_of_another(who, sent))
        self.passed[len(self.passed) + 1] = new
        self._move(new, "open")
        self.done[who, nonce] = len(self.passed)
        return len(self.passed)

    def step(self, who: int, number: int, verb: str) -> None:
        it = self._of(who, number)
        party, before, after = STEPS[verb]
        check(who == getattr(it, party))
        if party == "receiver":
            self._check_belongs(who)
        if it.state == after:
            return
        check(it.state in before)
        if verb == "undo":
            check(self.now - it.given_at <= timedelta(minutes=10))
        if verb == "reopen":
            check(it.client and self.now - it.moved_at <= timedelta(days=30))
        if verb == "same":
            check(it.same_as and self.passed[it.same_as].counts)
        self._move(it, after)

    def agreed(self, who: int, number: int) -> None:
        it = self._of(who, number)
        self._check_belongs(who)
        check(who == it.giver and it.state in {*WAITING, "won"} and it.kind != "own")
        if it.kind == "lead":
            it.kind = "direct"
            self._move(it, it.state)

    def edit(self, who: int, number: int, client: str, nonce: str) -> None:
        it = self._of(who, number)
        self._check_belongs(who)
        if (who, nonce) in self.done:
            return
        check(who == it.giver and it.state == "open" and it.edits < MOST_EDITS)
        self._check_belongs(it.receiver)
        it.edits += 1
        earlier = [
            (n, each) for n, each in self.passed.items() if n < number and (each.receiver, each.client) == (it.receiver, client)
        ]
        it.client, it.same_as = client, self._first_of_another(who, earlier)
        self._move(it, it.state)
        self.done[who, nonce] = number

    def thank(self, who: int, number: int | None, thanked: int, nonce: str) -> int:
        check(self.status.get(who) == "active")
        if (who, nonce) in self.done:
            return self.done[who, nonce]
        self._check_thankable(who, thanked)
        if number is not None:
            it = self._of(who, number)
            check((it.receiver, it.giver) == (who, thanked) and it.state in {*WAITING, "won"})
            if it.state in WAITING:
                it.before_won = it.state
                self._move(it, "won")
        self.done[who, nonce] = self._say(Said(who, thanked, number, self.now))
        return len(self.said)

    def act(self, who: int, number: int) -> int:
        check(self.status.get(who) == "active")
        it = self._of(who, number)
        check(it.receiver == who and it.state not in TAKEN_BACK)
        for n, each in self.said.items():
            if each.about == number and each.for_act and not each.undone:
                return n
        self._check_thankable(who, it.giver)
        return self._say(Said(who, it.giver, number, self.now, for_act=True))

    def unthank(self, who: int, number: int) -> None:
        it = self.said.get(number)
        check(it and it.author == who)
        assert it is not None
        if not it.undone:
            check(self.now - it.at <= timedelta(minutes=10))
            self._take_back(it)

    def answer(self, who: int, number: int) -> None:
        it = self.said.get(number)
        check(it and it.thanked == who)
        assert it is not None
        if not it.undone and not it.answered:
            it.answered = True
            self.logged += 1

    def forget(self, who: int, number: int) -> None:
        it = self._of(who, number)
        check(who == it.giver or it.state not in {"withdrawn", "voided"})
        client = it.client
        if client:
            self._wipe(each for each in self.passed.values() if each.client == client and who in {each.giver, each.receiver})
            self.logged += 1

    def delete(self, who: int) -> None:
        if who not in self.status:
            return
        for each in self.passed.values():
            if each.receiver == who and each.state in WAITING:
                self._move(each, "declined")
        self.strangers -= 1
        for record in (*self.passed.values(), *self.said.values()):
            for name, value in vars(record).items():
                if name in {"giver", "receiver", "author", "thanked"} and value == who:
                    setattr(record, name, self.strangers)
        del self.status[who]
        self.back_to.pop(who, None)
        self.status[self.strangers] = "former"
        self.done = {key: result for key, result in self.done.items() if key[0] != who}
        self.logged += 1

    # actions of moderators

    def void(self, who: int, number: int) -> None:
        check(who == MODERATOR and number in self.passed)
        it = self.passed[number]
        check(it.state != "withdrawn")
        if it.state != "voided":
            self._move(it, "voided")

    def void_thanks(self, who: int, number: int) -> None:
        check(who == MODERATOR and number in self.said)
        if not self.said[number].undone:
            self._take_back(self.said[number])

    def forget_contact(self, who: int, client: str) -> None:
        check(who == MODERATOR)
        self._wipe(each for each in self.passed.values() if each.client == client)
        self.logged += 1

    def membership(self, who: int, verb: str, person: int) -> None:
        check(who == MODERATOR and not (verb == "remove" and person == who))
        before, after = {
            "remove": ({"active", "paused", "left"}, "former"),
            "add": ({None, "left", "former"}, "active"),
            "pause": ({"active"}, "paused"),
            "resume": ({"paused"}, "active"),
        }[verb]
        check(self.status.get(person) in before)
        self.status[person] = after
        self.back_to.pop(person, None)
        self.logged += 1

    # events and jobs

    def leaves(self, who: int) -> None:
        if self.status.get(who) in {"active", "paused"}:
            self.back_to[who], self.status[who] = self.status[who], "left"
            self.logged += 1

    def returns(self, who: int) -> None:
        if self.status.get(who) == "left":
            self.status[who] = self.back_to.pop(who)
            self.logged += 1

    def morning(self) -> None:
        quiet = [
            each for each in self.passed.values() if each.state in WAITING and self.now - each.moved_at >= timedelta(days=120)
        ]
        for each in quiet:
            self._move(each, "lapsed")
            self.logged -= 1  # the audit log does not show a lapse: a missing one would tell that a client was erased
        ended = (each for each in self.passed.values() if each.state not in WAITING)
        self._wipe(each for each in ended if self.now - each.moved_at >= timedelta(days=90))

    # queries

    def counted(self) -> Counter[tuple[str, int, int, datetime]]:
        """The expected sum of the ledger's entries by (kind, member, counterpart, time)."""
        found: Counter[tuple[str, int, int, datetime]] = Counter()
        for each in self.passed.values():
            if each.counts:
                assert each.counted_at is not None
                found["referral", each.giver, each.receiver, each.counted_at] += 1
        for each in self.said.values():
            if not each.undone:
                found["thanks", each.thanked, each.author, each.at] += 1
        return found

    def board(self, kind: str, since: datetime | None = None) -> dict[int, tuple[int, int]]:
        """The leaderboard: of each active member the distinct members helped, and the times, at most CAP a week for one pair."""
        weekly: Counter[tuple[int, int, object]] = Counter()
        for (what, member, other, at), times in self.counted().items():
            if what == kind and self.status.get(member) == "active" and (since is None or at >= since):
                weekly[member, other, monday(at)] += times
        return {
            member: (
                len({other for helper, other, _ in weekly if helper == member}),
                sum(min(n, CAP) for (helper, _, _), n in weekly.items() if helper == member),
            )
            for member in {helper for helper, _, _ in weekly}
        }

    def _check_belongs(self, who: int) -> None:
        check(self.status.get(who) in {"active", "paused"})

    def _of(self, who: int, number: int) -> Passed:
        check(number in self.passed and who in {self.passed[number].giver, self.passed[number].receiver})
        return self.passed[number]

    def _first_of_another(self, who: int, sent: list[tuple[int, Passed]]) -> int | None:
        first = next(((number, each) for number, each in sent if each.counts), None)
        return first[0] if first and first[1].giver != who else None

    def _move(self, it: Passed, state: str) -> None:
        it.state, it.moved_at = state, self.now
        if it.counts and it.counted_at is None:
            it.counted_at = self.now
        self.logged += 1

    def _check_thankable(self, who: int, thanked: int) -> None:
        check(who != thanked and self.status.get(thanked) in {"active", "paused", "left", "former"})

    def _say(self, new: Said) -> int:
        self.said[len(self.said) + 1] = new
        self.logged += 1
        return len(self.said)

    def _take_back(self, it: Said) -> None:
        it.undone = True
        self.logged += 1
        about = self.passed[it.about] if it.about else None
        stands = any(each.about == it.about and not each.for_act and not each.undone for each in self.said.values())
        if about is not None and about.state == "won" and not stands:
            self._move(about, about.before_won if about.client else "no_fit")

    def _wipe(self, those: object) -> None:
        for each in list(those):  # pyright: ignore[reportArgumentType]
            if each.client and each.state in WAITING:
                self._move(each, "no_fit")
                self.logged -= 1  # the audit log does not show that a client asked to be forgotten
            each.client = ""


def monday(at: datetime) -> object:
    """The Monday of an instant's week in the group's zone."""
    local = at.astimezone(ZONE).date()
    return local - timedelta(days=local.weekday())
