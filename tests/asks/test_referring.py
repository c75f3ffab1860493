"""Needs that are met by referrals: whom one may be passed to, what its form is filled with, who is chosen by it. On both engines."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from msgspec.structs import replace

from bot.asks.model import NeedKind, OfferState
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.membership.members.lifecycle import Step
from bot.referrals.model import Verb
from bot.referrals.origins import Origin
from bot.referrals.passing_on import Way
from bot.referrals.typed import Typed
from bot.services import Services
from tests.asks.test_needs import CLIENT_NEEDS, logged, post
from tests.conftest import Clock, tables_of
from tests.failing import fail_at_each_statement, rows_of
from tests.passing import MARIA, forget_contact
from tests.people import GROUP, People, someone

ELECTRICIAN, BAKER = "Electrician", "Baker"
End = Callable[[Services, People], Awaitable[object]]


async def offer(services: Services, who: Any, trade: str, text: str = "") -> None:
    await services.offers.offer(who, 1, f"f:offer:{who.user_id}:{trade}", trade, text)


async def both_offer(services: Services, people: People, *, may_know: bool = False) -> None:
    await post(services, people, NeedKind.CLIENT_NEEDS, replace(CLIENT_NEEDS, may_know=may_know))
    await offer(services, people.bruno, ELECTRICIAN)
    await offer(services, people.caio, BAKER)


async def pass_to(
    services: Services, giver: Any, receiver_id: int, nonce: str = "n", typed: Typed = MARIA, offer_id: int = 0
) -> Any:
    """What the form does when it is submitted."""
    action = f"f:ask:refer_form:{giver.user_id}:{nonce}"
    prepared = await services.referring.prepare(giver, 1, receiver_id, action, offer_id)
    giver = replace(giver, group_id=prepared.seen.need.group_id)
    return await services.referrals.give(giver, someone(receiver_id), typed, action, prepared.origin)


async def states(database: Database) -> list[tuple[int, str, str]]:
    rows = await database.read(lambda tx: tx.all("SELECT user_id, trade, state FROM offers ORDER BY id"))
    return [(row["user_id"], row["trade"], row["state"]) for row in rows]


async def count(database: Database, table: str) -> int:
    row = await database.read(lambda tx: tx.one(f"SELECT COUNT(*) AS n FROM {table}"))
    assert row is not None
    return row["n"]


async def test_one_for_each_trade_with_the_same_client(services: Services, database: Database, people: People) -> None:
    await both_offer(services, people, may_know=True)
    first = await services.referring.prepare(people.ana, 1, 2)
    assert (first.client.prospect, first.client.contact, first.client.need) == ("", "", CLIENT_NEEDS.text)
    assert (await pass_to(services, people.ana, 2, "a")).referral.label == "R-1"
    second = await services.referring.prepare(people.ana, 1, 3)
    assert (second.client.prospect, second.client.contact) == (MARIA.prospect, MARIA.contact)
    assert (await pass_to(services, people.ana, 3, "b")).referral.label == "R-2"
    assert await states(database) == [(2, ELECTRICIAN, "chosen"), (3, BAKER, "chosen")]
    assert [each for each in await logged(database) if each[0] == "need.choose"] == [("need.choose", 1, 1)] * 2
    for reader, referral_id, other in ((2, 1, "Caio"), (3, 2, "Bruno")):
        seen = (await services.referrals.open(reader, referral_id)).hub
        assert (seen.led_by, [part.name for part in seen.parts]) == ("A-1", [other])
    assert (await services.needs.get(people.caio, 1)).referrals == 2


async def test_receivers_know_nothing_of_each_other_without_the_tick(services: Services, people: People) -> None:
    await both_offer(services, people)
    await pass_to(services, people.ana, 2, "a")
    await pass_to(services, people.ana, 3, "b")
    for reader, referral_id in ((2, 1), (3, 2)):
        seen = (await services.referrals.open(reader, referral_id)).hub
        assert (seen.led_by, seen.parts) == ("A-1", ())
    assert (await services.needs.get(people.bruno, 1)).chosen_too == ()


async def test_the_tick_of_the_need_holds_also_after_the_client_went_to_a_third(services: Services, people: People) -> None:
    await services.roster.add(people.ana, someone(4), "Florist")
    await both_offer(services, people, may_know=True)
    await pass_to(services, people.ana, 2, "a")
    opened = await services.passing_on.check(people.ana, 1, Way.ALSO)
    assert opened.referral.label == "R-1"
    await services.referrals.give(people.ana, someone(4), MARIA, "f:also:1:n", Origin(1))
    await pass_to(services, people.ana, 3, "b")
    hub = (await services.referrals.open(3, 3)).hub
    assert sorted(part.name for part in hub.parts) == ["Bruno", "Duda"]


CLOSED: dict[str, End] = {
    "met": lambda services, people: services.needs.met(people.ana, 1),
    "closed": lambda services, people: services.needs.close(people.ana, 1),
    "voided": lambda services, people: services.moderation.void(people.ana, "A", 1, "No"),
    "taken back": lambda services, people: services.offers.let_go(people.bruno, 1),
    "removed": lambda services, people: services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved away"),
}


@pytest.mark.parametrize("how", list(CLOSED))
async def test_a_form_that_is_sent_again_gets_its_referral_whatever_became_of_the_need(
    services: Services, database: Database, people: People, how: str
) -> None:
    await both_offer(services, people)
    await pass_to(services, people.ana, 2)
    assert (await pass_to(services, people.ana, 2)).referral.label == "R-1"
    await CLOSED[how](services, people)
    assert (await pass_to(services, people.ana, 2)).referral.label == "R-1"
    assert (await count(database, "referrals"), await count(database, "need_referrals")) == (1, 1)


@pytest.mark.parametrize("how", list(CLOSED))
async def test_what_ended_between_form_and_submit_is_refused_and_nothing_kept(
    services: Services, database: Database, people: People, how: str
) -> None:
    await both_offer(services, people)
    prepared = await services.referring.prepare(people.ana, 1, 2)
    await CLOSED[how](services, people)
    with pytest.raises(Refused):
        await services.referring.prepare(people.ana, 1, 2, "f:ask:refer_form:1:n")
    with pytest.raises(Refused):  # between the check and the transaction
        await services.referrals.give(people.ana, someone(2), MARIA, "f:ask:refer_form:1:n", prepared.origin)
    assert (await count(database, "referrals"), await count(database, "need_referrals")) == (0, 0)
    assert (await count(database, "entries"), await count(database, "referral_origins")) == (0, 0)


async def test_a_form_of_more_trades_that_is_sent_again_gets_its_referral(services: Services, people: People) -> None:
    await services.referrals.give(people.ana, someone(2), MARIA, "f:1:n")
    await services.passing_on.check(people.ana, 1, Way.ALSO, "f:also:1:n")
    await services.referrals.give(people.ana, someone(3), MARIA, "f:also:1:n", Origin(1))
    await services.referrals.move(1, 1, Verb.WITHDRAW)
    with pytest.raises(Refused):
        await services.passing_on.check(people.ana, 1, Way.ALSO, "f:also:1:m")
    await services.passing_on.check(people.ana, 1, Way.ALSO, "f:also:1:n")
    assert (await services.referrals.give(people.ana, someone(3), MARIA, "f:also:1:n", Origin(1))).referral.label == "R-2"


async def test_two_choices_at_once_for_one_trade_are_one(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.CLIENT_NEEDS)
    for who in (people.bruno, people.caio):
        await offer(services, who, BAKER)
    both = [pass_to(services, people.ana, user_id, str(user_id)) for user_id in (2, 3)]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(isinstance(each, Refused) for each in done) == [False, True], done
    refused = next(each for each in done if isinstance(each, Refused))
    assert "for that trade" in str(refused)
    assert sorted(state for _, _, state in await states(database)) == ["chosen", "offered"]
    assert (await count(database, "referrals"), await count(database, "entries")) == (1, 1)


async def test_the_same_form_twice_at_once_is_one_referral(services: Services, database: Database, people: People) -> None:
    await both_offer(services, people)
    done = await asyncio.gather(*(pass_to(services, people.ana, 2) for _ in range(4)))
    assert {each.referral.label for each in done} == {"R-1"}
    assert (await count(database, "referrals"), await count(database, "need_referrals")) == (1, 1)


GONE: dict[str, End] = {
    "voided": lambda services, people: services.moderation.void(people.ana, "R", 1, "No"),
    "withdrawn": lambda services, people: services.referrals.move(1, 1, Verb.WITHDRAW),
    "declined": lambda services, people: services.referrals.move(2, 1, Verb.DECLINE, "No time"),
}


@pytest.mark.parametrize("how", list(GONE))
async def test_once_the_referral_does_not_stand_another_is_chosen(
    services: Services, database: Database, people: People, how: str
) -> None:
    await post(services, people, NeedKind.CLIENT_NEEDS)
    for who in (people.bruno, people.caio):
        await offer(services, who, BAKER)
    await pass_to(services, people.ana, 2, "a")
    with pytest.raises(Refused, match="for that trade"):
        await pass_to(services, people.ana, 3, "b")
    await GONE[how](services, people)
    assert (await pass_to(services, people.ana, 3, "b")).referral.label == "R-2"
    assert await states(database) == [(2, BAKER, "let_go"), (3, BAKER, "chosen")]


@pytest.mark.parametrize("how", list(GONE))
async def test_whose_referral_does_not_stand_reads_of_nobody_and_can_be_chosen_again(
    services: Services, people: People, how: str
) -> None:
    await both_offer(services, people, may_know=True)
    await pass_to(services, people.ana, 2, "a")
    assert (await services.needs.get(people.bruno, 1)).my_offer.state is OfferState.CHOSEN
    await GONE[how](services, people)
    await pass_to(services, people.ana, 3, "b")
    bruno, caio = await services.needs.get(people.bruno, 1), await services.needs.get(people.caio, 1)
    assert (bruno.chosen_too, bruno.names, bruno.my_offer.state) == ((), {1: "Ana"}, OfferState.OFFERED)
    assert (caio.chosen_too, caio.my_offer.state) == ((), OfferState.CHOSEN)
    mine = await services.offers.of(people.ana, 1)
    assert [(each.user_id, each.state) for each in mine.offers] == [(2, OfferState.OFFERED), (3, OfferState.CHOSEN)]
    assert (await pass_to(services, people.ana, 2, "c")).referral.label == "R-3"
    assert (await services.needs.get(people.bruno, 1)).my_offer.state is OfferState.CHOSEN


async def test_once_the_referral_does_not_stand_somebody_outside_is_chosen(services: Services, people: People) -> None:
    await both_offer(services, people)
    await offer(services, people.caio, ELECTRICIAN, "Old Paulo, by the river")
    await pass_to(services, people.ana, 2, "a")
    with pytest.raises(Refused, match="for that already"):
        await services.offers.choose(people.ana, 1, 3, ELECTRICIAN)
    await services.referrals.move(2, 1, Verb.DECLINE, "No time")
    seen = await services.offers.choose(people.ana, 1, 3, ELECTRICIAN)
    assert [(each.user_id, each.trade) for each in seen.offers if each.state is OfferState.CHOSEN] == [(3, ELECTRICIAN)]


async def test_one_who_has_two_trades_gets_two_and_loses_the_one_that_does_not_stand(
    services: Services, database: Database, people: People
) -> None:
    await both_offer(services, people)
    await offer(services, people.bruno, BAKER)
    await offer(services, people.caio, ELECTRICIAN)
    await pass_to(services, people.ana, 2, "a")
    await services.referrals.move(1, 1, Verb.WITHDRAW)
    await pass_to(services, people.ana, 2, "b")
    await pass_to(services, people.ana, 3, "c")
    chosen = {trade: user_id for user_id, trade, state in await states(database) if state == "chosen"}
    assert len(chosen) == 2
    assert set(chosen.values()) == {2, 3}


async def mine(services: Services, who: Any) -> list[tuple[int, str, OfferState]]:
    """The offers of the need, as its author sees them."""
    return [(each.user_id, each.trade, each.state) for each in (await services.offers.of(who, 1)).offers]


@pytest.mark.parametrize("first", [ELECTRICIAN, BAKER])
@pytest.mark.parametrize("how", list(GONE))
async def test_two_trades_of_one_client_to_one_person_are_told_apart(
    services: Services, database: Database, people: People, how: str, first: str
) -> None:
    """The first referral does not stand any more: the trade that it was for is free, and the other is not."""
    await both_offer(services, people)
    await offer(services, people.bruno, BAKER)
    await offer(services, people.caio, ELECTRICIAN)
    second = BAKER if first == ELECTRICIAN else ELECTRICIAN
    theirs = {each.trade: each.id for each in (await services.offers.of(people.ana, 1)).offers if each.user_id == 2}
    await pass_to(services, people.ana, 2, "a", offer_id=theirs[first])
    assert (2, first, OfferState.CHOSEN) in await mine(services, people.ana)
    assert (2, second, OfferState.OFFERED) in await mine(services, people.ana)
    await pass_to(services, people.ana, 2, "b", offer_id=theirs[second])
    rows = await database.read(lambda tx: tx.all("SELECT referral_id, trade FROM need_referrals ORDER BY referral_id"))
    assert [(row["referral_id"], row["trade"]) for row in rows] == [(1, first), (2, second)]
    await GONE[how](services, people)
    assert {each for each in await mine(services, people.ana) if each[0] == 2} == {
        (2, first, OfferState.OFFERED),
        (2, second, OfferState.CHOSEN),
    }
    theirs = {each.trade: each.id for each in (await services.offers.of(people.ana, 1)).offers if each.user_id == 3}
    with pytest.raises(Refused, match="for that trade"):
        await pass_to(services, people.ana, 3, "c", offer_id=theirs[second])
    await pass_to(services, people.ana, 3, "d", offer_id=theirs[first])
    assert {each for each in await mine(services, people.ana) if each[2] is OfferState.CHOSEN} == {
        (2, second, OfferState.CHOSEN),
        (3, first, OfferState.CHOSEN),
    }


async def test_a_referral_of_an_older_schema_stands_for_each_of_its_receivers_trades(
    services: Services, database: Database, people: People
) -> None:
    await both_offer(services, people)
    await offer(services, people.bruno, BAKER)
    await pass_to(services, people.ana, 2, "a")
    await pass_to(services, people.ana, 2, "b")
    await database.write(lambda tx: tx.run("UPDATE need_referrals SET trade = ''"))
    assert [each[2] for each in await mine(services, people.ana) if each[0] == 2] == [OfferState.CHOSEN] * 2
    await services.referrals.move(1, 1, Verb.WITHDRAW)
    assert [each[2] for each in await mine(services, people.ana) if each[0] == 2] == [OfferState.CHOSEN] * 2
    await services.referrals.move(1, 2, Verb.WITHDRAW)
    assert [each[2] for each in await mine(services, people.ana) if each[0] == 2] == [OfferState.OFFERED] * 2


async def test_anothers_offer_is_not_taken_up(services: Services, people: People) -> None:
    await both_offer(services, people)
    caios = next(each.id for each in (await services.offers.of(people.ana, 1)).offers if each.user_id == 3)
    for offer_id in (caios, 99):
        with pytest.raises(Refused, match="does not offer that"):
            await services.referring.prepare(people.ana, 1, 2, offer_id=offer_id)


async def test_who_may_pass_whom(services: Services, database: Database, people: People) -> None:
    await both_offer(services, people)
    for who, whom, says in (
        (people.bruno, 3, "No referral meets"),
        (people.bruno, 1, "No referral meets"),
        (people.ana, 1, "is yours"),
        (people.ana, 4, "not a member"),
        (people.duda, 2, "for members"),
        (replace(people.ana, group_id=999), 2, "."),
        (replace(people.duda, group_id=0, in_group=False), 2, "nothing here by that name"),
    ):
        with pytest.raises(Refused, match=says):
            await services.referring.prepare(who, 1, whom)
    direct = replace(people.ana, group_id=0, in_group=False)
    assert (await services.referring.prepare(direct, 1, 2)).receiver_id == 2
    assert (await pass_to(services, direct, 2)).referral.group_id == GROUP
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.referring.prepare(direct, 99, 2)


@pytest.mark.parametrize("kind", [NeedKind.QUESTION, NeedKind.COVER, NeedKind.TIP])
async def test_nothing_else_is_met_by_a_referral(services: Services, people: People, kind: NeedKind) -> None:
    await post(services, people, kind)
    for who, whom in ((people.ana, 2), (people.bruno, 1)):
        with pytest.raises(Refused, match="No referral meets"):
            await services.referring.prepare(who, 1, whom)


async def test_whom_somebody_knows_outside_gets_no_referral(services: Services, people: People) -> None:
    await post(services, people, NeedKind.CLIENT_NEEDS)
    await offer(services, people.bruno, BAKER, "Old Paulo, by the river")
    with pytest.raises(Refused, match="does not offer that"):
        await services.referring.prepare(people.ana, 1, 2)


async def test_a_looking_takes_more_than_one_and_names_no_client(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.LOOKING)
    with pytest.raises(Refused, match="to yourself"):
        await services.referrals.give(
            people.ana, someone(1), MARIA, "f:x", (await services.referring.prepare(people.bruno, 1, 1)).origin
        )
    assert (await pass_to(services, people.bruno, 1)).referral.label == "R-1"
    assert (await services.referring.prepare(people.bruno, 1, 1)).client.prospect == ""
    assert (await pass_to(services, people.caio, 1, typed=replace(MARIA, contact="caio@example.org"))).referral.label == "R-2"
    for reader, referral_id in ((1, 1), (2, 1), (1, 2), (3, 2)):
        seen = (await services.referrals.open(reader, referral_id)).hub
        assert (seen.led_by, seen.parts) == ("A-1", ())
    public = await services.needs.get(people.caio, 1)
    assert (public.referrals, public.names) == (2, {1: "Ana"})
    assert await states(database) == []


async def test_a_forgotten_client_is_carried_no_further(services: Services, database: Database, people: People) -> None:
    await both_offer(services, people, may_know=True)
    await pass_to(services, people.ana, 2, "a")
    await pass_to(services, people.ana, 3, "b")
    await services.referrals.move(1, 2, Verb.WITHDRAW)
    await forget_contact(services, people.ana, str(MARIA.contact))
    prepared = await services.referring.prepare(people.ana, 1, 3)
    assert (prepared.client.prospect, prepared.client.contact) == ("", "")
    for referral_id in (1, 2):
        assert (await services.referrals.open(1, referral_id)).referral.client.prospect == ""


@pytest.mark.parametrize("form", ["ask:refer_form:1:2:x", "referral:also_form:1:2:x"])
async def test_what_was_typed_of_a_forgotten_client_is_not_kept_for_the_form(
    services: Services, database: Database, people: People, form: str
) -> None:
    await both_offer(services, people)
    await services.drafts.keep(GROUP, 1, form, {"prospect": str(MARIA.prospect), "contact": str(MARIA.contact)})
    assert await count(database, "drafts") == 1
    await forget_contact(services, people.ana, str(MARIA.contact))
    assert await count(database, "drafts") == 0


async def test_a_receiver_who_is_gone_reads_of_nobody(services: Services, people: People) -> None:
    await both_offer(services, people, may_know=True)
    await pass_to(services, people.ana, 2, "a")
    await pass_to(services, people.ana, 3, "b")
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved away")
    gone = await services.referrals.open(2, 1)
    assert (gone.hub.parts, gone.hub.led_by, gone.referral.client.prospect) == ((), "", "")


@pytest.mark.scenario
async def test_nothing_is_kept_of_a_referral_that_failed(services: Services, database: Database, people: People) -> None:
    await both_offer(services, people, may_know=True)
    await pass_to(services, people.ana, 2, "a")
    prepared = await services.referring.prepare(people.ana, 1, 3)

    async def give() -> object:
        return await services.referrals.give(people.ana, someone(3), MARIA, "f:x", prepared.origin)

    async def kept() -> object:
        counts = {table: await count(database, table) for table in await tables_of(database) if table != "jobs"}
        return counts, await states(database)

    number = await fail_at_each_statement(database, give, kept)
    assert number > 10
    assert (3, BAKER, OfferState.CHOSEN) in await states(database)
    assert await count(database, "need_referrals") == 2


async def test_the_morning_and_a_choice_at_once(services: Services, database: Database, people: People, clock: Clock) -> None:
    await both_offer(services, people)
    done = await asyncio.gather(pass_to(services, people.ana, 2), services.needs.close(people.ana, 1), return_exceptions=True)
    given = [each for each in done if isinstance(each, BaseException)]
    assert all(isinstance(each, Refused) for each in given), given
    assert await count(database, "need_referrals") == await count(database, "referrals")


TAKEN_BACK: dict[str, End] = {
    "withdrawn": lambda services, _: services.referrals.move(1, 1, Verb.WITHDRAW),
    "cancelled": lambda services, people: services.moderation.void(people.ana, "R", 1, "Made up"),
}


@pytest.mark.scenario
@pytest.mark.parametrize("how", list(TAKEN_BACK))
async def test_the_need_of_a_referral_that_is_taken_back_is_shown_anew_or_nothing_is_kept(
    services: Services, database: Database, people: People, how: str
) -> None:
    await both_offer(services, people)
    await pass_to(services, people.ana, 2)

    await database.write(lambda tx: tx.run("DELETE FROM outbox WHERE kind = 'need.card'"))
    tables = ("needs", "referrals", "referral_moves", "entries", "outbox", "log")
    number = await fail_at_each_statement(database, lambda: TAKEN_BACK[how](services, people), lambda: rows_of(database, tables))
    assert number > 10
    edits = await database.read(lambda tx: tx.all("SELECT record_id FROM outbox WHERE kind = 'need.card' AND only_edit = 1"))
    assert [row["record_id"] for row in edits] == [1]
    assert (await services.needs.get(people.caio, 1)).referrals == 0
