"""A need is shown in linked groups too: its text alone, as a message of each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.admin.setup import Changes
from bot.asks.model import NeedKind, NeedState
from bot.asks.typed import Typed
from bot.core.errors import Refused
from bot.membership.departed_groups import store as departed_groups_store
from bot.membership.members.lifecycle import Step
from tests.linked import ELI, FABIO, OTHER, OTHERS_CHANNEL, found_other, link, other
from tests.people import GROUP, someone

if TYPE_CHECKING:
    from bot.asks.seen import SeenNeed
    from bot.core.db.database import Database
    from bot.services import Services
    from tests.conftest import Clock
    from tests.people import People

COVER = Typed("My stand", place="The fair", details="The key is with Rita", when="2026-12-20 14:00")


async def asked(
    services: Services, people: People, kind: NeedKind = NeedKind.QUESTION, typed: Typed | None = None, key: str = "f:1"
) -> SeenNeed:
    return await services.needs.post(people.bruno, kind, typed or Typed("Who knows a good program?"), key)


async def queued(database: Database) -> list[tuple[int, int, int]]:
    """Group, channel and whether it is an edit, of each row."""
    rows = await database.read(
        lambda tx: tx.all("SELECT group_id, channel_id, only_edit FROM outbox WHERE kind = 'need.across' ORDER BY id")
    )
    return [tuple(row) for row in rows]


async def test_it_is_a_message_of_the_other_group(services: Services, people: People, database: Database) -> None:
    seen = await asked(services, people)
    assert not await services.across.may_ask(people.bruno)
    with pytest.raises(Refused, match="No linked group"):
        await services.across.ask(people.bruno, seen.need.id)
    await found_other(services)
    await link(services, people)
    assert await services.across.may_ask(people.bruno)
    for _ in range(2):
        _, names = await services.across.ask(people.bruno, seen.need.id)
        assert names == ["Hill"]
    assert await queued(database) == [(OTHER, OTHERS_CHANNEL, 0)]
    found = await services.across.read(OTHER, GROUP, seen.need.id)
    assert found is not None
    assert (found.group, found.takes, found.seen.names[2]) == ("Harbour", False, "Bruno")
    await services.linked.open_to_linked(people.bruno, on=True)
    assert (await services.across.read(OTHER, GROUP, seen.need.id)).takes  # type: ignore[union-attr]


async def test_what_is_private_stays_in_its_group(services: Services, people: People) -> None:
    await found_other(services)
    await link(services, people)
    seen = await asked(services, people, NeedKind.COVER, COVER)
    await services.across.ask(people.bruno, seen.need.id)
    found = await services.across.read(OTHER, GROUP, seen.need.id)
    assert found is not None
    assert (found.seen.need.details, found.seen.offers) == ("", ())


async def test_nobody_but_its_author_while_it_is_open(services: Services, people: People, database: Database) -> None:
    await found_other(services)
    await link(services, people)
    seen = await asked(services, people)
    for stranger in (people.ana, people.duda, other(FABIO)):
        with pytest.raises(Refused):
            await services.across.ask(stranger, seen.need.id)
    await services.needs.close(people.bruno, seen.need.id)
    with pytest.raises(Refused, match="not open any more"):
        await services.across.ask(people.bruno, seen.need.id)
    assert await queued(database) == []


async def test_its_end_is_told_there(services: Services, people: People, database: Database) -> None:
    await found_other(services)
    await link(services, people)
    for number, end in enumerate((services.needs.met, services.needs.close)):
        seen = await asked(services, people, key=f"f:{number}")
        await services.across.ask(people.bruno, seen.need.id)
        await end(people.bruno, seen.need.id)
        assert (await queued(database))[-2:] == [(OTHER, OTHERS_CHANNEL, 0), (OTHER, OTHERS_CHANNEL, 1)]
    seen = await asked(services, people, key="f:void")
    await services.across.ask(people.bruno, seen.need.id)
    await services.links.unlink(other(ELI), GROUP)
    await services.moderation.void(people.ana, "A", seen.need.number, "An advert")
    assert (await queued(database))[-1] == (OTHER, OTHERS_CHANNEL, 1), "after unlinking too"
    assert (await services.across.read(OTHER, GROUP, seen.need.id)).seen.need.state is NeedState.VOIDED  # type: ignore[union-attr]


async def test_who_leaves_or_deletes_is_named_no_more(services: Services, people: People, database: Database) -> None:
    await found_other(services)
    await link(services, people)
    seen = await asked(services, people)
    await services.across.ask(people.bruno, seen.need.id)
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved")
    assert (await queued(database))[-1] == (OTHER, OTHERS_CHANNEL, 1)
    await database.write(lambda tx: tx.run("DELETE FROM outbox"))  # a waiting edit would cover the next
    await services.privacy.delete(people.bruno, "A former member")
    assert await queued(database) == [(OTHER, OTHERS_CHANNEL, 1)]
    found = await services.across.read(OTHER, GROUP, seen.need.id)
    assert found is not None
    assert (list(found.seen.names.values()), found.seen.need.text) == (["A former member"], "")


async def test_it_goes_with_the_link_and_comes_back_where_one_asks_again(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await found_other(services)
    await link(services, people)
    seen = await asked(services, people)
    await services.across.ask(people.bruno, seen.need.id)

    async def is_read() -> bool:
        found = await services.across.read(OTHER, GROUP, seen.need.id)
        return found is not None and found.is_open

    for number, (actor, of) in enumerate(((people.ana, OTHER), (other(ELI), GROUP))):
        assert await is_read()
        await services.links.unlink(actor, of)
        assert (await queued(database))[-1] == (OTHER, OTHERS_CHANNEL, 1)
        assert not await is_read()
        clock.pass_by(minutes=1)
        await link(services, people, f"i:{number}")
        await database.write(lambda tx: tx.run("UPDATE outbox SET state = 'sent' WHERE kind = 'need.across'"))
        edits = len(await queued(database))
        for _ in range(2):
            assert (await services.across.ask(people.bruno, seen.need.id))[1] == ["Hill"]
        assert (await queued(database))[edits:] == [(OTHER, OTHERS_CHANNEL, 0)], "once more, in the message that stands there"


async def test_it_goes_with_the_bot_and_comes_back_with_it(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await found_other(services)
    await link(services, people)
    seen = await asked(services, people)
    ended = await asked(services, people, key="f:2")
    for need in (seen.need, ended.need):
        await services.across.ask(people.bruno, need.id)
    await services.needs.close(people.bruno, ended.need.id)
    await database.write(lambda tx: tx.run("UPDATE outbox SET state = 'sent' WHERE kind = 'need.across'"))
    for happened, is_open in ((services.departures.server_gone, False), (services.departures.server_back, True)):
        before = len(await queued(database))
        clock.pass_by(minutes=1)
        await happened(GROUP)
        assert (await queued(database))[before:] == [(OTHER, OTHERS_CHANNEL, 1)]
        await database.write(lambda tx: tx.run("UPDATE outbox SET state = 'sent' WHERE kind = 'need.across'"))
        found = await services.across.read(OTHER, GROUP, seen.need.id)
        assert found is not None
        assert found.is_open is is_open


async def test_who_takes_no_clients_now_is_not_said_to(services: Services, people: People) -> None:
    await found_other(services)
    await link(services, people)
    seen = await asked(services, people)
    await services.linked.open_to_linked(people.bruno, on=True)
    await services.leave.go(people.bruno, "", "")
    found = await services.across.read(OTHER, GROUP, seen.need.id)
    assert found is not None
    assert not found.takes, "they are on leave"


async def test_groups_that_are_gone(services: Services, people: People, database: Database) -> None:
    await found_other(services)
    await link(services, people)
    seen = await asked(services, people)
    await services.across.ask(people.bruno, seen.need.id)
    await database.write(lambda tx: departed_groups_store.end(tx, OTHER))
    await services.needs.close(people.bruno, seen.need.id)
    assert await queued(database) == [], "nothing is queued for a group that is no more"
    await database.write(lambda tx: departed_groups_store.end(tx, GROUP))
    assert await services.across.read(OTHER, GROUP, seen.need.id) is None


async def test_a_group_without_a_channel_is_left_out(services: Services, people: People) -> None:
    eli = await found_other(services)
    await link(services, people)
    await services.setup.set_up(eli, Changes(cleared=frozenset({"referrals_channel_id"})), 0)
    seen = await asked(services, people)
    assert not await services.across.may_ask(people.bruno)
    with pytest.raises(Refused, match="No linked group has a channel"):
        await services.across.ask(people.bruno, seen.need.id)
