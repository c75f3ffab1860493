"""Questions to applicants, races of moderators, and trades that one business holds."""

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core import allowances, past_decisions
from bot.core.calendar import PeriodName
from bot.core.db.database import Database
from bot.core.errors import Doubt, Mention, Refused
from bot.core.limit import TooOften
from bot.groups.model import Seats
from bot.membership.applications.model import PastDecisions
from bot.membership.applications.service import Application
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import SeatTaken, Step
from bot.membership.members.model import Member, Person, Status
from bot.membership.members.profile import Profile
from bot.referrals.typed import Typed
from bot.services import Services
from bot.weekly.boards.model import BoardName
from tests.conftest import Clock
from tests.people import CHANNEL, GROUP, People, actor, someone
from tests.sealed import opened

BAKER = Application("Baker", "Duda's Bread", "Cakes", "Cafés without a baker", "duda@example.org", sponsor_id=2)
BRUNOS = Profile("Bruno & Co.", "Bread", "Cafés")


async def told(database: Database, kind: str) -> list[tuple[int | None, str]]:
    return await opened(database, "outbox", "user_id", "detail", where=f"kind = '{kind}'")


@pytest.fixture
async def exclusive(services: Services, people: People) -> People:
    """One business a trade; Bruno has Trade 2."""
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.profiles.edit(people.bruno, BRUNOS, "f:2:p")
    return people


async def test_a_question_and_its_answer_stand_on_the_card(services: Services, people: People, database: Database) -> None:
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    for _ in range(2):
        await services.applications.ask(people.ana, Person(4), "Do you deliver?", "f:1:q")
    assert await told(database, "member.question") == [(4, "Do you deliver?")]
    with pytest.raises(Refused, match="moderators"):
        await services.applications.ask(people.bruno, Person(4), "And to me?", "f:2:q")
    assert (await services.applications.open_question(GROUP, 4)).text == "Do you deliver?"
    for _ in range(2):
        await services.applications.answer(GROUP, 4, "Every day.", "f:4:a")
    applied = await services.applications.get(GROUP, 4)
    assert applied is not None
    assert [(note.text, note.is_answer) for note in applied.notes] == [("Do you deliver?", False), ("Every day.", True)]
    with pytest.raises(Refused, match="answered everything"):
        await services.applications.answer(GROUP, 4, "Really.", "f:4:b")


async def test_a_form_that_is_submitted_again_is_the_same_application(
    services: Services, people: People, database: Database
) -> None:
    first, second = [await services.applications.apply(people.duda, BAKER, "f:4:n") for _ in range(2)]
    assert first == second
    assert [user_id for user_id, _ in await told(database, "member.sponsored")] == [2]
    with pytest.raises(Refused, match="already with the moderators"):
        await services.applications.apply(people.duda, BAKER, "f:4:other")


async def test_nothing_is_asked_or_answered_after_the_decision(services: Services, people: People) -> None:
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    await services.applications.ask(people.ana, Person(4), "Do you deliver?", "f:1:q")
    await services.roster.decide(people.ana, Person(4), Step.DECLINE)
    for attempt in (
        services.applications.ask(people.ana, Person(4), "Still there?", "f:1:r"),
        services.applications.answer(GROUP, 4, "Yes.", "f:4:a"),
        services.applications.answer(999, 4, "Yes.", "f:4:a"),
    ):
        with pytest.raises(Refused, match="decided already"):
            await attempt


async def test_of_two_moderators_at_once_one_decides_and_the_other_reads_who_did(services: Services, people: People) -> None:
    await services.setup.set_up(people.ana, Changes(moderator_role_id=77), CHANNEL)
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    lia = actor(3, roles=(77,))
    outcomes = await asyncio.gather(
        services.roster.decide(people.ana, Person(4), Step.APPROVE),
        services.roster.decide(lia, Person(4), Step.APPROVE),
        return_exceptions=True,
    )
    (refused,) = [each for each in outcomes if isinstance(each, Refused)]
    winner = people.ana if outcomes[1] is refused else lia
    assert refused.sentence.params["moderator"] == Mention(winner.user_id)
    history = await services.roster.history(people.ana, Person(4), 10)
    assert [each.entry.action for each in history.entries] == ["member.approve", "member.apply"]


async def test_nobody_removes_themselves(services: Services, people: People) -> None:
    with pytest.raises(Refused, match="can't remove yourself"):
        await services.roster.decide(people.ana, someone(1), Step.REMOVE, "Bye")


async def test_a_taken_trade_names_its_holder_and_can_be_waited_for(
    services: Services, exclusive: People, database: Database
) -> None:
    with pytest.raises(SeatTaken) as taken:
        await services.applications.check_may_apply(exclusive.duda, "trade 2")
    assert taken.value.sentence.params["name"] == "Bruno"
    for _ in range(2):
        await services.applications.wait_for_seat(exclusive.duda, "Trade 2")
    await services.roster.decide(exclusive.ana, someone(2), Step.REMOVE, "Moved away")
    assert await told(database, "seat.open") == [(4, "Trade 2")]
    assert await services.applications.check_may_apply(exclusive.duda, "Trade 2") == "Trade 2"


