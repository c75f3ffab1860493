"""Several do the same at one moment, on both engines: each meeting is made once, and no two are on one day."""

import asyncio

from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.meetings import planning
from bot.services import Services
from tests.conftest import Clock
from tests.meetings.test_meetings import TUESDAY, coming, local, schedule
from tests.people import GROUP, People


async def test_two_series_of_one_day(services: Services, database: Database, people: People) -> None:
    acts = [schedule(services, people, TUESDAY, f"k:{number}") for number in range(4)]
    done = await asyncio.gather(*acts, return_exceptions=True)
    assert len([each for each in done if isinstance(each, Refused)]) == 3
    assert len(await coming(database)) == 3


async def test_one_form_sent_twice(services: Services, database: Database, people: People) -> None:
    done = await asyncio.gather(*(schedule(services, people) for _ in range(4)))
    assert len({each.series.id for each in done}) == 1
    assert len(await coming(database)) == 3


async def test_the_morning_in_several_processes(services: Services, database: Database, people: People, clock: Clock) -> None:
    await schedule(services, people)
    clock.pass_by(days=15)
    await asyncio.gather(*(database.write(lambda tx: planning.tend(tx, GROUP)) for _ in range(4)))
    numbers = await database.read(lambda tx: tx.all("SELECT number, day FROM meetings ORDER BY day"))
    assert [row["number"] for row in numbers] == [1, 2, 3, 4, 5]
    assert len({row["day"] for row in numbers}) == 5


async def test_two_meetings_moved_to_one_day(services: Services, database: Database, people: People) -> None:
    await schedule(services, people)
    acts = [
        services.meetings.move(people.ana, day, "2026-12-03 08:00", f"k:{day}")
        for day in ("2026-11-24", "2026-12-01", "2026-12-08")
    ]
    done = await asyncio.gather(*acts, return_exceptions=True)
    assert len([each for each in done if isinstance(each, Refused)]) == 2
    assert len({each[:10] for each in local(await coming(database))}) == 3
