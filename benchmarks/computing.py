"""The computations that a person waits for: suggestions while typing, a search, a spreadsheet of past referrals.

python benchmarks/computing.py
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

import discord

from benchmarks.figures import Report, parser
from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.sqlite import SqliteDatabase
from bot.membership.profiles.search import fitting
from bot.membership.seats.matching import suggestions
from bot.services import Services
from tests.membership.test_profiles import CROWD
from tests.membership.test_seats import HOSTILE, OWN
from tests.people import actor
from tests.referrals.test_history import bring, fifty_members

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 8
SUGGESTIONS_MS, SEARCH_MS, SPREADSHEET_MS = 20, 400, 1000
"""Aims. Each key that is typed requests suggestions; for the others Discord waits three seconds."""
SEARCHES = ["realtor", "sousa", "aquitet", "x" * 10_000, "a b c d e f g h", "zzzzz yyyyy wwwww vvvvv"]


def milliseconds(work: Callable[[], object]) -> float:
    """The least CPU time of ROUNDS executions, in milliseconds."""
    taken: list[float] = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        work()
        taken.append(time.thread_time() - began)
    return min(taken) * 1000


async def spreadsheet() -> float:
    """The time to read, show and enter a thousand rows, in milliseconds of wall clock."""
    with tempfile.TemporaryDirectory() as folder:
        database = await SqliteDatabase.open(Path(folder) / "goodword.db", Cipher(b"k" * KEY_BYTES), discord.utils.utcnow)
        services, rows = Services(database), await fifty_members(database)
        began = time.perf_counter()
        draft, _ = await bring(services, actor(1), rows)
        await services.history_import.apply(actor(1), draft)
        took = time.perf_counter() - began
        await database.close()
    return took * 1000


def row(what: str, took: float, aim: float) -> list[str]:
    return [what, f"{took:.1f}", f"{aim:g}", "yes" if took < aim else "**no**"]


def main(report: Report) -> None:
    tags = ("en", "pt-BR")
    suggested = {
        name: max(milliseconds(lambda typed=typed, tag=tag: suggestions(typed, OWN, tag)) for tag in tags)
        for name, typed in HOSTILE.items()
    }
    searched = {search[:12]: milliseconds(lambda search=search: fitting(search, CROWD)) for search in SEARCHES}
    slowest, longest = max(suggested, key=suggested.__getitem__), max(searched, key=searched.__getitem__)
    report.table(
        ["", "ms", "goal", "reached?"],
        [
            row(f"trades suggested, the longest of {len(suggested)}: {slowest}", suggested[slowest], SUGGESTIONS_MS),
            row(f"500 members searched, the longest of {len(searched)}: “{longest}”", searched[longest], SEARCH_MS),
            row("a thousand past referrals brought in", asyncio.run(spreadsheet()), SPREADSHEET_MS),
        ],
    )


if __name__ == "__main__":
    main(Report(parser(__doc__).parse_args().markdown))
