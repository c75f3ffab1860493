"""The digest comes once a week whatever happens to the clock, to the rules of zones, and to the group's own settings."""

import base64
import random
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzdata

from bot import process, settings
from bot.admin.setup import Changes
from bot.core.calendar import Weekday
from bot.core.db.database import Database
from bot.core.db.sqlite import SqliteDatabase
from bot.core.jobs import store as jobs_store
from bot.core.spreading import QUARTER_HOUR
from bot.services import Services
from bot.weekly.digest.schedule import Waits, spread
from bot.weekly.digest.service import thawed
from bot.weekly.digest.slots import LONGEST_TOLD
from tests.conftest import KEY, NOON, Clock
from tests.people import CHANNEL, People, actor
from tests.sealed import opened
from tests.weekly.test_digest import FRIDAY_NINE, posted, run_due

ZONES = ["America/Sao_Paulo", "Pacific/Kiritimati", "Pacific/Honolulu", "Australia/Lord_Howe", "Africa/Casablanca"]


async def late(database: Database) -> list[datetime]:
    rows = await database.read(lambda tx: tx.all("SELECT detail FROM outbox WHERE kind = 'digest.late' ORDER BY id"))
    return [datetime.fromisoformat(row["detail"]) for row in rows]


async def latest(database: Database) -> tuple[datetime, datetime] | None:
    """The days of which the digest tells that waits to be posted."""
    rows = await opened(database, "outbox", "facts", where="kind = 'digest' AND state = 'pending'")
    span = thawed(rows[-1][0]).period if rows else None
    return (span.start, span.end) if span else None


async def all_due(services: Services, database: Database) -> None:
    while await run_due(services, database):
        pass


@pytest.mark.parametrize(
    ("away", "told", "missed"),
    [
        (timedelta(days=7, hours=3), ["2026-W48"], []),
        (timedelta(days=9), [], [FRIDAY_NINE + timedelta(days=7)]),
        (timedelta(days=365), [], [FRIDAY_NINE + timedelta(days=364)]),
    ],
)
async def test_only_the_newest_that_was_missed_is_posted_or_offered(
    services: Services,
    people: People,
    database: Database,
    clock: Clock,
    away: timedelta,
    told: list[str],
    missed: list[datetime],
) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    clock.now = FRIDAY_NINE + away
    await all_due(services, database)
    assert [key.rsplit(":", 1)[1] for key in await posted(database)] == told
    assert await late(database) == missed
    next_at = (await services.digest.show(people.ana)).next_at
    assert next_at is not None
    assert clock.now < next_at <= clock.now + timedelta(days=7)


async def test_a_clock_that_jumps_ahead_and_back_leaves_no_week_without(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    clock.now = NOON + timedelta(days=365)
    await all_due(services, database)
    clock.now = NOON
    await services.job_repair.put_right()
    assert (await services.digest.show(people.ana)).next_at == FRIDAY_NINE
    clock.now = NOON + timedelta(days=3)
    await all_due(services, database)
    assert await late(database) == [FRIDAY_NINE + timedelta(days=357), FRIDAY_NINE], "27 hours late"
    clock.now = NOON
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    clock.now = FRIDAY_NINE
    await all_due(services, database)
    clock.now = FRIDAY_NINE - timedelta(hours=2)
    await services.job_repair.put_right()
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    clock.now = FRIDAY_NINE + timedelta(minutes=1)
    await all_due(services, database)
    assert await posted(database) == ["digest:100:2026-W47"], "the same hour twice is told once"


@contextmanager
def rules(folder: Path, zone: str, like: str) -> Iterator[None]:
    """Until the end `zone` has the rules of another one, as after an update of the system's zones."""
    folders = [*zoneinfo.TZPATH, Path(tzdata.__file__).parent / "zoneinfo"]
    path = next(Path(each, like) for each in folders if Path(each, like).exists())
    (folder / zone).parent.mkdir(parents=True, exist_ok=True)
    (folder / zone).write_bytes(path.read_bytes())
    usual = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(folder), *usual])
    ZoneInfo.clear_cache()
    try:
        yield
    finally:
        zoneinfo.reset_tzpath(usual)
        ZoneInfo.clear_cache()


