"""A channel that is replaced while a message to the old one is under way."""

from types import SimpleNamespace

import discord
import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.db.database import Database
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Outgoing
from bot.referrals.typed import Typed
from bot.services import Services
from bot.worker import outcomes
from tests.people import CHANNEL, GROUP, People, someone

NEWS = CHANNEL + 1
UNKNOWN_CHANNEL = discord.NotFound(SimpleNamespace(status=404, reason="Not Found"), {"code": 10003, "message": "Unknown Channel"})  # type: ignore[arg-type]
NO_ACCESS = discord.Forbidden(SimpleNamespace(status=403, reason="Forbidden"), {"code": 50001, "message": "Missing Access"})  # type: ignore[arg-type]


async def taken(database: Database) -> Outgoing:
    """The public line, in the hands of the worker."""
    due = await database.read(lambda tx: outbox_store.take_due(tx, 9, ()))
    await database.write(lambda tx: outbox_store.sending(tx, due))
    for row in due:
        if row.message.user_id is not None:
            await database.write(lambda tx, row=row: outbox_store.settle(tx, row, outcomes.DeliveryState.SENT))
    lines = [row for row in due if row.message.kind == "referral.line"]
    return lines[0] if lines else await taken(database)


async def where(database: Database) -> list[tuple[int, str]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT channel_id, state FROM outbox WHERE kind = 'referral.line' AND not_before <= ?", 2**62)
    )
    return [(row["channel_id"], row["state"]) for row in rows]


async def test_what_the_old_channel_refuses_meanwhile_goes_to_the_new_one(
    services: Services, people: People, database: Database
) -> None:
    await services.referrals.give(people.ana, someone(2), Typed("Maria", "m@example.org", "", "direct", "1"), "f:1:n")
    line = await taken(database)
    await services.setup.set_up(people.ana, Changes(referrals_channel_id=NEWS), CHANNEL)
    assert await where(database) == [(CHANNEL, "sending")], "it may arrive in the old one"
    await database.write(outcomes.refused(line, None, UNKNOWN_CHANNEL, unknown=False))
    assert await where(database) == [(NEWS, "pending")]
    (again,) = await database.read(lambda tx: outbox_store.take_due(tx, 9, ()))
    assert again.message.channel_id == NEWS
    assert await database.read(lambda tx: tx.all("SELECT id FROM outbox WHERE kind = 'notice' AND group_id = ?", GROUP)) == []


@pytest.mark.parametrize("is_deleted", [True, False])
async def test_what_may_have_arrived_in_the_old_one(
    services: Services, people: People, database: Database, is_deleted: bool
) -> None:
    """An earlier answer was lost. In a deleted channel nothing stands; one that can't be read is asked again in an hour, not at once."""
    await services.referrals.give(people.ana, someone(2), Typed("Maria", "m@example.org", "", "direct", "1"), "f:1:n")
    line = await taken(database)
    unsure = replace(line, first_sent_at=line.created_at)
    await database.write(lambda tx: outbox_store.later(tx, unsure, tx.now, "", unknown=True))
    await services.setup.set_up(people.ana, Changes(referrals_channel_id=NEWS), CHANNEL)
    assert await where(database) == [(CHANNEL, "sending")]
    await database.write(outcomes.refused(unsure, None, UNKNOWN_CHANNEL if is_deleted else NO_ACCESS, unknown=False))
    assert await where(database) == [(NEWS if is_deleted else CHANNEL, "pending")]
    due = await database.read(lambda tx: outbox_store.take_due(tx, 9, ()))
    assert [(row.message.channel_id, row.first_sent_at) for row in due if row.message.kind == "referral.line"] == (
        [(NEWS, None)] if is_deleted else []
    )
