"""An import of the roll undone as a whole: who came in is out, what was replaced is back, what changed since stays."""

import json

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.groups.model import Seats
from bot.membership.applications.service import Application
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person, Status
from bot.membership.members.profile import Profile
from bot.membership.roster_import import store as roster_import_store
from bot.referrals.history import service as history_service
from bot.services import Services
from tests.conftest import Clock
from tests.membership.test_roster_import import everybody, told, upload
from tests.passing import MARIA
from tests.people import CHANNEL, GROUP, People, actor, someone
from tests.sealed import opened
from tests.sheets import read_past

ROWS = [
    ["Duda", "Baker", "Duda's Bread", "+44 20 7946 0000"],
    ["Érica Nunes", "Dentist", "", "erica@example.org"],
    ["Bruno", "Plumber", "Bruno & Co", ""],
    ["Caio", "Painter", "", ""],
]


async def brought(services: Services, people: People, rows: list[list[str]] = ROWS) -> int:
    draft, _ = await upload(services, people, rows)
    return (await services.roster_import.apply(people.ana, draft)).made.id


async def logged(database: Database, action: str) -> list[tuple[dict[str, object], dict[str, object]]]:
    rows = await opened(database, "log", "before", "after", where=f"action = '{action}'")
    return [(json.loads(before), json.loads(after)) for before, after in rows]


async def test_everybody_is_what_they_were_before_once_and_the_log_says_what_was_replaced(
    services: Services, people: People, database: Database
) -> None:
    await services.setup.set_up(people.ana, Changes(member_role_id=77), CHANNEL)
    before = await everybody(database)
    number = await brought(services, people)
    replaced = dict(zip(("Duda", "Érica", "Bruno", "Caio"), await logged(database, "member.import"), strict=True))
    assert replaced["Bruno"] == (
        {"status": "active", "seat": before["Bruno"].seat, "business": before["Bruno"].profile.business},
        {"status": "active", "seat": "Plumber", "business": "Bruno & Co"},
    )
    assert "contact" not in str(replaced), "contacts are their owners', also in the log"
    count = len(await told(database))
    undone = await services.roster_import.undo(people.ana, number)
    assert (undone.made.stayed, undone.made.undone_at is not None, undone.moderator) == (0, True, "Ana")
    after = await everybody(database)
    assert after.keys() == {"Ana", "Bruno", "Caio", "Duda"}, "whom nothing names but the roll is gone"
    for name in ("Bruno", "Caio"):
        assert replace(after[name], version=0) == replace(before[name], version=0)
    assert after["Duda"].status is Status.FORMER
    assert (await told(database))[count:] == [("member.role", 4), ("member.remove", 4)]
    assert await services.roster_import.undo(people.ana, number) == undone, "done twice it changes nothing"
    assert len(await logged(database, "member.import_undo")) == 4
    assert await logged(database, "roll.undo") == [({"added": 4, "stayed": 0}, {})]
    assert not await database.read(lambda tx: tx.all("SELECT * FROM roll_import_changes"))
    assert await brought(services, people) != number, "the same file can be brought in again"


async def test_who_has_a_referral_under_way_with_somebody_put_out_again_is_told(
    services: Services, people: People, database: Database
) -> None:
    number = await brought(services, people)
    await services.referrals.give(people.ana, someone(4), MARIA, "f:1:n")
    await services.roster_import.undo(people.ana, number)
    rows = await database.read(lambda tx: tx.all("SELECT record_id, user_id FROM outbox WHERE kind = 'member.other_left'"))
    assert [(row["record_id"], row["user_id"]) for row in rows] == [(4, 1)]


async def test_what_changed_since_stays(services: Services, people: People, database: Database) -> None:
    number = await brought(services, people)
    await services.roster.decide(people.ana, Person(4), Step.REMOVE, "moved")
    await services.roster.move_seat(people.ana, someone(3), "Cook")
    await services.profiles.edit(people.bruno, Profile("Mine", "Bread", "Cafés", "b@example.org", ""), "f:2:x")
    bruno = (await everybody(database))["Bruno"]
    undone = await services.roster_import.undo(people.ana, number)
    after = await everybody(database)
    assert (after["Bruno"].profile, after["Bruno"].seat != "Plumber") == (bruno.profile, True)
    assert (after["Caio"].seat, after["Duda"].status) == ("Cook", Status.FORMER)
    assert undone.made.stayed == 2