async def test_a_trade_opens_once_no_business_holds_it_and_in_the_order_of_those_who_wait(
    services: Services, exclusive: People, database: Database, clock: Clock
) -> None:
    """Zoe waits longer than Duda; who applied reads it in their own language."""
    zoe = replace(exclusive.duda, user_id=9, name="Zoe")
    await services.applications.wait_for_seat(zoe, "Trade 2")
    clock.pass_by(minutes=1)
    await services.applications.apply(exclusive.duda, replace(BAKER, seat="Trade 2", business=BRUNOS.business), "f:4:n")
    await services.roster.decide(exclusive.ana, Person(4), Step.APPROVE)
    await services.applications.apply(
        replace(zoe, user_id=10), replace(BAKER, seat="Trade 2", business=BRUNOS.business), "f:10:n"
    )
    with pytest.raises(Refused, match="moderators"):
        await services.applications.let_wait(exclusive.bruno, Person(10))
    await services.applications.let_wait(exclusive.ana, Person(10))
    clock.pass_by(minutes=1)
    await services.applications.wait_for_seat(replace(zoe, user_id=5), "Trade 2")
    await services.roster.decide(exclusive.ana, someone(2), Step.REMOVE, "Moved away")
    assert await told(database, "seat.open") == [], "Duda's is of the same business"
    await services.roster.decide(exclusive.ana, Person(4), Step.REMOVE, "Moved away")
    rows = await database.read(lambda tx: tx.all("SELECT user_id, language FROM outbox WHERE kind = 'seat.open' ORDER BY id"))
    assert [tuple(row) for row in rows] == [(9, "pt-BR"), (10, "en"), (5, "pt-BR")]


@pytest.mark.parametrize("sponsor_id", [3, 4, 99, None])
async def test_who_vouches_is_another_who_belongs(
    services: Services, people: People, database: Database, sponsor_id: int | None
) -> None:
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved")
    applicant = await services.applications.apply(people.duda, replace(BAKER, sponsor_id=sponsor_id), "f:4:n")
    assert applicant.sponsor_id is None
    assert await told(database, "member.sponsored") == []


async def test_who_was_a_member_keeps_their_links(services: Services, people: People) -> None:
    await services.profiles.edit(people.bruno, replace(BRUNOS, links="https://bruno.example"), "f:2:p")
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved")
    applicant = await services.applications.apply(people.bruno, replace(BAKER, sponsor_id=None), "f:2:n")
    assert (applicant.profile.links, applicant.profile.offer) == ("https://bruno.example", "Cakes")


async def test_a_question_stands_in_the_history(services: Services, people: People) -> None:
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    await services.applications.ask(people.ana, Person(4), "Do you deliver?", "f:1:q")
    history = await services.roster.history(people.ana, Person(4), 10)
    assert [(each.entry.action, each.entry.actor_id) for each in history.entries] == [("member.ask", 1), ("member.apply", 4)]


