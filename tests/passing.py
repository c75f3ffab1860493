"""Helpers for tests of several features: give a referral, read a leaderboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.calendar import PeriodName
from bot.core.jobs import store as jobs_store
from bot.referrals.erasure.service import JOB
from bot.referrals.typed import Typed
from bot.weekly.boards.model import BoardName
from tests.people import People, someone

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.referrals.transitions import Opened
    from bot.services import Services

MARIA = Typed("Maria Souza", "maria@example.org", "A wedding cake", "direct", "3", sure=True)


async def give(services: Services, people: People, typed: Typed = MARIA, key: str = "f:1:n") -> Opened:
    return await services.referrals.give(people.ana, someone(2), typed, key)


async def helped(services: Services, people: People) -> dict[str, tuple[int, int]]:
    board = await services.boards.board(people.ana, BoardName.GIVERS, PeriodName.THIS_WEEK)
    return {rank.standing.name: (rank.standing.people, rank.standing.times) for rank in board.ranks}


async def forget_contact(services: Services, moderator: Actor, contact: str) -> None:
    """Have a client forgotten by a moderator, with the job that does it."""
    await services.erasure.forget_contact(moderator, contact)
    for job in await services.erasure.database.read(lambda tx: jobs_store.pending(tx, JOB)):
        await services.erasure.run(job)