@pytest.mark.parametrize(("like", "hours"), [("America/Noronha", -1), ("America/Manaus", 1)])
async def test_new_rules_of_a_zone_move_what_waits(
    services: Services, people: People, database: Database, clock: Clock, tmp_path: Path, like: str, hours: int
) -> None:
    """São Paulo moves its clock by an hour between two runs of the bot."""
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    with rules(tmp_path / "zones", "America/Sao_Paulo", like):
        due_at = FRIDAY_NINE + timedelta(hours=hours)
        if hours > 0:
            clock.now = FRIDAY_NINE
            await run_due(services, database)
            assert await posted(database) == [], "an hour too early by the new rules"
        again = Services(database)
        await again.job_repair.put_right()
        assert (await again.digest.show(people.ana)).next_at == due_at
        clock.now = due_at
        await all_due(again, database)
        assert await posted(database) == ["digest:100:2026-W47"]
        assert (await again.digest.show(people.ana)).next_at == due_at + timedelta(days=7)
    await services.job_repair.put_right()
    assert (await services.digest.show(people.ana)).next_at == FRIDAY_NINE + timedelta(days=7)


async def test_what_comes_every_day_comes_back_with_the_clock(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    async def due() -> dict[str, datetime | None]:
        return {
            kind: await database.read(lambda tx, kind=kind: jobs_store.next_of(tx, 100, kind)) for kind in ("care", "presence")
        }

    usual = await due()
    clock.now = NOON + timedelta(days=365)
    for job in await database.read(lambda tx: jobs_store.due(tx, 10)):
        await {"care": services.daily_job.run, "presence": services.departures.run}[job.kind](job)
    assert all(moment is not None and moment > clock.now for moment in (await due()).values())
    clock.now = NOON
    await services.job_repair.put_right()
    assert await due() == usual


async def test_what_rests_goes_on_to_where_the_rules_move_it(
    services: Services, people: People, database: Database, tmp_path: Path
) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    await database.write(lambda tx: jobs_store.rest(tx, 100, ["digest"]))
    with rules(tmp_path / "zones", "America/Sao_Paulo", "America/Noronha"):
        await services.job_repair.put_right()
    assert 100 in await database.read(jobs_store.resting)
    await database.write(lambda tx: jobs_store.resume(tx, 100))
    assert (await services.digest.show(people.ana)).next_at == FRIDAY_NINE - timedelta(hours=1)


async def test_what_a_new_hour_means_for_this_week_is_said(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    first = await services.digest.schedule(people.ana, Weekday.TUESDAY, time(9))
    assert (first.next_at, first.waits) == (FRIDAY_NINE + timedelta(days=4), Waits.PASSED)
    friday = await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    assert (friday.next_at, friday.waits) == (FRIDAY_NINE, Waits.FOR_NOTHING)
    clock.now = FRIDAY_NINE
    await all_due(services, database)
    sunday = await services.digest.schedule(people.ana, Weekday.SUNDAY, time(9))
    assert (sunday.next_at, sunday.waits) == (FRIDAY_NINE + timedelta(days=9), Waits.TOLD)
    assert (await services.digest.show(people.ana)).waits is Waits.FOR_NOTHING
    clock.now = FRIDAY_NINE + timedelta(days=9)
    await all_due(services, database)
    assert await latest(database) == (FRIDAY_NINE, FRIDAY_NINE + timedelta(days=9)), "no day is left out"


async def test_a_week_that_was_told_late_to_moderators_may_still_be_told(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.digest.schedule(people.ana, Weekday.TUESDAY, time(9))
    clock.now = FRIDAY_NINE + timedelta(days=6)
    await all_due(services, database)
    assert len(await late(database)) == 1
    friday = await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    assert friday.next_at == FRIDAY_NINE + timedelta(days=7)
    assert friday.waits is Waits.FOR_NOTHING


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_a_group_changes_there_is_one_a_week_and_no_day_twice_or_left_out(
    sqlite: SqliteDatabase, clock: Clock, seed: int
) -> None:
    """Half a year in which somebody cannot decide on a zone, a day and an hour."""
    services, ana, chance = Services(sqlite), actor(1), random.Random(seed)
    await services.setup.set_up(ana, Changes(time_zone=ZONES[0]), CHANNEL)
    await services.digest.schedule(ana, Weekday.FRIDAY, time(9))
    told: list[tuple[datetime, datetime]] = []
    for _ in range(26 * 14):
        clock.pass_by(hours=12 * chance.random() + 6)
        await all_due(services, sqlite)
        span = await latest(sqlite)
        told += [span] if span is not None and span not in told else []
        if chance.random() < 0.1:
            clock.now -= timedelta(hours=2)
        if chance.random() < 0.2:
            await services.setup.set_up(ana, Changes(time_zone=chance.choice(ZONES)), CHANNEL)
        if chance.random() < 0.15:
            scheduled = await services.digest.schedule(ana, chance.choice([*Weekday]), time(chance.randrange(24), 30))
            assert scheduled.next_at is not None
            assert clock.now < scheduled.next_at <= clock.now + timedelta(days=14)
    keys = await posted(sqlite)
    assert len(keys) > 10
    assert len(set(keys)) == len(keys) == len(told)
    assert not await late(sqlite)
    for (_, before), (start, end) in pairwise(told):
        assert start == before or end - before > LONGEST_TOLD
        assert start >= before


async def test_spread_digests_come_before_the_hour_and_their_periods_join(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    """The operator switches it on after the first digest and off after the third."""
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    spans: list[tuple[datetime, datetime]] = []
    for week, on in enumerate((False, True, True, False, False)):
        await services.digest.spread(on=on)
        await services.job_repair.put_right()
        next_at = (await services.digest.show(people.ana)).next_at
        chosen = FRIDAY_NINE + timedelta(days=7 * week)
        assert next_at is not None
        assert (next_at < chosen) is on
        assert chosen - QUARTER_HOUR < next_at <= chosen
        clock.now = next_at
        await all_due(services, database)
        span = await latest(database)
        assert span is not None
        assert span[1] == next_at
        spans.append(span)
    assert [one[1] for one in spans[:-1]] == [other[0] for other in spans[1:]], "each begins where the one before it ends"
    assert await posted(database) == [f"digest:100:2026-W{number}" for number in (47, 48, 49, 50, 51)]


async def test_who_sees_the_schedule_reads_the_time_at_which_it_comes(services: Services, people: People) -> None:
    await services.digest.spread(on=True)
    scheduled = await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    assert scheduled.next_at == (await services.digest.show(people.ana)).next_at
    assert scheduled.next_at is not None
    assert FRIDAY_NINE - QUARTER_HOUR < scheduled.next_at < FRIDAY_NINE
    assert scheduled.group.digest_time == time(9), "the group's choice stays"


async def test_each_start_notes_what_the_operator_chose(tmp_path: Path) -> None:
    key = base64.b64encode(KEY).decode()
    environ = {"GOODWORD_DATABASE__URL": f"sqlite:///{tmp_path}/goodword.db", "GOODWORD_STORE__KEY": key}
    for on in (True, False):
        chosen = settings.load(None, environ | {"GOODWORD_DIGEST__SPREAD": str(on).lower()})
        async with process.open_bot(chosen, is_embedded=True) as goodword:
            assert await goodword.database.read(spread) == (QUARTER_HOUR if on else timedelta())
    assert not settings.load(None, environ).digest.spread