async def test_who_was_recognised_is_expected_again_with_their_past(
    services: Services, people: People, database: Database
) -> None:
    await brought(services, people, [["Eduarda Alves", "Baker", "Duda's Bread", ""]])
    slips = read_past([["From", "To", "Date"], ["Eduarda Alves", "Ana", "2025-03-14"]])
    past = await services.history_import.keep(
        people.ana, history_service.read(slips, await services.history_import.roll(people.ana))
    )
    await services.history_import.preview(people.ana, past)
    await services.history_import.apply(people.ana, past)
    draft, _ = await upload(services, people, [["Eduarda Alves", "duda.bread"]], ["Name", "User name"])
    recognised = await services.roster_import.apply(people.ana, draft)
    await services.roster_import.undo(people.ana, recognised.made.id)
    after = await everybody(database)
    assert (after["Eduarda Alves"].user_id, after["Eduarda Alves"].status, after["Duda"].status) == (
        -1,
        Status.EXPECTED,
        Status.FORMER,
    )
    rows = await database.read(lambda tx: tx.all("SELECT giver_id FROM past_referrals"))
    assert [row["giver_id"] for row in rows] == [-1]
    again, plan = await upload(services, people, [["Eduarda Alves", "duda.bread"]], ["Name", "User name"])
    assert [entry.outcome.value for entry in plan.entries] == ["recognise"]
    await services.roster_import.apply(people.ana, again)


async def test_somebody_expected_whom_past_referrals_name_stays_a_former_member(
    services: Services, people: People, database: Database
) -> None:
    number = await brought(services, people, [["Eduarda Alves", "Baker", "", ""]])
    slips = read_past([["From", "To", "Date"], ["Eduarda Alves", "Ana", "2025-03-14"]])
    past = await services.history_import.keep(
        people.ana, history_service.read(slips, await services.history_import.roll(people.ana))
    )
    await services.history_import.preview(people.ana, past)
    await services.history_import.apply(people.ana, past)
    await services.roster_import.undo(people.ana, number)
    assert (await everybody(database))["Eduarda Alves"].status is Status.FORMER


async def test_an_applicant_waits_again_and_a_trade_that_is_taken_by_now_is_not_given_back(
    services: Services, people: People, database: Database
) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.applications.apply(people.duda, Application("Baker", "Bread", "Cakes", "Cafés", "d@example.org"), "f")
    former = (await everybody(database))["Bruno"].seat
    number = await brought(services, people, [["Duda", "Pastry cook", "", ""], ["Bruno", "Plumber", "", ""]])
    await services.roster.move_seat(people.ana, someone(3), former)
    await services.roster_import.undo(people.ana, number)
    after = await everybody(database)
    assert (after["Duda"].status, after["Duda"].seat) == (Status.APPLICANT, "Baker")
    assert (after["Bruno"].seat, after["Caio"].seat) == ("Plumber", former)


async def test_it_is_the_moderators_and_ends_after_thirty_days(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    number = await brought(services, people)
    for who in (people.bruno, actor(1, group_id=101)):
        with pytest.raises(Refused):
            await services.roster_import.undo(who, number)
    with pytest.raises(Refused):
        await services.roster_import.get(people.ana, number + 1)
    await services.privacy.delete(people.bruno, "a former member")
    rows = await database.read(lambda tx: tx.all("SELECT member_id FROM roll_import_changes WHERE group_id = ?", GROUP))
    assert {row["member_id"] for row in rows} == {3, 4, -1}
    assert "Bruno & Co" not in str(await logged(database, "member.import"))
    clock.pass_by(days=30, minutes=1)
    with pytest.raises(Refused, match="older than thirty days"):
        await services.roster_import.undo(people.ana, number)
    assert not (await services.roster_import.get(people.ana, number)).made.can_be_undone
    await database.write(lambda tx: roster_import_store.purge(tx, GROUP))
    assert not await database.read(lambda tx: tx.all("SELECT * FROM roll_import_changes"))
    assert (await everybody(database))["Caio"].seat == "Painter"
