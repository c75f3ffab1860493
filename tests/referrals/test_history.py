"""Past referrals from a spreadsheet: shown, entered once, counted in each member's own numbers alone, undone whole."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.calendar import Period, PeriodName
from bot.core.dates import DayOrder
from bot.core.db.database import Database, Tx
from bot.core.db.sqlite import SqliteDatabase
from bot.core.errors import Refused
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Member, Person, Status
from bot.referrals.history import service as history_service
from bot.referrals.history.plan import Plan, RowOutcome
from bot.referrals.history.service import PastChanged
from bot.referrals.typed import Typed
from bot.services import Services
from bot.weekly.boards.model import BoardName
from tests.conftest import NOON, Clock
from tests.membership.test_claims import expect
from tests.people import CHANNEL, GROUP, People, actor, someone
from tests.sheets import read_past

HEAD = ["De", "Para", "Data", "Tipo"]
ROWS = [
    ["Ana", "Bruno", "14/03/2025", "direta"],
    ["ana", "BRUNO ", "14/03/2025", "direta"],
    ["Bruno", "Caio", "03/2025", ""],
    ["Caio", "Ana", "2 de abril de 2025", "própria"],
    ["Caio", "Bruno", "2025-05-30", "contato"],
]


async def bring(services: Services, who: Actor, rows: Sequence[Sequence[str]] = ROWS) -> tuple[str, Plan]:
    roll = await services.history_import.roll(who)
    draft = await services.history_import.keep(who, history_service.read(read_past([HEAD, *rows]), roll))
    return draft, await services.history_import.preview(who, draft)


async def kept(database: Database) -> list[tuple[int, int, str, str, int]]:
    sql = "SELECT giver_id, receiver_id, day, kind, ordinal FROM past_referrals WHERE group_id = ? ORDER BY day, giver_id, receiver_id, ordinal"
    rows = await database.read(lambda tx: tx.all(sql, GROUP))
    return [(row["giver_id"], row["receiver_id"], row["day"], row["kind"], row["ordinal"]) for row in rows]


async def test_it_stands_in_each_ones_own_numbers_and_nowhere_else(
    services: Services, people: People, database: Database
) -> None:
    told = await services.digest.preview(people.ana)
    draft, plan = await bring(services, people.ana)
    assert (plan.count(RowOutcome.ADD), plan.leads, plan.kindless) == (5, 1, 1)
    assert plan.givers == [("Ana", 2), ("Caio", 2), ("Bruno", 1)]
    assert not await kept(database), "nothing is written before it is asked for"
    brought = await services.history_import.apply(people.ana, draft)
    assert (brought.made.added, brought.moderator) == (5, "Ana")
    assert (brought.made.since.isoformat(), brought.made.until.isoformat()) == ("2025-03-01", "2025-05-30")
    assert await kept(database) == [
        (2, 3, "2025-03-01", "direct", 1),
        (1, 2, "2025-03-14", "direct", 1),
        (1, 2, "2025-03-14", "direct", 2),
        (3, 1, "2025-04-02", "own", 1),
        (3, 2, "2025-05-30", "lead", 1),
    ]
    assert await services.digest.preview(people.ana) == told
    await services.referrals.give(people.ana, someone(2), Typed("Maria", "m@example.org", "", "direct", "1"), "i:1")
    home = await services.export.mine(people.caio)
    assert [(each.giver_id, each.receiver_id, each.day.month) for each in home.past] == [(3, 2, 5), (3, 1, 4), (2, 3, 3)]
    assert home.names == {1: "Ana", 2: "Bruno", 3: "Caio"}
    mine = await services.activity.mine(people.ana)
    assert (mine.given, mine.received, sum(mine.past.given.values()), mine.past.leads_given) == (3, 1, 2, 0)
    assert {each.name: (each.given, each.received) for each in mine.partners} == {"Bruno": (3, 0), "Caio": (0, 1)}
    weekly = await services.personal_digest.of_member(
        GROUP, 1, Period(datetime(2025, 1, 1, tzinfo=UTC), NOON + timedelta(days=1))
    )
    assert weekly is not None
    assert (weekly.given.times, weekly.received.times) == (1, 0), "not in their own weekly news either"
    bruno = await services.activity.mine(people.bruno)
    assert (bruno.given, bruno.received, bruno.past.leads_received) == (1, 3, 1), "a lead counts for nothing"
    for name in (BoardName.GIVERS, BoardName.THANKED):
        board = await services.boards.board(people.ana, name, PeriodName.ALL_TIME)
        assert [(rank.standing.name, rank.standing.times) for rank in board.ranks] == (
            [("Ana", 1)] if name is BoardName.GIVERS else []
        )
    (entry,) = [
        each.entry
        for each in (await services.moderation.log(people.ana, None, 1, 50)).entries
        if each.entry.action.startswith("past.")
    ]
    assert (entry.actor_id, entry.action, entry.target, entry.after["added"]) == (1, "past.import", brought.made.target, 5)


async def test_the_same_file_adds_nothing_and_a_longer_one_only_what_is_new(
    services: Services, people: People, database: Database
) -> None:
    draft, _ = await bring(services, people.ana)
    first = await services.history_import.apply(people.ana, draft)
    again, plan = await bring(services, people.ana, [*reversed(ROWS)])
    assert (plan.count(RowOutcome.KNOWN), plan.added) == (5, ())
    with pytest.raises(PastChanged):
        await services.history_import.apply(people.ana, again)
    more, plan = await bring(services, people.ana, [*ROWS, ROWS[0], ["Ana", "Caio", "14/03/2025", ""]])
    assert plan.count(RowOutcome.ADD) == 2
    second = await services.history_import.apply(people.ana, more)
    before = await kept(database)
    undone = await services.history_import.undo(people.ana, first.made.id)
    assert undone.made.undone_at is not None
    assert len(await kept(database)) == len(before) - 5 == 2
    assert (await services.history_import.undo(people.ana, first.made.id)).made == undone.made, "done twice it changes nothing"
    assert (await services.history_import.apply(people.ana, draft)).made == undone.made, (
        "what was pressed before is not done again"
    )
    back, plan = await bring(services, people.ana)
    assert plan.count(RowOutcome.ADD) == 5
    await services.history_import.apply(people.ana, back)
    assert await kept(database) == before
    await services.history_import.undo(people.ana, second.made.id)
    assert len(await kept(database)) == 5
    actions = [each.entry.action for each in (await services.moderation.log(people.ana, None, 1, 50)).entries]
    assert [each for each in actions if each.startswith("past")] == [
        "past.undo",
        "past.import",
        "past.undo",
        "past.import",
        "past.import",
    ]


async def test_imports_and_undoings_in_any_order_come_to_what_a_plain_model_says(
    services: Services, people: People, database: Database
) -> None:
    chance = random.Random(5)
    names = {"Ana": 1, "Bruno": 2, "Caio": 3}
    model: dict[tuple[int, int, str, str, int], int] = {}
    for _ in range(25):
        if model and chance.random() < 0.35:
            undone = chance.choice([*model.values()])
            await services.history_import.undo(people.ana, undone)
            model = {row: made for row, made in model.items() if made != undone}
        else:
            rows = [
                [*chance.sample([*names], 2), f"2025-01-0{chance.randint(1, 3)}", chance.choice(["own", "lead"])]
                for _ in range(5)
            ]
            told = [(names[row[0]], names[row[1]], row[2], row[3], rows[: at + 1].count(row)) for at, row in enumerate(rows)]
            new = set(told) - model.keys()
            draft, plan = await bring(services, people.ana, rows)
            assert plan.count(RowOutcome.ADD) == len(new)
            if new:
                brought = await services.history_import.apply(people.ana, draft)
                model |= dict.fromkeys(new, brought.made.id)
        assert set(await kept(database)) == model.keys()
    mine = await services.activity.mine(people.ana)
    assert mine.given == sum(row[0] == 1 and row[3] == "own" for row in model) > 0
    assert mine.received == sum(row[1] == 1 and row[3] == "own" for row in model)
    assert mine.past.leads_given == sum(row[0] == 1 and row[3] == "lead" for row in model)


async def test_pressed_by_many_at_once_it_is_entered_once(services: Services, people: People, database: Database) -> None:
    await services.setup.set_up(people.ana, Changes(moderator_role_id=77), CHANNEL)
    lia = actor(2, roles=(77,))
    draft, _ = await bring(services, people.ana)
    hers, _ = await bring(services, lia)
    made = await asyncio.gather(*(services.history_import.apply(people.ana, draft) for _ in range(4)))
    assert len({each.made.id for each in made}) == 1
    with pytest.raises(PastChanged, match="look again"):
        await services.history_import.apply(lia, hers)
    assert (await services.history_import.preview(lia, hers)).count(RowOutcome.KNOWN) == 5
    at_once = [await bring(services, who, [["Bruno", "Ana", "2024-02-29", ""]]) for who in (people.ana, lia)]
    results = await asyncio.gather(
        *(services.history_import.apply(who, draft) for who, (draft, _) in zip((people.ana, lia), at_once, strict=True)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in results) == ["Brought", "PastChanged"]
    assert len(await kept(database)) == 6
    undone = await asyncio.gather(*(services.history_import.undo(who, made[0].made.id) for who in (people.ana, lia, lia)))
    assert len({each.made.undone_at for each in undone}) == 1
    assert len(await kept(database)) == 1


async def test_it_is_the_moderators_alone_and_a_file_is_whose_it_is(services: Services, people: People, clock: Clock) -> None:
    await services.setup.set_up(people.ana, Changes(moderator_role_id=77), CHANNEL)
    draft, _ = await bring(services, people.ana)
    other = actor(2, roles=(77,))
    for attempt in (
        services.history_import.apply(other, draft),
        services.history_import.preview(other, draft),
        services.history_import.cancel(other, draft),
        services.history_import.choose(people.ana, draft, 99, None),
        services.roster_import.apply(people.ana, draft),
    ):
        with pytest.raises(Refused, match="This import is over"):
            await attempt
    brought = await services.history_import.apply(people.ana, draft)
    for attempt in (
        services.history_import.roll(people.bruno),
        services.history_import.apply(people.bruno, draft),
        services.history_import.get(people.bruno, brought.made.id),
        services.history_import.undo(people.bruno, brought.made.id),
    ):
        with pytest.raises(Refused, match="moderators"):
            await attempt
    with pytest.raises(Refused, match="nothing here"):
        await services.history_import.undo(people.ana, brought.made.id + 1)
    await services.setup.set_up(actor(1, group_id=101), Changes(), CHANNEL)
    with pytest.raises(Refused, match="nothing here"):
        await services.history_import.undo(actor(1, group_id=101), brought.made.id)
    late, _ = await bring(services, people.ana, [["Ana", "Caio", "2025-01-02", ""]])
    clock.pass_by(minutes=15)
    with pytest.raises(Refused, match="This import is over"):
        await services.history_import.apply(people.ana, late)


async def test_messy_names_are_matched_to_all_who_ever_were_on_the_roll(
    services: Services, people: People, database: Database
) -> None:
    for number, name in ((5, "Érica Nunes"), (6, "Eric Nunes"), (7, "João da Silva")):
        await services.roster.add(people.ana, Person(number, name), f"Trade {number}")
    await services.roster.decide(people.ana, Person(7, "João da Silva"), Step.REMOVE)
    rows = [
        ["joao DA  silva", "<@3>", "2025-03-14", ""],
        ["@caio", "JOÃO DA SILVA", "2025-03-14", ""],
        ["Erica Nunis", "Ana", "2025-03-14", ""],
        ["Ana", "Erica Nunis", "2025-03-15", ""],
        ["Bruno", "Erik Nunes", "2025-03-15", ""],
        ["Zé do Caixão", "Ana", "2025-03-15", ""],
    ]
    draft, plan = await bring(services, people.ana, rows)
    assert [each.outcome for each in plan.entries] == [
        RowOutcome.REFUSE,
        RowOutcome.ASK,
        RowOutcome.ASK,
        RowOutcome.ASK,
        RowOutcome.ASK,
        RowOutcome.REFUSE,
    ]
    assert [(each.name, each.rows) for each in plan.doubtful] == [("@caio", 1), ("Erica Nunis", 2), ("Erik Nunes", 1)]
    erica = next(each for each in plan.doubtful if each.name == "Erica Nunis")
    assert erica.candidates[:2] == (5, 6)
    await services.history_import.choose(people.ana, draft, erica.place, 5)
    with pytest.raises(Refused, match="over"):
        await services.history_import.choose(people.ana, draft, erica.place, 2)
    await services.history_import.choose(
        people.ana, draft, next(each.place for each in plan.doubtful if each.name == "@caio"), None
    )
    await services.history_import.take_likeliest(people.ana, draft)
    plan = await services.history_import.preview(people.ana, draft)
    assert [each.outcome for each in plan.entries] == [
        RowOutcome.REFUSE,
        RowOutcome.REFUSE,
        RowOutcome.ADD,
        RowOutcome.ADD,
        RowOutcome.ADD,
        RowOutcome.REFUSE,
    ]
    assert [(each.giver, each.receiver) for each in plan.entries[2:5]] == [
        ("Érica Nunes", "Ana"),
        ("Ana", "Érica Nunes"),
        ("Bruno", "Eric Nunes"),
    ]


async def test_days_that_may_be_two_are_asked_once_for_the_file(services: Services, people: People, database: Database) -> None:
    rows = [["Ana", "Bruno", "03/04/2025", ""], ["Ana", "Caio", "05/06/2025", ""]]
    draft, plan = await bring(services, people.ana, rows)
    assert plan.count(RowOutcome.ASK) == 2
    await services.history_import.read_days(people.ana, draft, DayOrder.MONTH_FIRST)
    await services.history_import.preview(people.ana, draft)
    await services.history_import.apply(people.ana, draft)
    assert [each[2] for each in await kept(database)] == ["2025-03-04", "2025-05-06"]


async def test_what_was_passed_here_is_not_counted_twice_until_it_is_taken_back(
    services: Services, people: People, clock: Clock
) -> None:
    given = await services.referrals.give(people.ana, someone(2), Typed("Maria", "m@example.org", "", "direct", "1"), "i:1")
    today = clock.now.date().isoformat()
    clock.pass_by(days=1)
    rows = [
        ["Ana", "Bruno", today, ""],
        ["Bruno", "Ana", today, ""],
        ["Ana", "Bruno", (clock.now - timedelta(2)).date().isoformat(), ""],
    ]
    draft, plan = await bring(services, people.ana, rows)
    assert [each.outcome for each in plan.entries] == [RowOutcome.LIVE, RowOutcome.ADD, RowOutcome.ADD]
    await services.moderation.void(people.ana, "R", given.referral.number, "twice")
    with pytest.raises(PastChanged):
        await services.history_import.apply(people.ana, draft)
    assert (await services.history_import.preview(people.ana, draft)).count(RowOutcome.ADD) == 3


async def test_who_was_expected_keeps_it_and_who_deletes_their_data_is_nobody_in_it(
    services: Services, people: People, database: Database
) -> None:
    number = await expect(database, "Duda Reis")
    await services.history_import.apply(people.ana, (await bring(services, people.ana))[0])
    rows = [
        ["Duda Reis", "Ana", "2025-03-14", ""],
        ["Ana", "Duda Reis", "2025-03-15", ""],
        ["Bruno", "Duda Reis", "2025-03-15", ""],
    ]
    draft, _ = await bring(services, people.ana, rows)
    await services.history_import.apply(people.ana, draft)
    duda = replace(people.duda, name="Duda Reis")
    await services.roster.add(people.ana, Person(4, "Duda"), "Other")
    draft, _ = await bring(services, people.ana, [["Duda", "Ana", "2025-03-14", ""], ["Duda Reis", "Duda", "2025-03-16", ""]])
    await services.history_import.apply(people.ana, draft)
    await services.roster.decide(people.ana, Person(4), Step.REMOVE)
    await services.claims.claim(duda, number, ["Duda Reis"])
    await services.claims.decide(people.ana, 4, number, accept=True)
    mine = await services.activity.mine(duda)
    assert (mine.given, mine.received) == (1, 2), "what stood there twice, and what would be from them to them, is once and not"
    assert -number not in {person for row in await kept(database) for person in row[:2]}
    found = await services.privacy.export(duda)
    assert {row["day"] for row in found["past_referrals"]} == {"2025-03-14", "2025-03-15"}
    assert not found["past_imports"]
    assert len((await services.privacy.export(people.ana))["past_imports"]) == 3
    before = await services.activity.mine(people.ana)
    await services.privacy.delete(duda, "A former member")
    after = await services.activity.mine(people.ana)
    assert (after.given, after.received) == (before.given, before.received)
    assert "A former member" in {each.name for each in after.partners}
    assert not (await services.privacy.export(duda))["past_referrals"]
    _, plan = await bring(services, people.ana, [["A former member", "Ana", "2025-06-01", ""]])
    assert plan.count(RowOutcome.REFUSE) == 1, "the name in their place is nobody's"


async def test_whom_a_file_names_may_be_recognised_while_it_is_entered(
    services: Services, people: People, database: Database
) -> None:
    number = await expect(database, "Duda Reis")
    await services.claims.claim(people.duda, number, ["Duda Reis"])
    draft, _ = await bring(
        services, people.ana, [["Duda Reis", "Ana", "2025-03-14", ""], ["Bruno", "Duda Reis", "2025-03-14", ""]]
    )
    await asyncio.gather(
        services.history_import.apply(people.ana, draft),
        services.claims.decide(people.ana, 4, number, accept=True),
        return_exceptions=True,
    )
    assert -number not in {person for row in await kept(database) for person in row[:2]}


async def test_who_deletes_their_data_meanwhile_is_not_entered(services: Services, people: People, database: Database) -> None:
    draft, _ = await bring(services, people.ana)
    await services.privacy.delete(people.caio, "A former member")
    with pytest.raises(PastChanged):
        await services.history_import.apply(people.ana, draft)
    plan = await services.history_import.preview(people.ana, draft)
    assert (plan.count(RowOutcome.ADD), plan.count(RowOutcome.REFUSE)) == (2, 3)
    await services.history_import.apply(people.ana, draft)
    assert {person for row in await kept(database) for person in row[:2]} == {1, 2}


async def fifty_members(database: Database) -> list[list[str]]:
    """A group of fifty, and a thousand rows of a spreadsheet about them."""
    await Services(database).setup.set_up(actor(1), Changes(), CHANNEL)
    names = [f"Member Number {number}" for number in range(50)]

    async def crowd(tx: Tx) -> None:
        for number, name in enumerate(names, 10):
            await members_store.save(tx, Member(GROUP, number, name, Status.ACTIVE, "x"))

    await database.write(crowd)
    return [
        [names[at % 50].lower(), names[(at * 7 + 1) % 50], f"2025-{1 + at % 12:02}-{1 + at % 28:02}", ""] for at in range(1_000)
    ]


async def test_a_thousand_rows_are_brought_in(sqlite: SqliteDatabase) -> None:
    services, ana = Services(sqlite), actor(1)
    draft, plan = await bring(services, ana, await fifty_members(sqlite))
    brought = await services.history_import.apply(ana, draft)
    assert brought.made.added == plan.count(RowOutcome.ADD) > 900
