"""How well a need finds the members to ask, by words, by meaning and by both, in English and Portuguese; the time a text takes, and memory.

python benchmarks/matching.py
"""

from __future__ import annotations

import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import Report, parser
from bot.asks.matching.model import Need
from bot.asks.matching.words import WordMatching
from bot.demo.people import APPLICANT, MEMBERS
from bot.membership.members.model import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PEOPLE = (*MEMBERS, APPLICANT)
LANGUAGES = {"en": "English", "pt-BR": "Portuguese"}
Way: TypeAlias = "Callable[[Need, Sequence[Texts]], list[int]]"
"""Returns the ids of those whom it suggests, best first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the sixty needs, with the numbers of the right members in `PEOPLE`."""

    text: str
    language: str
    right: frozenset[int]


def needs() -> list[Asked]:
    written = tomllib.loads(Path(__file__).with_name("matching_needs.toml").read_text(encoding="utf-8"))["need"]
    numbers = {each.key: number for number, each in enumerate(PEOPLE)}
    return [Asked(each["text"], each["language"], frozenset(numbers[key] for key in each["right"])) for each in written]


def profiles(language: str) -> list[Texts]:
    """The sample group, as its members write of themselves in a language."""
    return [
        Texts(
            number,
            each.name,
            each.trade.of(language),
            each.business.of(language),
            each.offer.of(language),
            each.ideal.of(language),
            "",
        )
        for number, each in enumerate(PEOPLE)
    ]


def by_words(need: Need, members: Sequence[Texts]) -> list[int]:
    matching = WordMatching(need)
    matching.add(members)
    return [each.user_id for each in matching.best()]


def row(name: str, way: Way, language: str, of_profiles: str) -> list[object]:
    members = profiles(of_profiles)
    asked = [each for each in needs() if each.language == language]
    found = [(way(Need(-1, each.text), members), each.right) for each in asked]
    some = [(ids, right) for ids, right in found if right]
    nobody = [ids for ids, right in found if not right]
    hit1 = sum(bool(ids) and ids[0] in right for ids, right in some)
    hit3 = sum(bool(right & {*ids}) for ids, right in some)
    return [
        name,
        LANGUAGES[language],
        LANGUAGES[of_profiles],
        f"{hit1} of {len(some)}",
        f"{hit3} of {len(some)}",
        f"{sum(not ids for ids in nobody)} of {len(nobody)}",
    ]


def milliseconds(way: Way) -> float:
    """CPU time of one need among the sample group's members, once everything is loaded."""
    asked, members = needs(), profiles("en")
    began = time.thread_time()
    for each in asked:
        way(Need(-1, each.text), members)
    return (time.thread_time() - began) * 1000 / len(asked)


def main(report: Report) -> None:
    ways: dict[str, Way] = {"words": by_words}
    report.table(
        ["", "need", "profiles", "right one first", "among three", "nobody, where nobody fits"],
        [row(name, way, need, said) for name, way in ways.items() for need in LANGUAGES for said in LANGUAGES],
    )
    report.table(["", "CPU ms a need, 13 members"], [[name, f"{milliseconds(way):.2f}"] for name, way in ways.items()])


if __name__ == "__main__":
    main(Report(parser(__doc__).parse_args().markdown))
