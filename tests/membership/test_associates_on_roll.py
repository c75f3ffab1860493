"""Members without a trade in a roll's file, and expected ones who are recognised."""

import pytest

from bot.admin.setup import Changes
from bot.core.db.database import Database
from bot.groups.model import Seats
from bot.i18n import words
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Profile
from bot.membership.roster_import.columns import Column, Row, names_associate
from bot.membership.roster_import.model import Answer, Plan, RowOutcome
from bot.services import Services
from cogs.members.roster_import_cards import roll_rows
from tests.membership.test_roster_import import HEAD, apply, everybody, told, upload, why
from tests.people import BAKER, CHANNEL, GROUP, People, someone

WITH_STATUS = ["Name", "Trade", "Status"]


def outcomes(plan: Plan) -> list[RowOutcome]:
    return [entry.outcome for entry in plan.entries]


def notes(plan: Plan) -> list[str]:
    return [note.text.format(**note.params) for entry in plan.entries for note in entry.notes]


@pytest.mark.parametrize(
    ("column", "text", "means"),
    [
        (Column.SEAT, "Friend of the group", True),
        (Column.SEAT, "AMIGA DO GRUPO", True),
        (Column.STATUS, " amigo do grupo ", True),
        (Column.STATUS, "Associate", True),
        (Column.SEAT, "Associate", False),
        (Column.STATUS, "member", False),
        (Column.STATUS, "associado", False),
        (Column.SEAT, "", False),
    ],
)
def test_which_words_mean_an_associate(column: Column, text: str, means: bool) -> None:
    assert names_associate(Row(1, {column: text})) is means


async def test_a_file_brings_associates_in_expects_them_and_takes_trades(
    services: Services, people: People, database: Database
) -> None:
    before = len(await told(database))
    draft, plan = await upload(
        services,
        people,
        [
            ["Duda", "friend of the group", ""],
            ["Elisa Prado", "Librarian", "associate"],
            ["Bruno", "Amigo do grupo", ""],
            ["Caio", "", ""],
        ],
        WITH_STATUS,
    )
    assert outcomes(plan) == [RowOutcome.ADD, RowOutcome.EXPECT, RowOutcome.CHANGE, RowOutcome.SAME]
    assert notes(plan) == ["a friend of the group has no trade, so “Librarian” is left out"]
    assert await apply(services, people, draft) == 3
    roll = await everybody(database)
    assert {name for name, each in roll.items() if each.is_associate} == {"Duda", "Elisa Prado", "Bruno"}
    assert (roll["Elisa Prado"].status, roll["Caio"].seat) == (Status.EXPECTED, "Trade 3")
    assert (await told(database))[before:] == [("member.associate", 4)], "who changes reads nothing, as with any trade"
    openings = await services.openings.seats(people.ana)
    assert [each.seat for each in openings.taken] == ["Trade 1", "Trade 3"]


async def test_without_a_word_for_it_a_missing_trade_is_asked_for(services: Services, people: People) -> None:
    await services.associates.make(people.ana, someone(2))
    _, plan = await upload(services, people, [["Duda", ""], ["Bruno", ""]], ["Name", "Trade"])
    assert "“friend of the group” for who has none" in why(plan, 2)
    assert plan.entries[1].outcome is RowOutcome.SAME, "who has none keeps none"


async def test_who_deleted_their_data_does_not_come_back_as_an_associate(services: Services, people: People) -> None:
    await services.associates.make(people.ana, someone(4))
    await services.privacy.delete(people.duda, "A former member")
    _, plan = await upload(services, people, [["Duda", ""]], ["Name", "Trade"])
    assert "The trade is missing" in why(plan, 2)


async def test_a_trade_in_the_file_ends_it(services: Services, people: People, database: Database) -> None:
    await services.associates.make(people.ana, someone(2))
    draft, _ = await upload(services, people, [["Bruno", "Florist"]], ["Name", "Trade"])
    assert await apply(services, people, draft) == 1
    assert (await everybody(database))["Bruno"].seat == "Florist"


