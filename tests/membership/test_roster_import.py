"""A roll from a spreadsheet: whom it means, what would change, and all of it or nothing written once."""

import asyncio
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.core.text import plain
from bot.groups.model import Seats
from bot.membership.applications.service import Application
from bot.membership.import_sessions.model import NOBODY, Meant
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Member, Person, Status
from bot.membership.members.profile import Profile, Sharing
from bot.membership.roster_import import name_matching
from bot.membership.roster_import.columns import Column
from bot.membership.roster_import.model import WRITTEN, Found, Plan, RowOutcome, Upload
from bot.membership.roster_import.service import RollChanged
from bot.membership.seats import waitlists
from bot.services import Services
from tests.conftest import Clock
from tests.people import CHANNEL, GROUP, People, actor, someone
from tests.sheets import read_roll

HEAD = ["Name", "Trade", "Business", "Contact"]
IN_SERVER = (
    Found(1, "Ana"),
    Found(2, "Bruno"),
    Found(3, "Caio"),
    Found(4, "Duda", ("duda.bread",)),
    Found(9, "Robot", (), is_bot=True),
)


async def upload(
    services: Services, people: People, rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD
) -> tuple[str, Plan]:
    read = read_roll([head, *rows])
    roll = await services.roster_import.roll(people.ana)
    found = {person.user_id: person for person in IN_SERVER}
    draft = await services.roster_import.keep(people.ana, Upload(tuple(read), found, name_matching.meant(read, roll, IN_SERVER)))
    return draft, await services.roster_import.preview(people.ana, draft)


async def apply(services: Services, people: People, draft: str) -> int:
    """How many people were written."""
    return (await services.roster_import.apply(people.ana, draft)).made.written


async def everybody(database: Database) -> dict[str, Member]:
    return {member.name: member for member in await database.read(lambda tx: members_store.roll(tx, GROUP, list(Status)))}


async def told(database: Database) -> list[tuple[str, int]]:
    """Who gets a message, or a role, because of imports alone."""
    rows = await database.read(lambda tx: tx.all("SELECT kind, record_id FROM outbox WHERE created_at > ? ORDER BY id", 0))
    return [(row["kind"], row["record_id"]) for row in rows]


def why(plan: Plan, row: int) -> str:
    entry = next(entry for entry in plan.entries if entry.row == row)
    assert entry.outcome is RowOutcome.REFUSE
    assert entry.why is not None
    return entry.why.text.format(**entry.why.params)


async def test_rows_are_added_expected_and_changed_and_the_new_members_alone_are_welcomed(
    services: Services, people: People, database: Database
) -> None:
    await services.setup.set_up(people.ana, Changes(member_role_id=77), CHANNEL)
    before = await told(database)
    draft, plan = await upload(
        services,
        people,
        [
            ["Duda", "Baker", "Duda's Bread", "+44 20 7946 0000"],
            ["Érica Nunes", "Dentist", "", "erica@example.org"],
            ["bruno", "Plumber", "", ""],
        ],
    )
    assert [entry.outcome for entry in plan.entries] == [RowOutcome.ADD, RowOutcome.EXPECT, RowOutcome.CHANGE]
    assert plan.entries[2].changed == (Column.SEAT,)
    assert (await everybody(database)).keys() == {"Ana", "Bruno", "Caio"}, "nothing is written before it is asked for"
    assert await apply(services, people, draft) == 3
    roll = await everybody(database)
    assert (roll["Duda"].user_id, roll["Duda"].status, roll["Duda"].profile.contact) == (4, Status.ACTIVE, "+44 20 7946 0000")
    assert (roll["Érica Nunes"].user_id, roll["Érica Nunes"].status) == (-1, Status.EXPECTED)
    assert roll["Érica Nunes"].profile == Profile(contact="erica@example.org")
    assert (roll["Bruno"].seat, roll["Bruno"].status) == ("Plumber", Status.ACTIVE)
    assert (await told(database))[len(before) :] == [("member.role", 4), ("member.add", 4)]
    history = await services.roster.history(people.ana, Person(-1), 10)
    assert [each.entry.action for each in history.entries] == ["member.import"]


async def test_pressed_twice_or_by_two_at_once_it_is_done_once(services: Services, people: People, database: Database) -> None:
    draft, _ = await upload(services, people, [["Érica", "Dentist", "", ""]])
    assert await asyncio.gather(*(apply(services, people, draft) for _ in range(4))) == [1] * 4
    assert await apply(services, people, draft) == 1
    assert len(await everybody(database)) == 4


