"""What a refusal by a channel leads to, by a clock that is wrong and for the moderators' own channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.worker import outcomes
from tests.passing import give
from tests.people import BAKER, CHANNEL, MODERATORS
from tests.worker.test_moved_channel import NO_ACCESS, taken

if TYPE_CHECKING:
    from bot.core.db.database import Database
    from bot.services import Services
    from tests.conftest import Clock
    from tests.people import People


async def test_by_a_wrong_clock_no_message_is_too_old_to_be_kept(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await give(services, people)
    line = await taken(database)
    clock.pass_by(seconds=outcomes.KEPT_FOR_A_CHANNEL.total_seconds() + 1)

    async def refused() -> str:
        await database.write(outcomes.refused(line, None, NO_ACCESS, unknown=False))
        (row,) = await database.read(lambda tx: tx.all("SELECT state FROM outbox WHERE id = ?", line.id))
        return row["state"]

    database.trusts_clock = lambda: False
    assert await refused() == "pending"
    database.trusts_clock = lambda: True
    assert await refused() == "dead"


async def test_that_the_moderators_channel_refuses_is_told_to_who_set_the_group_up(
    services: Services, people: People, database: Database
) -> None:
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    due = await database.read(lambda tx: outbox_store.take_due(tx, 50, ()))
    card = next(row for row in due if row.message.channel_id == MODERATORS)
    await database.write(outcomes.refused(card, None, NO_ACCESS, unknown=False))
    await give(services, people)
    line = await taken(database)
    await database.write(outcomes.refused(line, None, NO_ACCESS, unknown=False))
    rows = await database.read(
        lambda tx: tx.all("SELECT record_id, channel_id, user_id FROM outbox WHERE kind = 'notice' ORDER BY id")
    )
    assert [tuple(row) for row in rows] == [(MODERATORS, None, 1), (CHANNEL, MODERATORS, None)]