async def test_an_unknown_status_can_be_said_to_mean_it(services: Services, people: People) -> None:
    draft, plan = await upload(services, people, [["Duda", "Baker", "supporter"]], WITH_STATUS)
    assert [each.text for each in plan.asked] == ["supporter"]
    await services.roster_import.say_standing(people.ana, draft, 0, Answer.ASSOCIATE)
    plan = await services.roster_import.preview(people.ana, draft)
    (entry,) = plan.entries
    assert entry.after is not None
    assert (entry.outcome, entry.after.is_associate) == (RowOutcome.ADD, True)


async def test_several_are_no_rivals_where_a_trade_has_one_holder(services: Services, people: People, database: Database) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    rows = [[name, "friend of the group", "", ""] for name in ("Bruno", "Caio", "Duda", "Elisa Prado")]
    draft, plan = await upload(services, people, rows)
    assert plan.count(RowOutcome.REFUSE) == 0
    made = await services.roster_import.apply(people.ana, draft)
    roll = await everybody(database)
    assert {each.partner_of for each in roll.values()} == {None}
    undone = await services.roster_import.undo(people.ana, made.made.id)
    assert undone.made.stayed == 0
    roll = await everybody(database)
    assert (roll["Bruno"].seat, roll["Caio"].seat) == ("Trade 2", "Trade 3")


async def test_undoing_makes_several_associates_again(services: Services, people: People, database: Database) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    for number in (2, 3):
        await services.associates.make(people.ana, someone(number))
    draft, _ = await upload(services, people, [["Bruno", "Florist", "", ""], ["Caio", "Baker", "", ""]])
    made = await services.roster_import.apply(people.ana, draft)
    await services.roster_import.undo(people.ana, made.made.id)
    roll = await everybody(database)
    assert [roll[name].is_associate for name in ("Bruno", "Caio")] == [True, True]


@pytest.mark.parametrize("tag", ["en", "pt-BR"])
async def test_an_export_is_read_again_without_a_change(services: Services, people: People, database: Database, tag: str) -> None:
    draft, _ = await upload(services, people, [["Elisa Prado", "friend of the group", "", ""]])
    await apply(services, people, draft)
    await services.associates.make(people.ana, someone(2))
    await services.associates.make(people.ana, someone(3))
    await services.roster.pause(people.ana, someone(3))
    exported = await services.roster_import.export(people.ana)
    head, *rows = roll_rows(words(tag), exported)
    assert [row[2] for row in rows if row[1] != "Ana"] == ["friend of the group" if tag == "en" else "amigo do grupo"] * 3
    _, plan = await upload(services, people, rows, head)
    assert outcomes(plan) == [RowOutcome.SAME] * 4


async def test_an_expected_associate_is_recognised_as_one(services: Services, people: People, database: Database) -> None:
    """Also one who applied as something: what the moderators entered counts."""
    draft, _ = await upload(services, people, [["Elisa Prado", "friend of the group", "", ""]], HEAD)
    await apply(services, people, draft)
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    claim = await services.claims.claim_by_name(people.duda, "Elisa Prado")
    await services.claims.decide(people.ana, 4, claim.number, accept=True)
    member = await services.roster.get(GROUP, 4)
    assert member is not None
    assert (member.status, member.is_associate, member.profile.offer) == (Status.ACTIVE, True, "Cakes")


async def test_an_expected_associate_may_be_meant_in_the_history(services: Services, people: People) -> None:
    draft, _ = await upload(services, people, [["Elisa Prado", "friend of the group", "", ""]], HEAD)
    await apply(services, people, draft)
    assert "Elisa Prado" in {each.name for each in await services.history_import.roll(people.ana)}


async def test_an_associate_need_not_have_a_business(services: Services, people: People) -> None:
    await services.associates.make(people.ana, someone(2))
    member: Member = await services.profiles.edit(people.bruno, Profile(offer="Books"), "f:2:p")
    assert member.profile == Profile(offer="Books")
