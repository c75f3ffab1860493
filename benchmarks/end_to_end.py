"""Goodword end to end: `python -m bot run` against a stand-in for Discord, beside bare bots with the same statements and answers.

Run it with `make bench`, or `python benchmarks/end_to_end.py --help`. `README.md` explains the columns.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import actions, gathering, goals, needs
from benchmarks.driver import Action, Load, Subject, flood, paced
from benchmarks.figures import Report, Spread, parser, percentile
from benchmarks.place import FLOORS, MEMBERS, Place, opened
from benchmarks.recording import record
from benchmarks.replay import WRITES
from bot.asks.model import NeedKind
from tests.outside.store import waiting

if TYPE_CHECKING:
    import argparse

WARM_UP = 60
RATE = 50
GIVEN = "is on its way to"
REFERRING = frozenset(("refer", "accept"))
EVERYTHING = frozenset(("ping", *actions.READS, *WRITES))


@dataclass(frozen=True)
class Rounds:
    """The number of rounds, and of interactions in each: many in flight, one in flight, and RATE a second."""

    count: int
    many: int
    alone: int
    paced: int

    @classmethod
    def of(cls, options: argparse.Namespace) -> Rounds:
        each = options.count // options.rounds
        return cls(options.rounds, each, max(each // 5, 1), int(options.seconds * RATE / options.rounds))

    def at_most(self, most: int) -> Rounds:
        """The same rounds with so few interactions that `most` suffice for each part of one."""
        return replace(self, many=min(self.many, most), alone=min(self.alone, most), paced=min(self.paced, most))

    @property
    def interactions(self) -> int:
        return self.count * (self.many + self.alone + self.paced)


@dataclass
class Measured:
    """What one bot's rounds of one command found."""

    many: list[Load] = field(default_factory=list)
    alone: list[Load] = field(default_factory=list)
    times: list[list[float]] = field(default_factory=list)
    """The milliseconds to each acknowledgement, sorted, of each round."""

    def quantile(self, share: float) -> list[float]:
        return [percentile(each, share) for each in self.times]

    @property
    def cpu(self) -> list[float]:
        return [load.cpu_ms for load in self.many]


async def compare(rounds: Rounds, pairs: list[tuple[Subject, Action]]) -> dict[str, Measured]:
    """Measure an action on each bot in turns, so that other load affects all of them, and print a row for each bot."""
    found = {subject.name: Measured() for subject, _ in pairs}
    for turn in range(rounds.count):
        for subject, action in pairs[turn % len(pairs) :] + pairs[: turn % len(pairs)]:
            each = found[subject.name]
            actions.allow(subject.store)
            each.many.append(await flood(subject, action, rounds.many, goals.IN_FLIGHT))
            actions.allow(subject.store)
            each.alone.append(await flood(subject, action, rounds.alone, 1))
            actions.allow(subject.store)
            each.times.append(await paced(subject, action, rounds.paced, RATE))
    return found


def row(name: str, subject: Subject, found: Measured) -> list[str]:
    rates = (Spread.of([load.rate for load in loads]).median for loads in (found.alone, found.many))
    cpu = (Spread.of([load.cpu_ms for load in loads]) for loads in (found.alone, found.many))
    shares = (Spread.of(found.quantile(share)).median for share in (0.5, 0.95))
    return [
        name,
        subject.name,
        *(f"{each:.0f}" for each in rates),
        *(f"{each:.2f}" for each in cpu),
        *(f"{each:.1f}" for each in shares),
        f"{Spread.of(found.quantile(0.99)):.1f}",
        f"{subject.process.mebibytes:.0f}",
    ]


HEAD = (
    "",
    "",
    "a second, 1 in flight",
    f"a second, {goals.IN_FLIGHT} in flight",
    "CPU ms, 1 in flight",
    f"CPU ms, {goals.IN_FLIGHT} in flight",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "MiB",
)