async def test_a_roll_that_changed_is_shown_again_first(services: Services, people: People, database: Database) -> None:
    draft, _ = await upload(services, people, [["Duda", "Baker", "", ""], ["Érica", "Dentist", "", ""]])
    await services.roster.add(people.ana, someone(4), "Baker")
    with pytest.raises(RollChanged, match="Nothing was written"):
        await services.roster_import.apply(people.ana, draft)
    assert "Érica" not in await everybody(database)
    again = await services.roster_import.preview(people.ana, draft)
    assert [entry.outcome for entry in again.entries] == [RowOutcome.SAME, RowOutcome.EXPECT]
    assert await apply(services, people, draft) == 1


async def test_a_profile_edited_meanwhile_is_not_undone(services: Services, people: People, database: Database) -> None:
    draft, _ = await upload(services, people, [["Bruno", "Plumber", "", ""]])
    edited = Profile("Bruno & Co", "Bread", "Cafés", "bruno@example.org", "")
    await services.profiles.edit(people.bruno, edited, "f:2:x")
    assert await apply(services, people, draft) == 1
    bruno = (await everybody(database))["Bruno"]
    assert (bruno.seat, bruno.profile) == ("Plumber", edited)


async def test_it_is_the_moderators_own_for_fifteen_minutes(services: Services, people: People, clock: Clock) -> None:
    await services.setup.set_up(people.ana, Changes(moderator_role_id=77), CHANNEL)
    draft, _ = await upload(services, people, [["Érica", "Dentist", "", ""]])
    other = actor(2, roles=(77,))
    for attempt in (
        services.roster_import.apply(other, draft),
        services.roster_import.preview(other, draft),
        services.roster_import.cancel(other, draft),
    ):
        with pytest.raises(Refused, match="This import is over"):
            await attempt
    with pytest.raises(Refused, match="moderators"):
        await services.roster_import.apply(people.bruno, draft)
    elsewhere = actor(1, group_id=101)
    with pytest.raises(Refused, match="not set up"):
        await services.roster_import.preview(elsewhere, draft)
    clock.pass_by(minutes=15)
    with pytest.raises(Refused, match="This import is over"):
        await services.roster_import.apply(people.ana, draft)


async def test_what_is_wrong_with_a_row_stands_beside_it_and_the_rest_is_written(
    services: Services, people: People, database: Database
) -> None:
    rows = [
        ["Duda", "", "", ""],
        ["Fabi", "x" * 10_000, "", ""],
        ["Gil", "=HYPERLINK()", "", ""],
        ["", "Baker", "", ""],
        ["Érica Nunes", "Dentist", "", ""],
        ["erica  NUNES", "Dentist", "", ""],
        ["Robot", "Robot", "", ""],
        ["Hugo", "Baker", "", "ask Maria"],
    ]
    draft, plan = await upload(services, people, rows)
    assert "trade is missing" in why(plan, 2)
    assert "10000 characters" in why(plan, 3)
    assert "holds a formula" in why(plan, 4)
    assert "is empty" in why(plan, 5)
    assert "same person as in row 6" in why(plan, 7)
    assert "A bot can't" in why(plan, 8)
    assert [note.text for note in plan.entries[7].notes] == ["the contact holds no phone, e-mail, link or handle; left out"]
    assert plan.count(*WRITTEN) == 2
    await services.roster_import.apply(people.ana, draft)
    assert (await everybody(database)).keys() == {"Ana", "Bruno", "Caio", "Érica Nunes", "Hugo"}


async def test_exclusive_seats_are_refused_with_who_holds_them_shared_by_one_business_and_swapped_in_any_order(
    services: Services, people: People, database: Database
) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.roster.move_seat(people.ana, someone(2), "Baker")
    rows = [
        ["Duda", "Padeiro", "Duda's Bread", ""],
        ["Érica", "Trade 3", "Sorrisos", ""],
        ["Fabi", "Trade 3", "sorrisos ", ""],
        ["Caio", "Photographer", "", ""],
    ]
    draft, plan = await upload(services, people, rows)
    assert why(plan, 2) == "The trade Padeiro is taken by Bruno. Choose another one."
    assert [entry.outcome for entry in plan.entries[1:]] == [RowOutcome.EXPECT, RowOutcome.EXPECT, RowOutcome.CHANGE]
    await database.write(lambda tx: waitlists.for_seat(tx, GROUP, "Trade 3", 4))
    await services.roster_import.apply(people.ana, draft)
    roll = await everybody(database)
    assert {roll["Érica"].partner_of, roll["Fabi"].partner_of} - {None} <= {roll["Érica"].user_id, roll["Fabi"].user_id}
    assert roll["Fabi"].partner_of == roll["Érica"].user_id
    assert "seat.open" not in {kind for kind, _ in await told(database)}, "it went to somebody else at once"
    await database.write(lambda tx: waitlists.for_seat(tx, GROUP, "Photographer", 4))
    again, _ = await upload(services, people, [["Caio", "Painter", "", ""]])
    await services.roster_import.apply(people.ana, again)
    assert [who for kind, who in await told(database) if kind == "seat.open"] == [4]


