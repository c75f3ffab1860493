"""Edits of what somebody was sent, queued when they leave the group or come back: in slices, once, behind what people wait for."""

from msgspec.structs import replace

from bot.core.db.database import Database
from bot.core.feature import Urgency
from bot.core.jobs import store as jobs_store
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Posted
from bot.membership.members.lifecycle import Step
from bot.referrals import belonging_job
from bot.services import Services
from tests.people import GROUP, People, someone
from tests.referrals.test_edits import MARIA


async def give(services: Services, database: Database, people: People, number: int) -> None:
    """Ana gives Bruno so many referrals, each of whose cards stands in his messages."""
    for nonce in range(number):
        await database.write(lambda tx: tx.run("DELETE FROM allowances"))
        opened = await services.referrals.give(
            people.ana, someone(2), replace(MARIA, contact=f"maria{nonce}@example.org"), f"f:1:{nonce}"
        )
        subject = f"referral:{opened.referral.id}:receiver"
        await database.write(lambda tx, subject=subject: outbox_store.keep_posted(tx, GROUP, subject, Posted(70, 71)))


async def edits(database: Database) -> list[tuple[str, int]]:
    sql = "SELECT subject, urgency FROM outbox WHERE only_edit = 1 AND kind LIKE 'referral%' ORDER BY id"
    return [(row["subject"], row["urgency"]) for row in await database.read(lambda tx: tx.all(sql))]


async def run(services: Services, database: Database) -> int:
    """Run what is pending; how many jobs those were."""
    found = await database.read(lambda tx: jobs_store.pending(tx, belonging_job.JOB))
    for job in found:
        await services.belonging_job.run(job)
    return len(found)


async def test_every_card_is_edited_behind_what_people_wait_for(services: Services, people: People, database: Database) -> None:
    number = belonging_job.SLICE + 2
    await give(services, database, people, number)
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved away")
    assert await run(services, database) == 1
    found = await edits(database)
    assert len({subject for subject, _ in found}) == len(found) == number
    assert {urgency for _, urgency in found} == {Urgency.CLOCK.value}
    assert await run(services, database) == 0, "done"


async def test_who_comes_back_reads_them_again_and_who_was_sent_nothing_costs_nothing(
    services: Services, people: People, database: Database
) -> None:
    await give(services, database, people, 1)
    for changed in (services.departures.left, services.departures.back, services.departures.left):
        await changed(GROUP, 2)
    assert await run(services, database) == 3
    await services.departures.left(GROUP, 3)
    assert await run(services, database) == 0


async def test_a_client_who_was_wiped_is_not_looked_at(services: Services, people: People, database: Database) -> None:
    await give(services, database, people, 1)
    await services.erasure.forget(2, 1)
    await services.departures.left(GROUP, 2)
    assert await run(services, database) == 0