class Run:
    """All commands on all bots, and the rows of the table."""

    def __init__(self, place: Place, rounds: Rounds, subjects: list[Subject], only: frozenset[str]) -> None:
        self._place, self._rounds, self._subjects, self._only = place, rounds, subjects, only
        self._good = subjects[0]
        self._real = [each for each in subjects if each.name not in FLOORS]
        self.rows: list[list[str]] = []
        self.found: dict[str, dict[str, Measured]] = {}

    async def reads(self) -> None:
        place = self._place
        for name, expected in {"ping": "ok", **actions.READS}.items():
            if name not in self._only:
                continue
            subjects = [each for each in self._subjects if name != "ping" or FLOORS.get(each.name) == "ok"]
            todo = [
                actions.read(each.standin, place.people, place.channel, name, _right(each, expected), place.messages.get(name, 1))
                for each in subjects
            ]
            for each, action in zip(subjects, todo, strict=True):
                await flood(each, action, WARM_UP, 8)
            await self._compare(name, list(zip(subjects, todo, strict=True)))

    async def writes(self) -> None:
        """Measure submitting and accepting while the stand-ins hold back the outbox's messages; then measure the outbox."""
        place, subjects = self._place, self._subjects
        form = await self._good.standin.slash(place.people[0], "refer", member=place.people[1])
        refers = [actions.Refers(place.people, place.channel, form) for _ in subjects]
        self._hold()
        await self._compare(
            "refer", [(each, refer.action(_right(each, GIVEN))) for each, refer in zip(subjects, refers, strict=True)]
        )
        made = [refer.rows(each.store) for each, refer in zip(subjects, refers, strict=True)]
        assert {state for rows in made for _, state, _ in rows} == {"open"}
        await self._drain("refer")

        shown = {each.name: actions.cards(each.standin, place.people, rows) for each, rows in zip(self._real, made, strict=False)}
        like = shown[self._good.name][0][1]
        for each, rows in zip(subjects, made, strict=True):
            if each not in self._real:
                shown[each.name] = actions.copied_cards(each.standin, place.people, like, rows)
        accepts = [actions.Accepts(place.people, shown[each.name]) for each in subjects]
        self._hold()
        todo = [one.action(_right(each, actions.DOMAIN)) for each, one in zip(subjects, accepts, strict=True)]
        await self._compare("accept", list(zip(subjects, todo, strict=True)))
        for each, one in zip(subjects, accepts, strict=True):
            one.check(each.store)
        await self._drain("accept")

    async def offers(self) -> None:
        """Measure offering to stand in, as submitting."""
        place, covers = self._place, [NeedKind.COVER] * self._rounds.interactions
        for each in self._subjects:
            needs.post(each.store, place.plan, covers, needs.OPEN + 1)
        ids = range(needs.OPEN + 1, needs.OPEN + 1 + len(covers))
        shown = [(each, actions.button_card(self._good.standin, place.channel, f"{actions.OFFER}{each}")) for each in ids]
        presses = [actions.Offers(place.plan, place.people, shown) for _ in self._subjects]
        self._hold()
        todo = [one.action(_right(each, actions.OFFERED)) for each, one in zip(self._subjects, presses, strict=True)]
        await self._compare("offer", list(zip(self._subjects, todo, strict=True)))
        for each, one in zip(self._subjects, presses, strict=True):
            one.check(each.store)
        await self._drain("offer")

    async def introductions(self) -> None:
        """Measure proposing introductions, as submitting; fewer at once, since a connector has a few open."""
        place = self._place
        form = await self._good.standin.slash(place.people[2], "introduce", one=place.people[0], two=place.people[1])
        forms = [gathering.Introduces(place.people, place.channel, form) for _ in self._subjects]
        self._hold()
        todo = [one.action(_right(each, gathering.PROPOSED)) for each, one in zip(self._subjects, forms, strict=True)]
        few = self._rounds.at_most(gathering.Introduces.most(place.people))
        await self._compare("introduce", list(zip(self._subjects, todo, strict=True)), few)
        for each, one in zip(self._subjects, forms, strict=True):
            one.check(each.store)
        await self._drain("introduce")

    async def answers(self) -> None:
        """Measure the answers of all people on one meeting's card after the other, as submitting."""
        place, count = self._place, self._rounds.interactions // len(self._place.people) + 1
        ids = [gathering.meetings(each.store, place.plan, count) for each in self._subjects]
        shown = actions.button_card(self._good.standin, place.channel, f"{gathering.COMING}{ids[0][0]}")
        for each, meetings in zip(self._subjects, ids, strict=True):
            gathering.show(each.store, place.plan, meetings, shown)
        presses = [gathering.Answers(place.people, each, shown) for each in ids]
        self._hold()
        todo = [one.action(_right(each, gathering.COMES)) for each, one in zip(self._subjects, presses, strict=True)]
        await self._compare("coming", list(zip(self._subjects, todo, strict=True)))
        for each, one in zip(self._subjects, presses, strict=True):
            one.check(each.store)
            gathering.give_up_edits(each.store)
        await self._drain("coming")

    async def deliveries_beside(self) -> None:
        """Measure referrals while the outbox delivers those before them."""
        place, good = self._place, self._good
        form = await good.standin.slash(place.people[0], "refer", member=place.people[1])
        more = actions.Refers(place.people, place.channel, form)
        times = await paced(good, more.action(GIVEN), self._rounds.paced, RATE)
        left = waiting(good.store)
        shares = ", ".join(f"{percentile(times, share):.1f}" for share in (0.5, 0.95, 0.99))
        place.report.say(
            f"- refer at {RATE}/s while the outbox delivers: p50, p95, p99 {shares} ms; {left} messages of {2 * len(times)} left"
        )
        await self._drain("refer at 50/s")

    async def _compare(self, name: str, pairs: list[tuple[Subject, Action]], rounds: Rounds | None = None) -> None:
        found = self.found[name] = await compare(rounds or self._rounds, pairs)
        for subject, _ in pairs:
            self.rows.append(row(name, subject, found[subject.name]))
            print(" | ".join(self.rows[-1]), flush=True)

    def _hold(self) -> None:
        for each in self._real:
            each.standin.hold()

    async def _drain(self, after: str) -> None:
        """Release the held messages, one bot after the other, and measure how long each outbox takes."""
        for each in self._real:
            rows, asked = waiting(each.store), len(each.standin.requests)
            cpu, began = each.process.cpu, time.monotonic()
            each.standin.let_go()
            while waiting(each.store):  # noqa: ASYNC110 - another process empties it
                await asyncio.sleep(0.02)
            seconds = time.monotonic() - began
            spent = (each.process.cpu - cpu) * 1000
            requests = len(each.standin.requests) - asked
            self._place.report.say(
                f"- {each.name}, outbox after {after}: {rows} rows in {seconds:.1f} s, {requests / max(seconds, 0.001):.0f} requests/s,"
                f" {spent / max(rows, 1):.2f} CPU ms a row"
            )


