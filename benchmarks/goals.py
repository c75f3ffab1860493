"""The goals of `end_to_end` beside what was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.figures import Report, Spread
from benchmarks.place import BESIDE, FLOORS, GOODWORD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Rounds = Mapping[str, Mapping[str, tuple[list[float], list[float]]]]
    """For each command and bot the CPU milliseconds and the p99 of each round."""

CPU = {
    "profile show": 1.1,
    "me": 1.3,
    "leaderboard": 1.1,
    "referrals": 1.3,
    "directory": 1.2,
    "one-to-one suggest": 1.2,
    "ask": 1.3,
    "meeting next": 1.3,
}
CPU |= {"refer": 1.5, "accept": 1.5, "offer": 1.5, "introduce": 1.5, "coming": 1.5}
"""Goals, as multiples of a floor's CPU time with 32 in flight."""
IN_FLIGHT = 32
P99 = 1.5
"""Goal, as a multiple of a floor's p99 at fifty a second."""
MEBIBYTES = {1: 65, 1000: 80}
"""Goals of resident memory by the number of groups, with pictures drawn."""
START = 1.5
"""Goal, in seconds from the start of the process to its first answer."""


def times(own: Sequence[float], floor: Sequence[float]) -> Spread:
    """How many times the floor's figure ours is, round by round: what else ran meanwhile affected both of a round."""
    return Spread.of([each / other for each, other in zip(own, floor, strict=True)])


def show(report: Report, rounds: Rounds) -> None:
    """A table of the ratios to each floor, and whether the goal is reached against each."""
    rows: list[list[str]] = []
    for what, place, goals in (("CPU", 0, CPU), ("p99 at 50/s", 1, dict.fromkeys(CPU, P99))):
        for name, goal in goals.items():
            if (found := rounds.get(name)) is None:
                continue
            ratios = [times(found[GOODWORD][place], found[floor][place]) for floor in FLOORS]
            rows.append([f"{what}, `{name}`", f"× {goal}", *(f"{each:.2f}" for each in ratios), verdict(goal, ratios)])
    before(report, rounds)
    report.table(["", "goal", *(f"reached, × the floor: {name}" for name in FLOORS), "reached?"], rows)


def of_process(report: Report, held: Mapping[int, float], started: float) -> None:
    """The same table for memory by the number of groups, and for the seconds to the first answer."""
    rows = [
        [
            f"MiB, {groups:,} group{'s' * (groups > 1)}, with pictures",
            str(MEBIBYTES[groups]),
            f"{found:.0f}",
            _yes(reached=found <= MEBIBYTES[groups]),
        ]
        for groups, found in held.items()
        if groups in MEBIBYTES
    ]
    rows.append(["start to the first answer, s", str(START), f"{started:.2f}", _yes(reached=started <= START)])
    report.table(["", "goal", "reached", "reached?"], rows)


def before(report: Report, rounds: Rounds) -> None:
    """A table of CPU time and p99 beside those of the other checkout, where it was measured."""
    floor = next(iter(FLOORS))
    rows: list[list[str]] = []
    for name in CPU:
        found = rounds.get(name, {})
        if BESIDE in found:
            ratios = [
                times(found[own][0], found[other][0]) for own, other in ((BESIDE, floor), (GOODWORD, floor), (GOODWORD, BESIDE))
            ]
            rows.append([f"`{name}`", *(f"{each:.2f}" for each in ratios)])
    if rows:
        report.table([f"CPU, {IN_FLIGHT} in flight", f"before, × {floor}", f"now, × {floor}", "now, × before"], rows)


def verdict(goal: float, ratios: Sequence[Spread]) -> str:
    met = [name for name, ratio in zip(FLOORS, ratios, strict=True) if round(ratio.median, 2) <= goal]
    return _yes(reached=len(met) == len(ratios)) if len(met) in {0, len(ratios)} else f"against {' and '.join(met)}"


def _yes(*, reached: bool) -> str:
    return "yes" if reached else "**no**"
