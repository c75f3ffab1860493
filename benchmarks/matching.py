"""How well a need finds the members to ask, by words, by meaning and by both, in English and Portuguese; the time a text takes, and memory.

python benchmarks/matching.py
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

sys.path.insert(0, str(Path(__file__).parents[1]))

import discord

from benchmarks.driver import resident
from benchmarks.figures import Report, parser
from benchmarks.holds import cost
from bot.admin.setup import Changes, GroupSetup
from bot.asks.matching import service as matching_service
from bot.asks.matching.both import profile_text, query_text, together
from bot.asks.matching.meaning import PRESENT, Meaning, likeness
from bot.asks.matching.model import Query
from bot.asks.matching.service import Matching
from bot.asks.matching.words import WordMatching
from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.sqlite import SqliteDatabase
from bot.demo.people import APPLICANT, MEMBERS
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status, Texts
from bot.membership.members.profile import Profile
from bot.membership.roster.service import Roster
from bot.services import Services
from tests.people import GROUP, actor, someone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.asks.matching.words import Scored
    from bot.core.actor import Actor
    from bot.core.db.database import Tx

PEOPLE = (*MEMBERS, APPLICANT)
LANGUAGES = {"en": "English", "pt-BR": "Portuguese"}
ROUNDS = 5
SIZES = (30, 500, 5000)
Way: TypeAlias = "Callable[[Query, Sequence[Texts]], list[int]]"
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


def by_words(need: Query, members: Sequence[Texts]) -> list[int]:
    matching = WordMatching(need)
    matching.add(members)
    return [each.user_id for each in matching.suggested()]


def by_meaning(meaning: Meaning, need: Query, members: Sequence[Texts], by_words: Sequence[Scored] = ()) -> list[int]:
    wanted, *vectors = meaning.vectors([query_text(need), *(profile_text(each) for each in members)])
    near = likeness(wanted, vectors)
    cosines = {each.user_id: cosine for each, cosine in zip(members, near, strict=True)}
    return [each.user_id for each in together(by_words, cosines, {each.user_id: each.name for each in members})]


def by_both(meaning: Meaning, need: Query, members: Sequence[Texts]) -> list[int]:
    matching = WordMatching(need)
    matching.add(members)
    return by_meaning(meaning, need, members, matching.best())


def row(name: str, way: Way, language: str, of_profiles: str) -> list[object]:
    members = profiles(of_profiles)
    asked = [each for each in needs() if each.language == language]
    found = [(way(Query(-1, each.text), members), each.right) for each in asked]
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


def costs(meaning: Meaning) -> list[list[object]]:
    """CPU of a text's vector, one by one and 20 at once, and of comparing 5,000 vectors with one."""
    texts = [each.text for each in needs()]
    long = [profile_text(each) * 3 for each in profiles("en")]
    (one,) = meaning.vectors(texts[:1])
    return [
        ["a need, by itself", f"{cpu_ms(lambda: [meaning.vectors([text]) for text in texts]) / len(texts):.2f}"],
        ["a need, among 20", f"{cpu_ms(lambda: meaning.vectors(texts[:20])) / 20:.2f}"],
        ["a profile, among 13", f"{cpu_ms(lambda: meaning.vectors([each[: len(each) // 3] for each in long])) / len(long):.2f}"],
        ["the longest profile, among 13", f"{cpu_ms(lambda: meaning.vectors(long)) / len(long):.2f}"],
        ["5,000 vectors compared with one", f"{cpu_ms(lambda: likeness(one, [one] * 5000)):.2f}"],
    ]


def cpu_ms(work: Callable[[], object]) -> float:
    """The least CPU time of ROUNDS executions, of all threads, in milliseconds."""
    taken: list[float] = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken) * 1000


async def in_large_groups(meaning: Meaning, sizes: Sequence[int]) -> list[list[object]]:
    """What one need costs in groups of these sizes, by words and by both, once all vectors are made."""
    rows: list[list[object]] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            cipher = Cipher(b"k" * KEY_BYTES)
            database = await SqliteDatabase.open(Path(folder) / "goodword.db", cipher, discord.utils.utcnow)
            services, author = Services(database), actor(1)
            PRESENT.is_offered = True
            await services.of(GroupSetup).set_up(author, Changes(smart=True), 1)
            await services.of(Roster).add(author, someone(1), "Florist")
            await database.write(partial(_fill, size=size))
            ask = partial(_ask, services.of(Matching), author, needs())
            matching_service.FILLED = size + 1  # all of them by the first call, which is not measured
            for name, present in (("words", None), ("both", meaning)):
                PRESENT.meaning = present
                found = await cost(database, ask)
                times = (found.cpu, found.reading, found.writing, found.looping)
                rows.append([name, f"{size:,}", *(f"{each:.1f}" for each in times)])
            PRESENT.meaning = None
            await database.close()
    return rows


async def _ask(matching: Matching, author: Actor, asked: Sequence[Asked], n: int) -> object:
    return await matching.suggestions(author, asked[n % len(asked)].text)


async def _fill(tx: Tx, size: int) -> None:
    for n in range(size):
        each = PEOPLE[n % len(PEOPLE)]
        language = "pt-BR" if n % 3 == 0 else "en"
        profile = Profile(each.business.of(language), f"{each.offer.of(language)} Area {n}.", each.ideal.of(language))
        await members_store.save(tx, Member(GROUP, 1000 + n, f"Member {n}", Status.ACTIVE, each.trade.of(language), profile))


def main(report: Report) -> None:
    before, began = resident(os.getpid()), time.process_time()
    meaning = Meaning()
    report.say(f"Loading the model: {time.process_time() - began:.1f} s of CPU, {resident(os.getpid()) - before:.0f} MB.")
    ways: dict[str, Way] = {"words": by_words, "meaning": partial(by_meaning, meaning), "both": partial(by_both, meaning)}
    report.table(
        ["", "need", "profiles", "right one first", "among three", "nobody, where nobody fits"],
        [row(name, way, need, said) for name, way in ways.items() for need in LANGUAGES for said in LANGUAGES],
    )
    members = profiles("en")
    asked = [Query(-1, each.text) for each in needs()]
    words = cpu_ms(lambda: [by_words(need, members) for need in asked]) / len(asked)
    report.table(["", "CPU ms"], [["a need by words, 13 members", f"{words:.2f}"], *costs(meaning)])
    head = ["a need, by", "members", "CPU ms", "reading thread held", "writing thread", "event loop"]
    report.table(head, asyncio.run(in_large_groups(meaning, SIZES)))


if __name__ == "__main__":
    main(Report(parser(__doc__).parse_args().markdown))
