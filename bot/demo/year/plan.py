"""Makes the year's plan up: who passes whom a referral, thanks, introduces, asks, brings a guest, joins and leaves. Days are those of `history`."""

from __future__ import annotations

from itertools import count, product
from random import Random
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.demo.people import MEMBERS, MODERATOR, Text
from bot.demo.plan import (
    Ask,
    Introduction,
    Move,
    Plan,
    Press,
    Referral,
    Thanks,
    accepted,
    agreed,
    contacted,
    declined,
    no_fit,
    taken_back,
    won,
)
from bot.demo.year import texts
from bot.demo.year.people import EXTRAS, FOUNDERS, NEWCOMERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.demo.plan import Step

SEED = 60
YESTERDAY = 55
LEAVE = 10
"""How many of those who were there from the beginning leave."""
QUIET_BEFORE_LEAVING = 60
"""Days before somebody leaves in which nothing new begins with them, so that all is over by then."""
JOIN_FROM, JOIN_UNTIL = 30, 20
"""How many days after the beginning the first newcomer joins, and how many before the end the last one."""
LONGEST = 45
"""Days that a referral takes at most."""
A_WEEK = {"referrals": 8, "thanks": 1, "introductions": 1, "asks": 2}
AMOUNTS = (350, 480, 650, 900, 1200, 1800, 2400, 3200, 4500, 6800, 9500, 14000)
WRITTEN_FROM = -40
"""The day from which on the members of the eight weeks get no other introductions than those of `introductions`."""
KINDS_OF_ASKS = (70, 22, 8)
CLOSED = "heitor"
"""They accept no direct messages, in which introductions and answers are pressed."""


class Stay(Struct, frozen=True):
    """From when on, and until when, somebody is a member."""

    key: str
    joins: int
    leaves: int | None = None

    def takes_part(self, day: int) -> bool:
        return self.joins < day and (self.leaves is None or day < self.leaves - QUIET_BEFORE_LEAVING)


class Year(Struct, frozen=True):
    """The plan, and the members' stays; the members of the eight weeks are among them."""

    plan: Plan
    stays: tuple[Stay, ...]


def year(first: int, share: float = 1) -> Year:
    """The same plan each time, from the day `first` on, which is before the eight weeks; `share` of A_WEEK is done."""
    chance = Random(SEED)  # noqa: S311 - it makes up a story
    stays = tuple(_stays(chance, first))
    days = range(first + 2, YESTERDAY)
    making = _Making(chance, stays, share)
    referrals, asks = [*making.referrals(days)], [*making.asks(days)]
    plan = Plan(
        (*referrals, *making.found),
        tuple(making.thanks(days)),
        tuple(making.introductions(days)),
        tuple(asks),
    )
    return Year(plan, stays)