async def test_former_members_come_back_if_they_are_here_and_nobody_is_thrown_out(
    services: Services, people: People, database: Database
) -> None:
    await services.roster.decide(people.ana, Person(3), Step.REMOVE, "moved")
    await services.roster.decide(people.ana, Person(2), Step.REMOVE, "moved")
    head = ["Name", "Trade", "Status"]
    draft, plan = await upload(
        services,
        people,
        [
            ["Caio", "", "ativo"],
            ["Bruno", "", "ex-membro"],
            ["Ana", "", "former member"],
            ["Zeca", "Baker", "saiu"],
            ["Duda", "Baker", "VIP"],
        ],
        head,
    )
    assert [entry.outcome for entry in plan.entries] == [
        RowOutcome.ADD,
        RowOutcome.SAME,
        RowOutcome.SAME,
        RowOutcome.REFUSE,
        RowOutcome.ASK,
    ]
    assert "left out" in why(plan, 5)
    assert "only /member pause" in plan.entries[2].notes[0].text
    assert [(each.text, each.rows) for each in plan.asked] == [("VIP", 1)]
    await services.roster_import.apply(people.ana, draft)
    roll = await everybody(database)
    assert [roll[name].status for name in ("Ana", "Bruno", "Caio")] == [Status.ACTIVE, Status.FORMER, Status.ACTIVE]


async def test_who_left_the_server_stays_as_they_are(services: Services, people: People, database: Database) -> None:
    await services.roster.decide(people.ana, Person(3), Step.REMOVE, "moved")
    rows = read_roll([["Name", "Trade"], ["Caio", "Painter"]])
    roll = await services.roster_import.roll(people.ana)
    draft = await services.roster_import.keep(people.ana, Upload(tuple(rows), {}, name_matching.meant(rows, roll, ())))
    plan = await services.roster_import.preview(people.ana, draft)
    assert (plan.entries[0].outcome, plan.entries[0].notes[0].text) == (
        RowOutcome.CHANGE,
        "is not in the server, so stays: {status}",
    )
    await services.roster_import.apply(people.ana, draft)
    assert (await everybody(database))["Caio"].status is Status.FORMER


async def test_an_applicant_in_the_file_is_let_in_and_their_card_says_so(
    services: Services, people: People, database: Database
) -> None:
    await services.applications.apply(
        people.duda, Application("Baker", "Bread", "Cakes", "Cafés", "d@example.org", sponsor_id=2), "f"
    )
    draft, _ = await upload(services, people, [["Duda", "Pastry cook", "", ""]])
    count = len(await told(database))
    await services.roster_import.apply(people.ana, draft)
    assert (await told(database))[count:] == [("member.add", 4), ("member.card", 4), ("member.sponsored_in", 4)]


async def test_somebody_expected_is_recognised_by_their_id_and_keeps_what_was_known(
    services: Services, people: People, database: Database
) -> None:
    draft, _ = await upload(services, people, [["Eduarda Alves", "Baker", "Duda's Bread", ""]])
    await services.roster_import.apply(people.ana, draft)
    assert (await everybody(database))["Eduarda Alves"].user_id == -1
    again, plan = await upload(services, people, [["Eduarda Alves", "duda.bread"]], ["Name", "User name"])
    assert [entry.outcome for entry in plan.entries] == [RowOutcome.RECOGNISE]
    await services.roster_import.apply(people.ana, again)
    duda = (await everybody(database))["Duda"]
    assert (duda.user_id, duda.status, duda.profile.business) == (4, Status.ACTIVE, "Duda's Bread")
    assert ("member.claim", 4) in await told(database)
    assert len(await everybody(database)) == 4


async def test_a_contact_that_is_kept_back_is_neither_handed_out_nor_replaced(
    services: Services, people: People, database: Database
) -> None:
    bruno = (await everybody(database))["Bruno"]
    secret = replace(bruno, sharing=Sharing.PARTNERS, profile=Profile(contact="bruno@example.org"))
    await database.write(lambda tx: members_store.save(tx, secret))
    exported = await services.roster_import.export(people.ana)
    assert exported.hidden == 1
    assert all(not member.profile.contact for member in exported.roll)
    draft, plan = await upload(services, people, [["Bruno", "Plumber", "", "+55 11 98888-1234"]])
    assert plan.entries[0].notes[0].text == "keeps their contact to themselves; left as it is"
    await services.roster_import.apply(people.ana, draft)
    assert (await everybody(database))["Bruno"].profile.contact == "bruno@example.org"
    with pytest.raises(Refused, match="moderators"):
        await services.roster_import.export(people.bruno)


