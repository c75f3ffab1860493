"""The store fails at any statement of a use case: nothing of it is kept, and doing it again does it once. On both engines."""

from collections.abc import Awaitable, Callable

import pytest

from bot.asks import morning
from bot.asks.model import NeedKind
from bot.core.db.database import Database
from bot.services import Services
from tests.asks.test_needs import COVER, TIP, post
from tests.conftest import Clock
from tests.failing import fail_at_each_statement, rows_of
from tests.people import GROUP, People

Act = Callable[[Services, People], Awaitable[object]]
TABLES = ("needs", "need_trades", "offers", "helps", "entries", "thanks", "log", "outbox", "actions", "groups")


async def _tend(services: Services, _people: People) -> object:
    return await services.needs.database.write(lambda tx: morning.tend(tx, GROUP))


ACTS: dict[str, Act] = {
    "post": lambda services, people: post(services, people, NeedKind.CLIENT_NEEDS, key="f:ask:1:x"),
    "replace": lambda services, people: services.needs.again(people.ana, 1, "f:again:1:n"),
    "offer": lambda services, people: services.offers.offer(people.caio, 1, "f:offer:3:n", text="Another"),
    "choose": lambda services, people: services.offers.choose(people.ana, 2, 2),
    "let go": lambda services, people: services.offers.let_go(people.bruno, 2),
    "helped": lambda services, people: services.helping.helped(people.ana, 1, 2, "Thank you", "f:helped:1:n"),
    "useful": lambda services, people: services.helping.useful(people.ana, 3),
    "met": lambda services, people: services.needs.met(people.ana, 1),
    "void": lambda services, people: services.moderation.void(people.ana, "A", 3, "An advert"),
    "close": lambda services, people: services.needs.close(people.bruno, 4),
    "void a cover": lambda services, people: services.moderation.void(people.ana, "A", 4, "Made up"),
    "not chosen": lambda services, people: services.offers.let_go(people.caio, 4),
    "left": lambda services, people: services.departures.left(GROUP, 2),
    "morning": _tend,
}


@pytest.mark.scenario
@pytest.mark.parametrize("name", list(ACTS))
async def test_nothing_is_kept_of_what_failed(
    services: Services, database: Database, people: People, clock: Clock, name: str
) -> None:
    await post(services, people, NeedKind.QUESTION)
    await services.offers.offer(people.bruno, 1, "f:offer:2:n", text="One")
    await post(services, people, NeedKind.COVER, key="f:ask:1:m")
    await services.offers.offer(people.bruno, 2, "f:offer:2:m")
    await services.needs.post(people.bruno, NeedKind.TIP, TIP, "f:ask:2:n")
    await services.helping.useful(people.caio, 3)
    await services.needs.post(people.bruno, NeedKind.COVER, COVER, "f:ask:2:c")
    await services.offers.offer(people.caio, 4, "f:offer:3:c")
    await services.offers.choose(people.bruno, 4, 3)
    if name == "morning":
        clock.pass_by(days=40)
    before = await rows_of(database, TABLES)
    number = await fail_at_each_statement(database, lambda: ACTS[name](services, people), lambda: rows_of(database, TABLES))
    assert await rows_of(database, TABLES) != before
    assert number > 3, "it failed at each of its statements"
