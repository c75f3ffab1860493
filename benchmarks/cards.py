"""The CPU time of a card: from the record that a service returns to the payload that is sent, without the store and without drawing.

python benchmarks/cards.py
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

import discord

from benchmarks.seed import KEY, Plan, seed
from bot.core.calendar import PeriodName
from bot.core.db.encryption import Cipher
from bot.core.db.sqlite import SqliteDatabase
from bot.i18n import words
from bot.membership.profiles.service import Profiles
from bot.referrals.model import Box
from bot.referrals.service import Referrals
from bot.services import Services
from bot.weekly.activity.service import ActivityService
from bot.weekly.boards.model import BoardName
from bot.weekly.boards.service import Boards
from cogs import boards, directory
from cogs.activity import numbers
from cogs.profiles.cards import profile_card
from cogs.referrals import lists
from tests.people import actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from cogs._ui.cards import Card

PEOPLE, REFERRALS = 30, 300
ROUNDS, CARDS = 25, 200
"""Rounds in which the cards take turns, and how often each is made in one."""
AVATAR = "https://cdn.discordapp.com/avatars/1/a.png"


async def makers(folder: Path, tag: str) -> dict[str, Callable[[], Card]]:
    """What makes each card, by its command, with the records of one member of a group of PEOPLE."""
    people = tuple(range(1, PEOPLE + 1))
    names = tuple(f"Ana Souza {number}" for number in people)
    await seed(folder / "goodword.db", [Plan(1, people, REFERRALS, readable=True, names=names)])
    database = await SqliteDatabase.open(folder / "goodword.db", Cipher(KEY), discord.utils.utcnow)
    services, me, reader = Services(database), actor(1, group_id=1), words(tag)
    shown = await services.of(Profiles).show(me, 1)
    mine = await services.of(ActivityService).mine(me, PeriodName.ALL_TIME)
    board = await services.of(Boards).board(me, BoardName.GIVERS, PeriodName.ALL_TIME)
    found = await services.of(Referrals).list(me, Box.ALL, None, lists.PAGE + 1, 0, "")
    listed = await services.of(Profiles).directory(me, "", "", 0, directory.PAGE)
    await database.close()
    return {
        "profile show": lambda: profile_card(reader, shown, AVATAR),
        "me": lambda: numbers.activity_card(reader, mine),
        "me, what waits": lambda: numbers.waiting_card(reader, mine),
        "leaderboard": lambda: boards.board_card(reader, board, "Chapter"),
        "referrals": lambda: lists.list_card(reader, 1, found, Box.ALL, None, 0),
        "directory": lambda: directory.directory_card(reader, listed, "", ""),
    }


def microseconds(make: Callable[[], Card]) -> float:
    """The CPU time of one card, as the mean of CARDS of them."""
    began = time.process_time()
    for _ in range(CARDS):
        make().payload()
    return (time.process_time() - began) / CARDS * 1e6


def main() -> None:
    print(f"| card | language | µs (median of {ROUNDS}) | middle half |\n|---|---|---|---|")
    for tag in ("en", "pt-BR"):
        with tempfile.TemporaryDirectory() as folder:
            made = asyncio.run(makers(Path(folder), tag))
        taken: dict[str, list[float]] = {name: [] for name in made}
        for _ in range(ROUNDS):
            for name, make in made.items():
                taken[name].append(microseconds(make))
        for name, each in taken.items():
            low, _, high = quantiles(each, n=4)
            print(f"| {name} | {tag} | {median(each):.0f} | {low:.0f} to {high:.0f} |")


if __name__ == "__main__":
    main()
