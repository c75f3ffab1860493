"""The daily deletion of groups whose servers removed the bot: by the process whose shards they are of, and once Discord says so."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.membership.departed_groups import store as departed_groups_store
from bot.worker.departed_groups import Deletion, is_ours
from tests.people import GROUP

if TYPE_CHECKING:
    from bot.core.db.database import Database
    from bot.services import Services
    from tests.conftest import Clock
    from tests.people import People

TERM = timedelta(days=90)


def answer(status: int, code: int) -> discord.HTTPException:
    kind = {403: discord.Forbidden, 404: discord.NotFound}[status]
    return kind(SimpleNamespace(status=status, reason=""), {"code": code, "message": ""})  # type: ignore[arg-type]


class Client:
    """What Discord answers about a server that is not in the cache; of two shards those are this process's."""

    def __init__(self, problem: discord.HTTPException | None, shard_ids: list[int] | None = None) -> None:
        self.problem, self.shard_ids, self.shard_count = problem, shard_ids, 2

    def get_guild(self, _: int) -> None:
        return None

    async def fetch_guild(self, _: int, *, with_counts: bool) -> object:
        if self.problem is not None:
            raise self.problem
        return object()


def test_a_server_belongs_to_one_shard() -> None:
    for group_id, shard in ((GROUP, 0), (1 << 22, 1), (3 << 22, 1), (2 << 22, 0)):
        found: list[Any] = [Client(None, [number]) for number in range(2)]
        assert [is_ours(each, group_id) for each in found] == [shard == 0, shard == 1]
        everything: Any = Client(None)
        assert is_ours(everything, group_id)


@pytest.mark.parametrize(
    ("client", "is_deleted"),
    [
        (Client(answer(404, 10004)), True),
        (Client(answer(403, 50001)), True),
        (Client(answer(404, 10004), [0]), True),
        (Client(answer(404, 10004), [1]), False),
        (Client(answer(404, 0)), False),
        (Client(answer(403, 0)), False),
        (Client(None), False),
    ],
    ids=["unknown", "no access", "of this shard", "of another shard", "a proxy's 404", "a proxy's 403", "back again"],
)
async def test_what_is_deleted_after_its_term(
    services: Services, people: People, database: Database, clock: Clock, client: Any, is_deleted: bool
) -> None:
    await database.write(lambda tx: departed_groups_store.note(tx, GROUP))
    clock.pass_by(seconds=TERM.total_seconds() + 1)
    parted: list[int] = []

    async def part_from_linked(group_id: int) -> None:
        parted.append(group_id)

    await Deletion(client, services.departed_groups, services.departures, TERM, part_from_linked).run()
    left = await database.read(lambda tx: tx.all("SELECT user_id FROM members WHERE group_id = ?", GROUP))
    assert (not left, parted) == (is_deleted, [GROUP] if is_deleted else [])
