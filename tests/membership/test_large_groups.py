"""Groups of thousands: what one transaction reads does not grow with them."""

from datetime import UTC, datetime, timedelta

from bot.core.db.database import Database, Tx
from bot.core.jobs import store as jobs_store
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Profile, Story
from bot.services import Services
from tests.conftest import KEY, NOON, Clock
from tests.growth import counted
from tests.people import GROUP, People

FIRST = 1_000
"""The id of the first of many members."""


async def fill(database: Database, number: int, *statuses: Status) -> None:
    """Add so many members to the group, with profiles, their statuses in turn."""

    async def work(tx: Tx) -> None:
        for n in range(number):
            await members_store.save(
                tx,
                Member(
                    GROUP,
                    FIRST + n,
                    f"Member {n:04}",
                    statuses[n % len(statuses)],
                    f"Trade {n}",
                    Profile(f"Shop {n}", f"Lamps of kind {n}", "Families who move", f"m{n}@example.org", ""),
                    Story(skills="repairs"),
                    joined_at=NOON - timedelta(days=n),
                ),
            )

    await database.write(work)


async def test_a_slice_of_the_nightly_check_reads_its_own_range_and_opens_nothing(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    """`people` has three members."""
    await fill(database, 300, Status.ACTIVE, Status.LEFT, Status.PAUSED, Status.APPLICANT, Status.FORMER)
    clock.now = datetime(2026, 11, 19, 5, tzinfo=UTC)
    (job,) = [job for job in await database.read(lambda tx: jobs_store.due(tx, 10)) if job.kind == "presence"]
    with counted(database, KEY) as reads:
        await services.departures.run(job)
    assert [read.opened for read in reads] == [0]
    slices = await database.read(lambda tx: tx.all("SELECT record_id, detail FROM outbox WHERE kind = 'presence.call'"))
    with counted(database, KEY) as reads:
        calls = [await services.departures.roll_call(GROUP, row["record_id"], int(row["detail"])) for row in slices]
    assert len(calls) > 4
    assert sum(len(call.expected | call.gone) for call in calls) == 240 + 3
    assert sum(read.rows for read in reads) <= 310, "each row is read once in the whole night"
    assert [read.opened for read in reads] == [0] * len(reads)