def _stays(chance: Random, first: int) -> Iterator[Stay]:
    for someone in MEMBERS:
        yield Stay(someone.key, first)
    leavers = chance.sample(FOUNDERS, LEAVE)
    for each in FOUNDERS:
        leaves = chance.randrange((2 * first + YESTERDAY) // 3, YESTERDAY - 10) if each in leavers else None
        yield Stay(each.someone.key, first, leaves)
    for number, each in enumerate(NEWCOMERS):
        begins = first + JOIN_FROM
        yield Stay(each.someone.key, begins + (YESTERDAY - JOIN_UNTIL - begins) * number // len(NEWCOMERS))


class _Making:
    """Makes parts of the plan up, from one source of chance."""

    def __init__(self, chance: Random, stays: Sequence[Stay], share: float) -> None:
        self._chance = chance
        self._stays = stays
        self._share = share
        self._eager = {stay.key: chance.paretovariate(1.6) for stay in stays}
        keys = [stay.key for stay in stays]
        self._near = {key: chance.sample(keys, 9) for key in keys}
        names = [f"{first} {last}" for first, last in product(texts.FIRST_NAMES, texts.LAST_NAMES)]
        self._clients = iter(chance.sample(names, len(names)))
        self._questions = iter(self._chance.sample(texts.QUESTIONS, len(texts.QUESTIONS)))
        """Each once: who asks what was answered before reads that answer instead."""
        self._phones = count(1)
        self._busy: dict[str, int] = {}
        """Until which day somebody is in an introduction; two at once would have the same buttons in their messages."""
        self.found: list[Referral] = []
        """Referrals that answer asks."""

    def referrals(self, days: range) -> Iterator[Referral]:
        for day in self._times(days, A_WEEK["referrals"]):
            here = self._here(day)
            giver = self._one(here)
            near = [key for key in self._near[giver] if key in here and key != giver]
            receiver = self._one(near) if near and self._happens(0.8) else self._another(here, giver)
            yield self._referral(day, giver, receiver)

    def thanks(self, days: range) -> Iterator[Thanks]:
        for day in self._times(days, A_WEEK["thanks"]):
            author = self._one(self._here(day))
            yield Thanks(day, author, self._another(self._here(day), author), self._chance.choice(texts.KINDNESSES))

    def introductions(self, days: range) -> Iterator[Introduction]:
        met: set[frozenset[str]] = set()
        written = {someone.key for someone in MEMBERS}  # in the eight weeks these have introductions of their own
        for day in self._times(days, A_WEEK["introductions"]):
            free = [
                key
                for key in self._here(day)
                if self._busy.get(key, day - 1) < day and key != CLOSED and not (day > WRITTEN_FROM and key in written)
            ]
            one, two, connector = self._chance.sample(free, 3)
            if frozenset((one, two)) in met:
                continue
            met.add(frozenset((one, two)))
            presses = tuple(press for press in self._presses(one, two) if day + press.after < YESTERDAY)
            self._busy |= dict.fromkeys((one, two), day + 25)
            why, note = self._chance.choice(texts.WHY), self._chance.choice(texts.NOTES)
            yield Introduction(day, connector, one, two, why, note, presses)

    def asks(self, days: range) -> Iterator[Ask]:
        asking: dict[str, int] = {}
        ideals = {each.key: each.ideal for each in (*MEMBERS, *(extra.someone for extra in EXTRAS))}
        for number, day in enumerate(self._times(days, A_WEEK["asks"])):
            free = [key for key in self._here(day) if asking.get(key, day - 20) <= day - 20 and key != CLOSED]
            author = self._chance.choice(free)
            asking[author] = day
            kind = self._chance.choices(("looking", "question", "tip"), KINDS_OF_ASKS)[0]
            question = next(self._questions, None) if kind == "question" else None
            if question is not None:
                yield self._question(f"y{number}", day, author, *question)
            elif kind != "tip":
                yield self._looking(f"y{number}", day, author, ideals[author])
            else:
                title, text = self._chance.choice(texts.TIPS)
                fields = {"title": title, "text": text, "link": Text("", "")}
                yield Ask(f"y{number}", day, author, "tip", fields, (Move(self._another(free, author), "useful", 1),))

    def _looking(self, key: str, day: int, author: str, ideal: Text) -> Ask:
        if day < YESTERDAY - 8 and self._happens(0.6):
            self.found.append(self._referral(day + 1, self._another(self._here(day), author), author, ask=key))
        return Ask(key, day, author, "looking", {"text": ideal}, (*self._ended(day, author),))

    def _question(self, key: str, day: int, author: str, text: Text, answer: Text) -> Ask:
        helpers = self._chance.sample([each for each in self._here(day) if each not in {author, CLOSED}], 2)
        answered = helpers[: self._chance.choice((0, 1, 1, 1, 2, 2))]
        moves = [Move(helper, "offer", nth, answer) for nth, helper in enumerate(answered)]
        if answered and self._happens(0.75):
            moves.append(Move(author, "helped", len(answered) + 1, about=answered[0]))
        moves = [move for move in moves if day + move.after < YESTERDAY]
        return Ask(key, day, author, "question", {"text": text}, (*moves, *self._ended(day, author)))

    def _ended(self, day: int, author: str) -> list[Move]:
        return [Move(author, "met", 5)] if day + 5 < YESTERDAY and self._happens(0.7) else []

    def _referral(self, day: int, giver: str, receiver: str, ask: str = "") -> Referral:
        kind = "direct" if ask else self._chance.choices(("direct", "lead", "own"), (78, 12, 10))[0]
        need = _NEEDS[receiver]
        client = "" if kind == "own" else next(self._clients)
        phone = next(self._phones)
        steps = tuple(step for step in self._steps(kind, giver) if day + step.after < YESTERDAY)
        warmth = 1 if kind in {"own", "lead"} else self._chance.randint(1, 4)
        contact = f"(11) 9{6000 + phone // 10000:04}-{phone % 10000:04}"
        return Referral(day, giver, receiver, client, contact, need, kind, warmth, steps, ask)

    def _steps(self, kind: str, giver: str) -> list[Step]:
        ends = self._chance.choices(("taken back", "declined", "no fit", "won"), (4, 7, 24, 65))[0]
        if ends == "taken back":
            return [taken_back(1)]
        before = [agreed(1)] if kind == "lead" else []
        if ends == "declined":
            return [*before, declined(2, self._chance.choice(texts.DECLINED))]
        before += [accepted(2)] if self._happens(0.7) else [accepted(2), contacted(3)]
        after = self._chance.randint(4, LONGEST)
        if ends == "no fit":
            return [*before, no_fit(after, self._chance.choice(texts.NO_FIT))]
        words = self._chance.choice(texts.THANKS)
        name = _NAMES[giver].split()[0]
        said = Text(*(each.format(name=name) for each in words))
        amount = self._chance.choice(AMOUNTS) if self._happens(0.75) else None
        return [*before, won(after, said, amount)]

    def _presses(self, one: str, two: str) -> list[Press]:
        yes = Press(one, "yes", 1)
        if self._happens(0.1):
            return [yes, Press(two, "no", 2)]
        if self._happens(0.1):
            return [yes]
        talked = [Press(one, "talked", 11), Press(two, "talked", 12)] if self._happens(0.5) else []
        return [yes, Press(two, "yes", 3), *talked]

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share

    def _times(self, days: range, a_week: int) -> list[int]:
        """The days, by chance, on which something is done that is done so often a week."""
        return sorted(self._chance.choices(days, k=round(len(days) / 7 * a_week * self._share)))

    def _here(self, day: int) -> list[str]:
        return [stay.key for stay in self._stays if stay.takes_part(day)]

    def _one(self, keys: Sequence[str]) -> str:
        return self._chance.choices(keys, [self._eager[key] for key in keys])[0]

    def _another(self, keys: Sequence[str], than: str) -> str:
        return self._chance.choice([key for key in keys if key != than])


_NAMES = {each.key: each.name for each in (*MEMBERS, *(extra.someone for extra in EXTRAS))}
_NEEDS = {each.key: each.ideal for each in MEMBERS} | {extra.someone.key: extra.need for extra in EXTRAS}
assert MODERATOR in _NAMES
