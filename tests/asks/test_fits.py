"""Whoever switched it on reads in the morning list which open needs fit them, once each; nobody else is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.asks.matching import fits
from bot.asks.matching.meaning import PRESENT, Meaning
from bot.asks.model import NeedKind
from bot.asks.typed import Typed
from bot.core.jobs import store as jobs_store
from bot.membership.members.profile import Profile
from bot.services import Services
from tests.asks.test_matching import opt_in
from tests.introductions.test_talks import last_list, mornings
from tests.people import GROUP, People

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Database
    from tests.conftest import Clock

POINT = Typed("Somebody for a charging point, for an electric car", trades=("Florist",), agreed="own")
BRUNO = Profile("Teixeira", "Charging points for electric cars", "Building managers", "bruno@example.org")


@pytest.fixture
async def ready(database: Database, people: People) -> Services:
    """Bruno and Caio could help; Bruno wants to know. Ana, who asks, wants to know as well."""
    services = Services(database)
    for who in (people.bruno, people.caio, people.ana):
        await services.profiles.edit(who, BRUNO, f"f:{who.user_id}:p")
    for who in (people.bruno, people.ana):
        await services.preferences.switch(who, "fits", on=True)
    return services


async def ask(services: Services, who: Actor, typed: Typed = POINT, key: str = "n") -> int:
    return (await services.needs.post(who, NeedKind.CLIENT_NEEDS, typed, f"f:ask:{who.user_id}:{key}")).need.id


async def look(services: Services, database: Database) -> int:
    """Run the jobs that were begun; returns how many."""
    jobs = [job for job in await database.read(lambda tx: jobs_store.due(tx, 20)) if job.kind == fits.JOB]
    for job in jobs:
        await services.fits.run(job)
    return len(jobs)


async def fitting(services: Services, database: Database, user_id: int) -> list[tuple[str, str]]:
    found = await last_list(services, database, user_id)
    return [(item.record.seen.need.label, item.record.words) for item in found.items if item.kind == fits.ITEM]


async def test_whoever_wants_it_reads_it_once_with_their_own_words(
    ready: Services, database: Database, people: People, clock: Clock
) -> None:
    await ask(ready, people.ana)
    assert await look(ready, database) == 1
    assert await mornings(ready, database, clock) == [2], "neither who did not switch it on, nor the author"
    assert await fitting(ready, database, 2) == [("A-1", "Charging points, electric cars")]
    assert [await mornings(ready, database, clock) for _ in range(3)] == [[], [], []]


async def test_what_does_not_fit_or_is_over_is_not_named(
    ready: Services, database: Database, people: People, clock: Clock
) -> None:
    await ask(ready, people.ana, Typed("Violin lessons", trades=("Florist",), agreed="own"))
    closed = await ask(ready, people.ana, key="m")
    await look(ready, database)
    await ready.needs.close(people.ana, closed)
    ended = await ask(ready, people.ana, key="o")
    await ready.needs.close(people.ana, ended)
    assert await look(ready, database) == 1
    assert await mornings(ready, database, clock) == []


@pytest.mark.parametrize("what", ["offer", "mute"])
async def test_it_is_gone_from_the_list_where_it_does_not_wait_any_more(
    ready: Services, database: Database, people: People, clock: Clock, what: str
) -> None:
    need = await ask(ready, people.ana)
    await look(ready, database)
    await mornings(ready, database, clock)
    assert len(await fitting(ready, database, 2)) == 1
    if what == "offer":
        await ready.offers.offer(people.bruno, need, "f:offer:2:n", trade="Florist")
    else:
        await ready.muted_senders.mute(GROUP, 2, 1, on=True)
    assert await fitting(ready, database, 2) == []


@pytest.mark.parametrize("what", ["switch", "profile", "mute", "leave"])
async def test_who_wants_no_more_of_it_reads_nothing(
    ready: Services, database: Database, people: People, clock: Clock, what: str
) -> None:
    await ask(ready, people.ana)
    await look(ready, database)
    if what == "switch":
        await ready.preferences.switch(people.bruno, "fits", on=False)
    elif what == "profile":
        await ready.profiles.edit(people.bruno, Profile("x", "Cakes", "Couples", "bruno@example.org"), "f:2:q")
    elif what == "mute":
        await ready.muted_senders.mute(GROUP, 2, 1, on=True)
    else:
        await ready.leave.go(people.bruno, "2026-12-24", "")
    assert await mornings(ready, database, clock) == []


async def test_a_tip_asks_for_nothing(ready: Services, database: Database, people: People) -> None:
    tip = Typed("They have charging points for electric cars", title="A car park")
    await ready.needs.post(people.ana, NeedKind.TIP, tip, "f:ask:1:t")
    assert await look(ready, database) == 0


async def test_without_anybody_who_wants_it_no_job_is_begun(ready: Services, database: Database, people: People) -> None:
    for who in (people.bruno, people.ana):
        await ready.preferences.switch(who, "fits", on=False)
    await ask(ready, people.ana)
    assert await look(ready, database) == 0


async def test_a_job_that_runs_again_finds_the_same(ready: Services, database: Database, people: People) -> None:
    await ask(ready, people.ana)
    (job,) = [job for job in await database.read(lambda tx: jobs_store.due(tx, 20)) if job.kind == fits.JOB]
    sql = "SELECT user_id, need_id, words FROM need_fits"
    await ready.fits.run(job)
    first = [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]
    await ready.fits.run(job)
    assert [tuple(row) for row in await database.read(lambda tx: tx.all(sql))] == first
    assert [(user_id, need_id) for user_id, need_id, _ in first] == [(2, 1)]
    assert "Charging" not in first[0][2]


async def test_by_meaning_it_fits_in_the_other_language(
    ready: Services, database: Database, people: People, clock: Clock, model: Meaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PRESENT, "meaning", model)
    await opt_in(ready, people.ana)
    await ask(ready, people.ana, Typed("Pontos de recarga de carro elétrico para um prédio", trades=("Florist",), agreed="own"))
    await look(ready, database)
    assert await mornings(ready, database, clock) == [2]
    assert await fitting(ready, database, 2) == [("A-1", "Charging points for electric cars")]


async def test_what_was_found_goes_with_the_need_and_with_the_person(ready: Services, database: Database, people: People) -> None:
    async def kept() -> int:
        return len(await database.read(lambda tx: tx.all("SELECT 1 FROM need_fits")))

    need = await ask(ready, people.ana)
    await look(ready, database)
    assert await kept() == 1
    await database.write(lambda tx: fits.fits_store.prune(tx, GROUP))
    assert await kept() == 1
    await ready.needs.close(people.ana, need)
    await database.write(lambda tx: fits.fits_store.prune(tx, GROUP))
    assert await kept() == 0
    await ask(ready, people.ana, key="m")
    await look(ready, database)
    assert await kept() == 1
    await ready.privacy.delete(people.bruno, "A former member")
    assert await kept() == 0