def _right(subject: Subject, expected: str) -> str:
    """What a right answer of that bot contains."""
    return "ok" if FLOORS.get(subject.name) == "ok" else expected


async def main(options: argparse.Namespace) -> None:
    report = Report(options.markdown)
    rounds = Rounds.of(options)
    async with opened(report, options.beside, options.members) as place:
        await record(place)
        processes = AsyncExitStack()
        async with processes:
            subjects: list[Subject] = []
            for name in place.names:
                subjects.append(await place.started(name))
                processes.callback(subjects[-1].process.stop)
            only = frozenset(options.only.split(",")) if options.only else EVERYTHING
            run = Run(place, rounds, subjects, only)
            await run.reads()
            if "offer" in only:
                await run.offers()
            if "introduce" in only:
                await run.introductions()
            if "coming" in only:
                await run.answers()
            if not only.isdisjoint(REFERRING):
                await run.writes()
                await run.deliveries_beside()
        report.table(HEAD, run.rows)
        found = {name: {who: (each.cpu, each.quantile(0.99)) for who, each in bots.items()} for name, bots in run.found.items()}
        goals.show(report, found)


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--count", type=int, default=1600, help="interactions with 32 in flight; a fifth of it with one")
    arguments.add_argument("--seconds", type=float, default=20.0, help="how long 50 a second are kept up")
    arguments.add_argument("--rounds", type=int, default=8, help="rounds in turns, among which these are shared out")
    arguments.add_argument(
        "--members", type=int, default=MEMBERS, help="the size of the group; of another one profiles are sealed"
    )
    arguments.add_argument("--beside", type=Path, metavar="TREE", help="measure another checkout in turns with this one")
    arguments.add_argument("--only", metavar="NAMES", help="commands, with commas between them; refer stands for accept too")
    asyncio.run(main(arguments.parse_args()))