async def test_the_unsure_are_asked_about_and_left_out_until_then(services: Services, people: People, database: Database) -> None:
    rows = [["Bruna", "Florist", "", ""], ["Caio Reis", "Painter", "", ""], ["Zeca", "Baker", "", ""]]
    draft, plan = await upload(services, people, rows)
    assert [(entry.outcome, entry.candidates) for entry in plan.entries] == [
        (RowOutcome.ASK, (2,)),
        (RowOutcome.ASK, (3,)),
        (RowOutcome.EXPECT, ()),
    ]
    await services.roster_import.choose(people.ana, draft, 2, NOBODY)
    await services.roster_import.choose(people.ana, draft, 3, 3)
    for wrong in ((3, 1), (99, 2)):
        with pytest.raises(Refused, match="over"):
            await services.roster_import.choose(people.ana, draft, *wrong)
    plan = await services.roster_import.preview(people.ana, draft)
    assert [entry.outcome for entry in plan.entries] == [RowOutcome.EXPECT, RowOutcome.CHANGE, RowOutcome.EXPECT]
    await services.roster_import.choose(people.ana, draft, 2, None)
    assert "left this row out" in why(await services.roster_import.preview(people.ana, draft), 2)
    assert await apply(services, people, draft) == 2
    assert (await everybody(database)).keys() == {"Ana", "Bruno", "Caio", "Zeca"}


async def test_the_likeliest_may_be_taken_for_all_at_once_each_person_once(
    services: Services, people: People, database: Database
) -> None:
    rows = [["Bruna", "Florist", "", ""], ["Bruno Reis", "Painter", "", ""], ["Caio Reis", "Baker", "", ""]]
    draft, _ = await upload(services, people, rows)
    await services.roster_import.take_likeliest(people.ana, draft)
    plan = await services.roster_import.preview(people.ana, draft)
    assert [entry.outcome for entry in plan.entries] == [RowOutcome.CHANGE, RowOutcome.EXPECT, RowOutcome.CHANGE]
    assert await apply(services, people, draft) == 3


def test_whom_names_mean() -> None:
    def on_roll(user_id: int, name: str) -> Member:
        return Member(GROUP, user_id, name, Status.ACTIVE)

    roll = [on_roll(1, "Ana Souza"), on_roll(2, "João"), on_roll(-1, "Érica")]
    found = [
        Found(1, "Ana Souza", ("flordodia", "Aninha")),
        Found(3, "João", ("joao.silva",)),
        Found(4, "Bia", ("bialima_foto",)),
        Found(5, "Erica", ("erica",)),
        Found(6, "Zé", ("ze1",)),
        Found(7, "Zé", ("ze2",)),
    ]

    def mean(head: list[str], *cells: str) -> Meant:
        rows = read_roll([head, list(cells)])
        return name_matching.meant(rows, roll, found)[2]

    name = ["Name"]
    assert mean(name, "ANA  SOUZA") == Meant(1)
    assert mean(name, "aninha") == Meant(1)
    assert mean(name, "Joao") == Meant(2), "the roll before the server"
    assert mean(name, "erica") == Meant(-1)
    assert mean(name, "Ana Sousa") == Meant(None, (1,))
    assert mean(name, "Bia Lima") == Meant(None, (4,))
    assert mean(name, "Zé") == Meant(None, (6, 7))
    assert mean(name, "Wanda Wolf") == Meant(NOBODY)
    assert mean(["Name", "User name"], "Whoever", "@ZE2") == Meant(7, for_sure=True)
    assert mean(["Name", "Discord ID"], "Whoever", "joao.silva#1234") == Meant(3, for_sure=True)


def test_few_lookups_find_many() -> None:
    rows = read_roll(
        [["Name", "User name"], ["Ângela Souza", ""], ["Fernanda", ""], ["Fe", ""], ["Caio", "caio.foto"], ["Ana", ""]]
    )
    assert name_matching.prefixes(rows, [Member(GROUP, 1, "ana", Status.ACTIVE)], 60) == ["ang", "caio.foto", "fe", "fer", "âng"]
    crowd = read_roll([["Name"], *[[f"{a}{b}{c}x"] for a in "abcdef" for b in "abcdef" for c in "abcdef"]])
    assert name_matching.prefixes(crowd, [], 60) == [a + b for a in "abcdef" for b in "abcdef"]
    assert all(plain(prefix) for prefix in name_matching.prefixes(rows, [], 60))
