"""Members without a trade."""

import pytest

from bot.admin.setup import Changes
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.groups.model import Seats
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person, Status
from bot.referrals.passing_on import Way
from bot.referrals.typed import Typed
from bot.services import Services
from tests.people import BAKER, CHANNEL, People, someone

MARIA = Typed("Maria Souza", "maria@example.org", "A wedding cake", "direct", "3")
TAKES_NONE = "without a trade, and takes no referrals"


async def queued(database: Database, kind: str) -> list[int]:
    rows = await database.read(lambda tx: tx.all("SELECT user_id FROM outbox WHERE kind = ? ORDER BY id", kind))
    return [row["user_id"] for row in rows]


async def test_a_member_gives_their_trade_back_and_gets_one_again(services: Services, people: People, database: Database) -> None:
    made = await services.associates.make(people.ana, someone(2))
    assert (made.status, made.seat, made.is_associate) == (Status.ACTIVE, "", True)
    assert await queued(database, "member.associate") == [2]
    with pytest.raises(Refused, match="a friend of the group already"):
        await services.associates.make(people.ana, someone(2))
    with pytest.raises(Refused, match="Give them a trade with /member seat"):
        await services.roster.add(people.ana, someone(2), "Baker")
    again = await services.roster.move_seat(people.ana, someone(2), "Baker")
    assert (again.seat, again.is_associate) == ("Baker", False)
    logged = await services.roster.history(people.ana, someone(2), 10)
    assert [each.entry.action for each in logged.entries] == ["member.seat", "member.associate", "member.add"]
    assert (logged.entries[1].entry.before["seat"], logged.entries[1].entry.after["seat"]) == ("Trade 2", "")


async def test_a_stranger_an_applicant_and_a_former_member_come_in_without_a_trade(
    services: Services, people: People, database: Database
) -> None:
    assert (await services.associates.make(people.ana, someone(4))).is_associate
    assert await queued(database, "member.associate") == [4]
    removed = await services.roster.decide(people.ana, Person(4), Step.REMOVE, "moved")
    assert not removed.is_associate
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    let_in = await services.associates.make(people.ana, someone(4))
    assert (let_in.status, let_in.seat, let_in.profile.offer) == (Status.ACTIVE, "", "Cakes")
    with pytest.raises(Refused, match="already here as"):
        await services.roster.decide(people.ana, Person(4), Step.APPROVE)


async def test_who_cannot_be_one(services: Services, people: People) -> None:
    with pytest.raises(Refused, match="moderators"):
        await services.associates.make(people.bruno, someone(2))
    with pytest.raises(Refused, match="bot"):
        await services.associates.make(people.ana, Person(9, "Robot", is_bot=True))
    with pytest.raises(Refused, match="not in this server"):
        await services.associates.make(people.ana, Person(9, "Gone", is_here=False))


async def test_several_associates_share_nothing_where_a_trade_has_one_holder(
    services: Services, people: People, database: Database
) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.applications.wait_for_seat(people.duda, "Trade 2")
    freed = await services.associates.make(people.ana, someone(2))
    assert freed.partner_of is None
    assert await queued(database, "seat.open") == [4], "who waited for the trade is told"
    assert (await services.associates.make(people.ana, someone(3))).partner_of is None
    assert (await services.associates.make(people.ana, someone(4))).partner_of is None
    trades = await services.openings.seats(people.ana)
    assert ([each.seat for each in trades.taken], trades.associates) == (["Trade 1"], 3)
    group = await services.setup.get(people.ana.group_id)
    assert await services.openings.conflicts(group) == []
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "moved")
    assert await queued(database, "seat.open") == [4], "nobody waits for no trade"
    with pytest.raises(Refused, match="taken by"):
        await services.roster.move_seat(people.ana, someone(2), "Trade 1")


async def test_nobody_refers_to_an_associate_who_refers_to_others(services: Services, people: People) -> None:
    await services.associates.make(people.ana, someone(2))
    for attempt in (
        services.referrals.whom(people.ana, someone(2)),
        services.referrals.receiver(people.ana, someone(2)),
        services.referrals.give(people.ana, someone(2), MARIA, "f:1:a"),
    ):
        with pytest.raises(Refused, match=TAKES_NONE):
            await attempt
    given = await services.referrals.give(people.bruno, someone(3), MARIA, "f:2:a")
    assert given.referral.counts


async def test_on_leave_an_associate_takes_none_either(services: Services, people: People) -> None:
    await services.associates.make(people.ana, someone(2))
    paused = await services.roster.pause(people.ana, someone(2))
    assert paused.is_associate
    for attempt in (
        services.referrals.whom(people.ana, someone(2)),
        services.referrals.give(people.ana, someone(2), MARIA, "f:1:a"),
    ):
        with pytest.raises(Refused, match=TAKES_NONE):
            await attempt


async def test_a_referral_under_way_stays_and_goes_on_to_others(services: Services, people: People) -> None:
    given = await services.referrals.give(people.ana, someone(2), MARIA, "f:1:a")
    await services.associates.make(people.ana, someone(2))
    assert await services.referrals.contact(2, given.referral.id)
    others = await services.passing_on.candidates(people.ana, given.referral.id, Way.ALSO)
    assert [each.user_id for each in others.candidates] == [3]
    await services.associates.make(people.ana, someone(3))
    others = await services.passing_on.candidates(people.ana, given.referral.id, Way.ALSO)
    assert not others.candidates


async def test_who_left_the_server_comes_back_as_an_associate(services: Services, people: People) -> None:
    await services.associates.make(people.ana, someone(2))
    assert await services.departures.left(people.ana.group_id, 2)
    gone = await services.roster.get(people.ana.group_id, 2)
    assert gone is not None
    assert gone.is_associate
    await services.departures.back(people.ana.group_id, 2)
    back = await services.roster.get(people.ana.group_id, 2)
    assert back is not None
    assert (back.status, back.is_associate) == (Status.ACTIVE, True)
