"""Which trades are taken, looked for and open, and what the group says of itself."""

import pytest

from bot.admin.setup import Changes
from bot.core.db.database import Database
from bot.core.errors import Doubt, Refused
from bot.groups.model import Seats
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.membership.seats.service import MOST_WANTED, Taken
from bot.referrals.typed import Typed
from bot.services import Services
from tests.people import CHANNEL, People, actor, someone


async def test_trades_are_taken_looked_for_and_open(services: Services, people: People) -> None:
    await services.roster.move_seat(people.ana, someone(2), "corretor de imóveis")
    await services.roster.add(people.ana, someone(4), "Realtor")
    await services.openings.look_for(people.ana, "Florista")
    await services.openings.look_for(people.ana, "florist")
    found = await services.openings.seats(people.ana)
    assert found.taken == (
        Taken("corretor de imóveis", ((2, "Bruno"), (4, "Duda"))),
        Taken("Trade 1", ((1, "Ana"),)),
        Taken("Trade 3", ((3, "Caio"),)),
    )
    assert found.wanted == ("Florista",), "one seat, whatever it is called"
    assert found.open[:2] == ("Accountant", "Architect")
    assert not {"Florist", "Real estate agent"} & set(found.open)


async def test_what_somebody_holds_drops_out_by_itself_and_comes_back(services: Services, people: People) -> None:
    await services.openings.look_for(people.ana, "Baker")
    await services.roster.add(people.ana, someone(4), "padaria")
    assert (await services.openings.seats(people.ana)).wanted == ()
    with pytest.raises(Refused, match="already, so there is nothing"):
        await services.openings.look_for(people.ana, "Baker")
    await services.roster.decide(people.ana, Person(4), Step.REMOVE, "moved")
    assert (await services.openings.seats(people.ana)).wanted == ("Baker",)


async def test_those_who_wait_are_counted_where_a_trade_is_held_by_one(services: Services, people: People) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.applications.wait_for_seat(people.duda, "Trade 2")
    waiting = {each.seat: each.waiting for each in (await services.openings.seats(people.ana)).taken}
    assert waiting == {"Trade 1": 0, "Trade 2": 1, "Trade 3": 0}


async def test_only_moderators_see_who_holds_what_and_change_it(services: Services, people: People) -> None:
    for attempt in (
        services.openings.seats(people.bruno),
        services.openings.look_for(people.bruno, "Baker"),
        services.openings.stop_looking(people.bruno, "Baker"),
        services.openings.describe(people.bruno, "x", "y", "f:1"),
    ):
        with pytest.raises(Refused, match="moderators"):
            await attempt
    with pytest.raises(Refused, match="for members"):
        await services.openings.shared(people.duda)
    assert (await services.openings.introduction(people.duda)).taken
    with pytest.raises(Refused, match="not set up"):
        await services.openings.introduction(actor(1, group_id=999))


async def test_looking_ends_and_has_a_limit(services: Services, people: People) -> None:
    for number in range(MOST_WANTED):
        await services.openings.look_for(people.ana, f"Wanted {number}")
    await services.openings.look_for(people.ana, "wanted 7")
    with pytest.raises(Refused, match="already. Take one off"):
        await services.openings.look_for(people.ana, "One more")
    await services.openings.stop_looking(people.ana, "WANTED 7")
    await services.openings.look_for(people.ana, "One more")
    for unknown in ("wanted 7", "x" * 5000, ""):
        with pytest.raises(Refused, match="does not look for"):
            await services.openings.stop_looking(people.ana, unknown)
    for bad in (" \u200b", "x" * 71):
        with pytest.raises(Refused) as refusal:
            await services.openings.look_for(people.ana, bad)
        assert "field" in refusal.value.sentence.params


async def test_a_description_is_kept_once_for_one_form(services: Services, people: People, database: Database) -> None:
    await services.openings.describe(people.ana, " Neighbours \u202e", "Tuesdays, 8:00", "f:1")
    found = await services.openings.describe(people.ana, "Other", "Never", "f:1")
    assert (found.group.about, found.group.meets) == ("Neighbours", "Tuesdays, 8:00")
    rows = await database.read(lambda tx: tx.all("SELECT before, after FROM log WHERE action = 'group.describe'"))
    assert [tuple(row) for row in rows] == [("{}", "{}")], "who did it, not what it says"
    assert (await services.openings.describe(people.ana, "", "", "f:2")).group.about == ""


async def test_a_client_named_in_it_is_asked_about(services: Services, people: People) -> None:
    typed = Typed("Maria Souza", "maria@example.org", "", "direct", "1")
    await services.referrals.give(people.ana, someone(2), typed, "f:3")
    with pytest.raises(Doubt):
        await services.openings.describe(people.ana, "We helped Maria Souza", "", "f:1")
    found = await services.openings.describe(people.ana, "We helped Maria Souza", "", "f:1", sure=True)
    assert "Maria" in found.group.about
