"""Offers for needs, and the choice among them, on both engines."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from bot.asks.model import NeedKind, NeedState, OfferState
from bot.asks.offers import Offered
from bot.core.db.database import Database
from bot.core.declarations import declared
from bot.core.errors import Doubt, Refused
from bot.core.limit import TooOften
from bot.core.outbox.model import Message
from bot.membership.members.lifecycle import Step
from bot.services import Services
from tests import growth
from tests.asks.test_needs import BY_KIND, CLIENT_NEEDS, logged, post, queued
from tests.conftest import KEY, Clock
from tests.passing import MARIA
from tests.people import GROUP, People, someone


async def offer(services: Services, people: People, *more: Any, key: str = "f:offer:2:n", **given: Any) -> Any:
    """Offer as Bruno, and read the need as he does then."""
    await services.offers.offer(people.bruno, 1, key, *more, **given)
    return await services.needs.get(people.bruno, 1)


async def test_an_answer_is_told_to_the_asker_and_read_by_all(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    seen = await offer(services, people, text="The one at the corner")
    assert (seen.offered, seen.answers, seen.my_offer.text, seen.offers) == (1, 1, "The one at the corner", ())
    assert [user for user, _ in await queued(database, "offer")] == [1]
    assert len(await queued(database, "card")) == 2
    assert await logged(database) == [("need.post", 1, 1)], "who offers is between the two, so the moderators' log has none of it"
    mine = await services.offers.of(people.ana, 1)
    assert [(each.user_id, each.state) for each in mine.offers] == [(2, OfferState.OFFERED)]
    assert mine.names == {1: "Ana", 2: "Bruno"}
    third = await services.needs.get(people.caio, 1)
    assert (third.offered, third.answers, third.my_offer, third.offers, third.names) == (1, 1, None, (), {1: "Ana"})
    assert [(each.name, each.offer.text) for each in await services.offers.answers(people.caio, 1)] == [
        ("Bruno", "The one at the corner")
    ]
    told = await services.offers.told(GROUP, 1, 1)
    assert told is not None
    assert (told.name, told.offer.text) == ("Bruno", "The one at the corner")
    assert await services.offers.told(GROUP, 1, 3) is None, "to its author alone"


async def test_an_answer_may_be_empty_and_be_written_later(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    await offer(services, people)
    assert await services.offers.answers(people.caio, 1) == ()
    await offer(services, people, key="f:offer:2:m", text="Now I know")
    seen = await offer(services, people, key="f:offer:2:o", text="Now I know")
    assert (seen.offered, seen.answers) == (1, 1)
    assert len(await queued(database, "offer")) == 2, "the second edits the first; the third changes nothing"


async def test_the_same_form_again_is_the_same_offer(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    first, second = [await services.offers.offer(people.bruno, 1, "f:offer:2:n", text=text) for text in ("One", "Two")]
    assert first == second == Offered(1, "A-1", NeedKind.QUESTION, "Ana", "One")
    assert len(await queued(database, "offer")) == 1


async def test_what_helped_comes_first_among_the_answers(services: Services, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.QUESTION)
    await offer(services, people, text="One")
    clock.pass_by(hours=1)
    await services.offers.offer(people.caio, 1, "f:offer:3:n", text="Two")
    assert [each.offer.text for each in await services.offers.answers(people.ana, 1)] == ["Two", "One"]
    await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:n")
    assert [(each.offer.text, each.helped) for each in await services.offers.answers(people.ana, 1)] == [
        ("One", True),
        ("Two", False),
    ]


async def test_a_client_in_an_answer_is_asked_about(services: Services, people: People) -> None:
    await services.referrals.give(people.bruno, someone(3), MARIA, "f:2:n")
    await post(services, people, NeedKind.QUESTION)
    with pytest.raises(Doubt):
        await offer(services, people, text="Ask Maria Souza")
    assert (await offer(services, people, text="Ask Maria Souza", sure=True)).answers == 1


async def test_who_may_offer(services: Services, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.QUESTION)
    for who, says in ((people.ana, "is yours"), (people.duda, "for members of the group")):
        for attempt in (services.offers.check(who, 1), services.offers.offer(who, 1, "f:offer:x:n")):
            with pytest.raises(Refused, match=says):
                await attempt
    elsewhere = replace(people.bruno, group_id=999)
    with pytest.raises(Refused):
        await services.offers.check(elsewhere, 1)
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.offers.check(people.bruno, 2)
    clock.pass_by(days=7)
    with pytest.raises(Refused, match="is closed since"):
        await services.offers.check(people.bruno, 1)


async def test_in_a_direct_message_a_need_is_nobodys_who_is_not_on_its_roll(services: Services, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    direct = replace(people.bruno, group_id=0, in_group=False)
    assert (await services.offers.check(direct, 1)).need.id == 1
    for need_id in (1, 2):
        with pytest.raises(Refused, match="nothing here by that name"):
            await services.offers.check(replace(people.duda, group_id=0, in_group=False), need_id)


async def test_nothing_is_offered_for_a_looking_and_a_tip(services: Services, people: People) -> None:
    await post(services, people, NeedKind.LOOKING)
    assert (await services.offers.check(people.bruno, 1)).need.kind is NeedKind.LOOKING, "for “I know someone”"
    with pytest.raises(Refused, match="Nothing is offered"):
        await offer(services, people)


async def test_a_trade_of_the_need_is_meant(services: Services, people: People) -> None:
    await post(services, people, NeedKind.CLIENT_NEEDS)
    with pytest.raises(Refused, match="Choose which of the trades"):
        await offer(services, people)
    with pytest.raises(Refused, match="Choose which of the trades"):
        await offer(services, people, "Florist")
    seen = await offer(services, people, "eletricista", text="I know one: Rita")
    assert (seen.my_offer.trade, seen.my_offer.text, seen.answers) == ("Electrician", "I know one: Rita", 0)
    assert await services.offers.answers(people.caio, 1) == (), "the asker alone reads whom they know"


async def test_the_list_names_who_offers_to_the_author_alone(services: Services, people: People) -> None:
    await post(services, people, NeedKind.CLIENT_NEEDS)
    await services.offers.offer(people.caio, 1, "f:offer:3:n", trade="Baker", text="My sister")
    for number, trade in enumerate(("Electrician", "Baker")):
        await services.offers.offer(people.bruno, 1, f"f:offer:2:{number}", trade=trade, text="I know one: Rita")
    (mine,) = (await services.needs.home(people.ana)).yours
    assert (mine.offering, mine.i_offer) == (("Caio", "Bruno"), False)
    (others,) = (await services.needs.home(people.bruno)).open
    assert (others.author, others.offering, others.i_offer) == ("Ana", (), True)
    await services.offers.let_go(people.bruno, 1)
    assert [each.offering for each in (await services.needs.home(people.ana)).yours] == [("Caio",)]
    assert [each.i_offer for each in (await services.needs.home(people.bruno)).open] == [False]


async def test_the_chosen_one_alone_reads_the_details(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.COVER)
    for who in (people.bruno, people.caio):
        await services.offers.offer(who, 1, f"f:offer:{who.user_id}:n")
        assert (await services.needs.get(who, 1)).need.details == ""
    seen = await services.offers.choose(people.ana, 1, 2)
    assert [(each.user_id, each.state) for each in seen.offers] == [(2, OfferState.CHOSEN), (3, OfferState.OFFERED)]
    assert (await services.needs.get(people.bruno, 1)).need.details == "Door code 1234"
    assert (await services.needs.get(people.caio, 1)).need.details == ""
    told = await services.needs.told(GROUP, 1, 2)
    assert told is not None
    assert told.need.details == "Door code 1234"
    assert [user for user, _ in await queued(database, "chosen")] == [2]
    assert await services.offers.choose(people.ana, 1, 2) == seen, "chosen before, nothing changes"
    assert len(await queued(database, "chosen")) == 1
    with pytest.raises(Refused, match="for that already"):
        await services.offers.choose(people.ana, 1, 3)
    await services.offers.let_go(people.bruno, 1)
    assert (await services.needs.get(people.bruno, 1)).need.details == ""
    assert [user for user, _ in await queued(database, "over")] == [2]
    told_twice = [user for user, _ in await queued(database, "offer")]
    assert told_twice == [1, 1, 1], "two offers, and that the chosen one can't"
    assert (await services.offers.choose(people.ana, 1, 3)).offered == 1


async def test_who_may_choose_whom(services: Services, people: People) -> None:
    await post(services, people, NeedKind.COVER)
    await offer(services, people)
    for who in (people.bruno, people.caio):
        with pytest.raises(Refused, match="nothing here by that name"):
            await services.offers.choose(who, 1, 2)
    with pytest.raises(Refused, match="does not offer that"):
        await services.offers.choose(people.ana, 1, 3)
    with pytest.raises(Refused, match="is yours"):
        await services.offers.choose(people.ana, 1, 1)
    with pytest.raises(Refused, match="not a member"):
        await services.offers.choose(people.ana, 1, 4)
    await services.needs.close(people.ana, 1)
    with pytest.raises(Refused, match="is closed since"):
        await services.offers.choose(people.ana, 1, 2)


async def test_one_is_chosen_for_each_trade_and_they_know_of_each_other_where_that_is_ticked(
    services: Services, database: Database, people: People
) -> None:
    await post(services, people, NeedKind.CLIENT_NEEDS, replace(CLIENT_NEEDS, may_know=True))
    await offer(services, people, "Electrician", text="A word for Ana")
    await services.offers.offer(people.caio, 1, "f:offer:3:n", "Baker")
    await services.offers.offer(people.caio, 1, "f:offer:3:m", "Electrician")
    await services.offers.choose(people.ana, 1, 2, "Electrician")
    assert (await services.needs.get(people.bruno, 1)).chosen_too == ()
    with pytest.raises(Refused, match="for that already"):
        await services.offers.choose(people.ana, 1, 3, "Electrician")
    await services.offers.choose(people.ana, 1, 3, "Baker")
    bruno, caio = await services.needs.get(people.bruno, 1), await services.needs.get(people.caio, 1)
    assert [(bruno.names[each.user_id], each.trade) for each in bruno.chosen_too] == [("Caio", "Baker")]
    assert [(caio.names[each.user_id], each.text) for each in caio.chosen_too] == [("Bruno", "")], "without what the asker reads"
    assert [user for user, _ in await queued(database, "chosen")] == [2, 3, 2], "the first one's message is edited"


async def test_whoever_stands_in_is_told_that_it_was_closed(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.COVER)
    await offer(services, people)
    await services.offers.choose(people.ana, 1, 2)
    await services.needs.close(people.ana, 1)
    assert await queued(database, "over") == [(2, "need:1:chosen:1:over:4"), (2, "need:1:closed:1:4")]
    assert (await services.needs.get(people.bruno, 1)).need.details == ""
    assert (await services.needs.get(people.ana, 1)).need.details == "Door code 1234"


async def test_whoever_stands_in_is_told_that_a_moderator_cancelled_it(
    services: Services, database: Database, people: People
) -> None:
    await post(services, people, NeedKind.COVER)
    await offer(services, people)
    await services.offers.choose(people.ana, 1, 2)
    await services.moderation.void(people.ana, "A", 1, "Made up")
    assert await queued(database, "over") == [(2, "need:1:chosen:1:over:4"), (2, "need:1:closed:1:4")]


@pytest.mark.parametrize("how", ["it is past", "they helped"])
async def test_whoever_stood_in_is_not_told_that_nobody_has_to(
    services: Services, database: Database, people: People, clock: Clock, how: str
) -> None:
    seen = await post(services, people, NeedKind.COVER)
    assert seen.need.happens_at is not None
    await offer(services, people)
    await services.offers.choose(people.ana, 1, 2)
    if how == "it is past":
        clock.now = seen.need.happens_at
    else:
        await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:n")
    await services.needs.close(people.ana, 1)
    assert [key for _, key in await queued(database, "over") if "closed" in key] == []


async def test_whoever_stood_in_takes_nothing_back_once_it_ended(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.COVER)
    await offer(services, people)
    await services.offers.choose(people.ana, 1, 2)
    await services.needs.met(people.ana, 1)
    told = len(await queued(database, "offer"))
    seen = await services.offers.let_go(people.bruno, 1)
    assert seen.my_offer is not None
    assert seen.my_offer.state is OfferState.CHOSEN
    assert len(await queued(database, "offer")) == told


async def test_of_two_whom_one_knows_the_chosen_one_is_told(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.CLIENT_NEEDS)
    for trade in ("Electrician", "Baker"):
        await services.offers.offer(people.bruno, 1, f"f:offer:2:{trade}", trade, f"A good {trade}")
    await services.offers.choose(people.ana, 1, 2, "Baker")
    told = await services.needs.told(GROUP, 1, 2)
    assert told is not None
    assert told.my_offer is not None
    assert (told.my_offer.trade, told.my_offer.state) == ("Baker", OfferState.CHOSEN)
    assert [user for user, _ in await queued(database, "chosen")] == [2]


async def test_two_presses_at_once_choose_one(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.COVER)
    for who in (people.bruno, people.caio):
        await services.offers.offer(who, 1, f"f:offer:{who.user_id}:n")
    presses = [services.offers.choose(people.ana, 1, user_id) for user_id in (2, 3, 2, 3)]
    done = await asyncio.gather(*presses, return_exceptions=True)
    assert sorted(isinstance(each, Refused) for each in done) == [False, False, True, True]
    rows = await database.read(lambda tx: tx.all("SELECT user_id FROM offers WHERE state = 'chosen'"))
    assert len(rows) == 1
    assert [user for user, _ in await queued(database, "chosen")] == [rows[0]["user_id"]]


async def test_many_offer_at_once(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    offers = [services.offers.offer(who, 1, f"f:offer:{who.user_id}:n", text="I") for who in (people.bruno, people.caio) * 2]
    await asyncio.gather(*offers)
    assert (await services.needs.get(people.ana, 1)).offered == 2
    assert len(await queued(database, "offer")) == 2


async def test_a_removed_helper_takes_their_offers_along(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.COVER)
    await offer(services, people)
    await services.offers.choose(people.ana, 1, 2)
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved away")
    seen = await services.offers.of(people.ana, 1)
    assert (seen.offered, seen.offers) == (0, ())
    assert len(await queued(database, "offer")) == 2, "the asker is told that nobody stands in"
    told = await services.offers.told(GROUP, 1, 1)
    assert told is not None
    assert (told.offer.state, told.offer.text, told.name) == (OfferState.LET_GO, "", "Bruno")
    assert [user for user, _ in await queued(database, "over")] == [2], "what they read loses the details"
    assert await services.needs.told(GROUP, 1, 2) is None
    with pytest.raises(Refused):
        await services.offers.choose(people.ana, 1, 2)


async def test_a_departed_askers_needs_close(services: Services, database: Database, people: People) -> None:
    for kind in (NeedKind.COVER, NeedKind.TIP):
        await services.needs.post(people.bruno, kind, BY_KIND[kind], f"f:ask:2:{kind}")
    await services.departures.left(GROUP, 2)
    states = await database.read(lambda tx: tx.all("SELECT state FROM needs ORDER BY id"))
    assert [row["state"] for row in states] == [NeedState.CLOSED.value] * 2
    assert len(await queued(database, "card")) == 4
    with pytest.raises(Refused, match="is closed since"):
        await services.offers.check(people.caio, 1)


async def test_offers_an_hour(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    for number in range(20):
        await offer(services, people, key=f"f:offer:2:{number}", text=f"Answer {number}")
    with pytest.raises(TooOften):
        await offer(services, people, key="f:offer:2:x", text="One more")
    assert (await services.needs.get(people.ana, 1)).offered == 1


async def test_an_offer_is_told_as_of_whoever_makes_it(services: Services, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    await offer(services, people)
    kind = declared().messages["need.offer"]
    sender = kind.sender
    assert sender is not None
    message = Message(GROUP, "need.offer", "", 1, user_id=1)
    assert await services.needs.database.read(lambda tx: sender(tx, message)) == 2


async def test_after_a_leave_begins_an_offer_can_be_taken_back(services: Services, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    await offer(services, people)
    await services.leave.go(people.bruno, "", "")
    with pytest.raises(Refused, match="on leave"):
        await services.offers.offer(people.bruno, 1, "f:offer:2:m", text="x")
    assert (await services.offers.let_go(people.bruno, 1)).offered == 0


@pytest.mark.parametrize(
    ("kind", "seat", "is_offered"),
    [
        (NeedKind.COVER, "Trade 2", True),
        (NeedKind.CLIENT_NEEDS, "eletricista", True),
        (NeedKind.CLIENT_NEEDS, "Florist", False),
        (NeedKind.QUESTION, "Florist", False),
    ],
)
async def test_a_press_offers_in_one_transaction_where_nothing_is_to_be_asked(
    services: Services, database: Database, people: People, kind: NeedKind, seat: str, is_offered: bool
) -> None:
    await post(services, people, kind)
    await services.roster.move_seat(people.ana, someone(2), seat)
    with growth.counted(database, KEY) as reads:
        found = await services.offers.press(people.bruno, 1, "b:1")
    assert [each.writes for each in reads] == [True]
    assert found == (Offered(1, "A-1", kind, "Ana", "") if is_offered else await services.needs.get(people.bruno, 1))
    assert await services.offers.press(people.bruno, 1, "b:1") == found, "the same press again"
    assert ((await services.needs.get(people.bruno, 1)).my_offer is not None) is is_offered
    assert len(await queued(database, "offer")) == is_offered


@pytest.mark.parametrize("kind", [NeedKind.LOOKING, NeedKind.TIP])
async def test_a_press_on_what_nothing_is_offered_for_is_refused(services: Services, people: People, kind: NeedKind) -> None:
    await post(services, people, kind)
    with pytest.raises(Refused, match="Nothing is offered"):
        await services.offers.press(people.bruno, 1, "b:1")


async def test_an_associate_offers_whom_they_know_and_no_trade_of_their_own(services: Services, people: People) -> None:
    await services.associates.make(people.ana, someone(2))
    await post(services, people, NeedKind.CLIENT_NEEDS, replace(CLIENT_NEEDS, trades=("Carpenter",)))
    assert not isinstance(await services.offers.press(people.bruno, 1, "k:press"), Offered)
    with pytest.raises(Refused):
        await offer(services, people, trade="Carpenter")
    seen = await offer(services, people, trade="Carpenter", text="My neighbour is one")
    assert seen.my_offer.text == "My neighbour is one"


async def test_who_gave_their_trade_back_cannot_be_sent_the_client(services: Services, people: People) -> None:
    await post(services, people, NeedKind.CLIENT_NEEDS, replace(CLIENT_NEEDS, trades=("Trade 2",)))
    assert isinstance(await services.offers.press(people.bruno, 1, "k:press"), Offered)
    await services.associates.make(people.ana, someone(2))
    with pytest.raises(Refused, match="takes no referrals"):
        await services.referrals.give(people.ana, someone(2), MARIA, "f:refer:1:n")


async def test_clients_are_not_asked_for_an_associate(services: Services, people: People) -> None:
    await post(services, people, NeedKind.LOOKING)
    assert (await services.offers.check_known(people.bruno, 1))[1] is True
    await services.associates.make(people.ana, someone(1))
    assert (await services.offers.check_known(people.bruno, 1))[1] is False