async def test_passing_clients_from_a_linked_group_ends_no_wait(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    """Duda was declined, deleted her data, and is known from a linked group alone."""
    await database.write(lambda tx: past_decisions.keep(tx, GROUP, 4, "declined", tx.now))
    await database.write(lambda tx: members_store.save(tx, Member(GROUP, 4, "Duda", Status.LINKED)))
    clock.pass_by(days=1)
    for attempt in (
        services.applications.check_may_apply(people.duda, "Baker"),
        services.applications.wait_for_seat(people.duda, "Baker"),
        services.applications.apply(people.duda, BAKER, "f:4:n"),
    ):
        with pytest.raises(Refused, match="could not let you in"):
            await attempt


async def test_moving_somebody_opens_their_old_trade_and_a_taken_one_is_refused(
    services: Services, exclusive: People, database: Database
) -> None:
    await services.applications.wait_for_seat(exclusive.duda, "Trade 2")
    with pytest.raises(SeatTaken):
        await services.roster.move_seat(exclusive.ana, someone(2), "Trade 3")
    assert (await services.roster.move_seat(exclusive.ana, someone(2), "Pastry cook")).seat == "Pastry cook"
    assert await told(database, "seat.open") == [(4, "Trade 2")]
    assert await told(database, "member.seat") == [(2, "Pastry cook")]


async def test_a_trade_taken_between_form_and_submit_is_refused(services: Services, exclusive: People) -> None:
    assert await services.applications.check_may_apply(exclusive.duda, "Baker") == "Baker"
    await services.roster.move_seat(exclusive.ana, someone(2), "Baker")
    with pytest.raises(SeatTaken):
        await services.applications.apply(exclusive.duda, BAKER, "f:4:n")
    assert await services.roster.get(GROUP, 4) is None


async def test_two_of_one_business_share_a_trade_and_count_as_one_member_helped(services: Services, exclusive: People) -> None:
    with pytest.raises(SeatTaken):
        await services.applications.apply(exclusive.duda, replace(BAKER, seat="Trade 2"), "f:4:n")
    await services.applications.apply(exclusive.duda, replace(BAKER, seat="Trade 2", business=" bruno & CO. "), "f:4:m")
    partner = await services.roster.decide(exclusive.ana, Person(4), Step.APPROVE)
    assert (partner.status, partner.partner_of) == (Status.ACTIVE, 2)


async def test_a_blank_or_endless_question_is_refused_with_its_field(services: Services, people: People) -> None:
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    for text in (" \u200b", "x" * 401):
        with pytest.raises(Refused) as refusal:
            await services.applications.ask(people.ana, Person(4), text, "f:1:q")
        assert "field" in refusal.value.sentence.params


async def test_helping_both_partners_of_one_business_helps_one_member(services: Services, people: People) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.profiles.edit(people.bruno, Profile("Bruno & Co.", "Bread", "Cafés"), "f:2:p")
    partner = Application("Trade 2", "Bruno & Co.", "Bread", "Cafés")
    await services.applications.apply(people.duda, partner, "f:4:n")
    await services.roster.decide(people.ana, someone(4), Step.APPROVE)
    for receiver in (2, 4, 3):
        await services.referrals.give(
            people.ana, someone(receiver), Typed("Maria", "m@example.org", "", "direct", "1"), f"f:{receiver}"
        )
    (first,) = (await services.boards.board(people.ana, BoardName.GIVERS, PeriodName.THIS_WEEK)).ranks
    assert (first.standing.people, first.standing.times) == (2, 3)


async def test_who_was_a_member_is_asked_about_a_client_named_in_an_application(
    services: Services, people: People, clock: Clock
) -> None:
    client = Typed("Zuleika Quartzfeld", "+55 11 98888-1234", "", "direct", "1")
    await services.referrals.give(people.bruno, someone(3), client, "f:2:r")
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "moved")
    clock.pass_by(days=60)
    again = replace(BAKER, offer="The garden of #ZuleikaQuartzfeld", sponsor_id=None)
    with pytest.raises(Doubt, match="seems to name a client"):
        await services.applications.apply(people.bruno, again, "f:2:n")
    assert (await services.applications.apply(people.bruno, again, "f:2:n", sure=True)).profile.offer == again.offer


async def test_an_application_after_a_deletion_reaches_the_moderators_as_another_message(
    services: Services, people: People, database: Database
) -> None:
    async def cards() -> list[tuple[str, str]]:
        sql = "SELECT key, nonce FROM outbox WHERE kind = 'member.card' AND record_id = 4 AND only_edit = 0"
        return [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]

    await services.applications.apply(people.duda, BAKER, "f:join:4:n")
    (first,) = await cards()
    await services.applications.ask(people.ana, Person(4), "Do you deliver?", "f:1:q")
    await services.privacy.delete(people.duda, "A former member")
    everything = await database.read(lambda tx: tx.all("SELECT key FROM outbox WHERE group_id = ?", GROUP))
    assert not [row["key"] for row in everything if "4" in row["key"].split(":")], "no key that can come again"
    await services.applications.apply(people.duda, BAKER, "f:join:4:m")
    (second,) = await cards()
    assert second[1] != first[1], "Discord answers the nonce of a recent message with that message"


async def test_deleting_ones_data_ends_neither_the_wait_nor_that_moderators_know(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.applications.apply(people.duda, BAKER, "f:join:4:n")
    await services.roster.decide(people.ana, Person(4), Step.DECLINE, "We have two")
    declined = clock.now
    await services.privacy.delete(people.duda, "A former member")
    kept = await database.read(lambda tx: tx.all("SELECT * FROM past_decisions WHERE decision = 'declined'"))
    assert [each for row in kept for each in tuple(row) if each in (4, "Duda")] == [], "a keyed hash"
    for attempt in (
        services.applications.check_may_apply(people.duda, "Baker"),
        services.applications.apply(people.duda, BAKER, "f:m"),
    ):
        with pytest.raises(Refused, match="You may apply again from"):
            await attempt
    clock.pass_by(days=7)
    await services.applications.apply(people.duda, BAKER, "f:join:4:o")
    await services.roster.decide(people.ana, Person(4), Step.APPROVE)
    await services.roster.decide(people.ana, Person(4), Step.REMOVE, "Moved away")
    await services.privacy.delete(people.duda, "A former member")
    clock.pass_by(days=300)
    await database.write(lambda tx: allowances.prune(tx, GROUP))
    await services.applications.apply(people.duda, BAKER, "f:join:4:p")
    applied = await services.applications.get(GROUP, 4)
    assert applied is not None
    assert (applied.past.declined_at, applied.past.removed_at) == (declined, declined + timedelta(days=7))
    other = await services.applications.get(GROUP, 2)
    assert other is not None
    assert other.past == PastDecisions()


async def test_deleting_and_applying_in_turn_floods_no_moderators(services: Services, people: People) -> None:
    for number in range(3):
        await services.applications.apply(people.duda, BAKER, f"f:join:4:{number}")
        await services.privacy.delete(people.duda, "A former member")
    with pytest.raises(TooOften):
        await services.applications.apply(people.duda, BAKER, "f:join:4:over")
