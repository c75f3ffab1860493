"""Thanks: public in words, private in amount, undone without a trace on the boards."""

import asyncio

import pytest

from bot.admin.setup import Changes
from bot.core.calendar import PeriodName
from bot.core.db.database import Database
from bot.core.errors import Doubt, Refused
from bot.core.money import Money
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.referrals import contact_index
from bot.referrals.model import Party, State, Verb
from bot.referrals.thanks.service import Given, Typed
from bot.referrals.typed import Typed as Client
from bot.services import Services
from bot.weekly.boards.model import BoardName
from tests.conftest import Clock
from tests.passing import give
from tests.people import CHANNEL, GROUP, People, actor, someone

WARM = Typed("You saved my week!", "1.250,00", "new")


async def thank(
    services: Services, people: People, referral_id: int | None = None, typed: Typed = WARM, key: str = "f:2:t"
) -> Given:
    return await services.thanks.give(people.bruno, someone(1), referral_id, typed, key)


async def thanked(services: Services, people: People) -> dict[str, tuple[int, int]]:
    board = await services.boards.board(people.ana, BoardName.THANKED, PeriodName.THIS_WEEK)
    return {rank.standing.name: (rank.standing.people, rank.standing.times) for rank in board.ranks}


async def test_a_thank_you_counts_and_is_said_once(services: Services, people: People, database: Database) -> None:
    first, second = await thank(services, people), await thank(services, people)
    assert first.thanks.id == second.thanks.id
    assert first.thanks.amount == Money(125000, "BRL")
    assert await thanked(services, people) == {"Ana": (1, 1)}
    kinds = await database.read(lambda tx: tx.all("SELECT kind FROM outbox WHERE kind LIKE 'thanks%' ORDER BY id"))
    assert [row["kind"] for row in kinds] == ["thanks.post", "thanks.note"]


async def test_thanks_for_a_referral_say_that_it_became_work(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    given = await thank(services, people, referral_id)
    assert given.referral is not None
    assert given.referral.state is State.WON
    again = await thank(services, people, referral_id, key="f:2:more")
    assert again.referral is not None
    assert (again.referral.state, again.referral.version) == (State.WON, given.referral.version)


async def test_a_referral_of_another_group_is_not_thanked_for_here(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    await services.setup.set_up(actor(1, group_id=101), Changes(), CHANNEL)
    for user_id in (1, 2):
        await services.roster.add(actor(1, group_id=101), someone(user_id), f"Trade {user_id}")
    with pytest.raises(Refused, match="nothing here"):
        await services.thanks.give(actor(2, group_id=101), someone(1), referral_id, Typed("Thanks"), "f:2:t")
    assert (await services.referrals.open(2, referral_id)).referral.state is State.OPEN


async def test_ones_own_phone_is_no_clients(services: Services, people: People) -> None:
    phone = "+55 11 98888-1234"
    await give(services, people, Client("", phone, "A cake", "own", ""))
    words = Typed(f"Thank you! Call me: {phone}")
    assert (await services.thanks.give(people.ana, someone(2), None, words, "f:1:t")).thanks.message.endswith(phone)
    await give(services, people, Client("Maria", "+55 11 97777-1234", "A cake", "direct", ""), "f:1:m")
    with pytest.raises(Doubt, match="seems to name a client"):
        await services.thanks.give(people.ana, someone(2), None, Typed("Call +55 11 97777-1234"), "f:1:u")


async def test_undo_takes_back_the_thanks_and_the_job(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    await services.referrals.move(2, referral_id, Verb.CONTACTED)
    given = await thank(services, people, referral_id)
    with pytest.raises(Refused):
        await services.thanks.undo(1, given.thanks.id)
    for _ in range(2):
        await services.thanks.undo(2, given.thanks.id)
    assert await thanked(services, people) == {}
    assert (await services.referrals.open(2, referral_id)).referral.state is State.CONTACTED
    assert (await services.activity.mine(people.bruno)).brought == ()


async def test_the_job_stands_while_any_thanks_for_it_do(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    first = await thank(services, people, referral_id)
    await thank(services, people, referral_id, key="f:2:more")
    await services.thanks.undo(2, first.thanks.id)
    assert (await services.referrals.open(2, referral_id)).referral.state is State.WON


async def test_thanks_that_were_undone_are_not_read_by_whoever_belongs_no_more(services: Services, people: People) -> None:
    given = await thank(services, people)
    await services.thanks.undo(2, given.thanks.id)
    assert (await services.thanks.undo(2, given.thanks.id)).thanks.undone_at is not None, "a second press"
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved away")
    with pytest.raises(Refused, match="not a member of that group any more"):
        await services.thanks.undo(2, given.thanks.id)


async def test_undo_is_for_ten_minutes(services: Services, people: People, clock: Clock) -> None:
    given = await thank(services, people)
    clock.pass_by(minutes=11)
    with pytest.raises(Refused, match="ten minutes"):
        await services.thanks.undo(2, given.thanks.id)


async def test_only_the_thanked_answers_and_once(services: Services, people: People, database: Database) -> None:
    given = await thank(services, people)
    for stranger in (2, 3):
        with pytest.raises(Refused, match="Only the one who was thanked"):
            await services.thanks.answer(stranger, given.thanks.id)
    for _ in range(2):
        answered = await services.thanks.answer(1, given.thanks.id)
    assert answered.thanks.pleasure_at is not None
    posts = await database.read(lambda tx: tx.all("SELECT 1 FROM outbox WHERE kind = 'thanks.post' AND only_edit = 1"))
    assert len(posts) == 1


@pytest.mark.parametrize(
    ("to", "said"), [(someone(2), "yourself"), (Person(9, "Robot", is_bot=True), "no thanks"), (someone(4), "not a member")]
)
async def test_whom_one_cannot_thank(services: Services, people: People, to: Person, said: str) -> None:
    with pytest.raises(Refused, match=said):
        await services.thanks.give(people.bruno, to, None, WARM, "f:2:t")


async def test_former_members_can_be_thanked(services: Services, people: People) -> None:
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "moved away")
    given = await services.thanks.give(people.bruno, someone(3), None, WARM, "f:2:t")
    assert given.thanked_name == "Caio"
    assert await thanked(services, people) == {}, "only active members stand on boards"


async def test_another_ones_referral_cannot_be_thanked_for(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    for who, to in ((people.caio, 1), (people.ana, 2)):
        with pytest.raises(Refused, match="nothing here"):
            await services.thanks.give(who, someone(to), referral_id, WARM, "f:x:t")


async def test_what_was_declined_brought_no_work(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    await services.referrals.move(2, referral_id, Verb.DECLINE)
    with pytest.raises(Refused, match="no work to thank for"):
        await thank(services, people, referral_id)


async def test_a_broken_amount_writes_nothing(services: Services, people: People) -> None:
    with pytest.raises(Refused, match="can't read"):
        await thank(services, people, typed=Typed("Thanks", "12.5", "new"))
    assert await thanked(services, people) == {}


async def test_with_amounts_off_none_is_kept(services: Services, people: People) -> None:
    await services.setup.set_up(people.ana, Changes(amounts=False), CHANNEL)
    assert (await thank(services, people)).thanks.amount is None


async def test_a_client_named_in_public_is_asked_about(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    with pytest.raises(Doubt) as doubt:
        await thank(services, people, referral_id, Typed("Maria loved the cake!"))
    assert doubt.value.sentence.params["client"] == "Maria Souza"
    given = await thank(services, people, referral_id, Typed("Maria loved the cake!", sure=True))
    assert given.thanks.message == "Maria loved the cake!"


async def test_only_the_author_sees_amounts(services: Services, people: People) -> None:
    await thank(services, people)
    assert (await services.activity.mine(people.bruno)).brought == (Money(125000, "BRL"),)
    assert (await services.activity.mine(people.ana)).brought == ()


async def test_thanks_for_the_act_count_once_and_say_nothing_of_work(
    services: Services, people: People, database: Database
) -> None:
    referral_id = (await give(services, people)).referral.id
    await services.referrals.move(2, referral_id, Verb.ACCEPT)
    first = await services.thanks.for_act(people.bruno, referral_id)
    assert (await services.thanks.for_act(people.bruno, referral_id)).thanks.id == first.thanks.id
    assert (first.thanks.for_act, first.thanks.amount, first.thanked_name) == (True, None, "Ana")
    assert await thanked(services, people) == {"Ana": (1, 1)}
    opened = await services.referrals.open(2, referral_id)
    assert (opened.referral.state, opened.said.for_act) == (State.ACCEPTED, True)
    assert not (await services.referrals.open(1, referral_id)).said.for_act, "it is told to the giver, not asked of them"
    kinds = await database.read(lambda tx: tx.all("SELECT kind FROM outbox WHERE kind LIKE 'thanks%' ORDER BY id"))
    assert [row["kind"] for row in kinds] == ["thanks.post", "thanks.note"]
    await services.thanks.undo(2, first.thanks.id)
    assert await thanked(services, people) == {}
    again = await services.thanks.for_act(people.bruno, referral_id)
    assert again.thanks.id != first.thanks.id, "what was taken back can be said after all"


async def test_a_job_stands_by_thanks_for_work_alone(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    await services.referrals.move(2, referral_id, Verb.ACCEPT)
    act = await services.thanks.for_act(people.bruno, referral_id)
    work = await thank(services, people, referral_id)
    await services.thanks.undo(2, work.thanks.id)
    assert (await services.referrals.open(2, referral_id)).referral.state is State.ACCEPTED
    await thank(services, people, referral_id, key="f:2:again")
    await services.thanks.undo(2, act.thanks.id)
    assert (await services.referrals.open(2, referral_id)).referral.state is State.WON


async def test_only_the_receiver_thanks_for_the_act_and_not_for_what_they_could_not_take(
    services: Services, people: People
) -> None:
    referral_id = (await give(services, people)).referral.id
    for who in (people.ana, people.caio):
        with pytest.raises(Refused, match="nothing here"):
            await services.thanks.for_act(who, referral_id)
    with pytest.raises(Refused, match="This is for members"):
        await services.thanks.for_act(people.duda, referral_id)
    await services.referrals.move(2, referral_id, Verb.DECLINE)
    with pytest.raises(Refused, match="no work to thank for"):
        await services.thanks.for_act(people.bruno, referral_id)


async def test_presses_at_once_are_one_thank_you(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    await services.referrals.move(2, referral_id, Verb.ACCEPT)
    said = await asyncio.gather(*(services.thanks.for_act(people.bruno, referral_id) for _ in range(5)))
    assert {each.thanks.number for each in said} == {1}


async def test_what_one_referral_brought_adds_up_for_its_author_alone(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    first = await thank(services, people, referral_id)
    for key, amount in (("b", "250,50"), ("c", "")):
        await thank(services, people, referral_id, Typed("And more!", amount, "repeat"), f"f:2:{key}")
    await thank(services, people, None, Typed("For something else", "1,00"), "f:2:d")
    said = (await services.referrals.open(2, referral_id)).said
    assert (said.times, said.brought) == (2, (Money(150050, "BRL"),))
    assert (await services.referrals.open(1, referral_id)).said.brought == ()
    assert (await services.referrals.as_party(GROUP, referral_id, Party.GIVER)).said.brought == ()
    await services.thanks.undo(2, first.thanks.id)
    assert (await services.referrals.open(2, referral_id)).said.brought == (Money(25050, "BRL"),)


async def test_more_work_is_recorded_when_the_client_was_wiped_long_ago(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    referral_id = (await give(services, people)).referral.id
    await thank(services, people, referral_id)
    await services.referrals.name(2, referral_id, "kitchen, March", "n")
    clock.pass_by(days=800)
    await database.write(lambda tx: contact_index.wipe(tx, GROUP, referral_id))
    about = await services.thanks.about_referral(2, referral_id)
    assert about.thanked.name == "Ana"
    await thank(services, people, referral_id, Typed("Again!", "10,00", "repeat"), "f:2:more")
    assert (await services.referrals.open(2, referral_id)).said.times == 2


async def test_former_members_are_found_by_members(services: Services, people: People) -> None:
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "moved away")
    assert [each.name for each in await services.thanks.former(people.bruno)] == ["Caio"]
    with pytest.raises(Refused):
        await services.thanks.former(people.duda)
    await services.privacy.delete(people.caio, "A former member")
    assert await services.thanks.former(people.bruno) == [], "whom nothing leads back to is not offered"


@pytest.mark.parametrize("amount", ["0", "-5", "1e15", "10.000.000.000.000.000", "1.25", "US$ 5", "€5", "1,2,3", "five"])
async def test_an_amount_that_is_none_gets_one_sentence(services: Services, people: People, amount: str) -> None:
    with pytest.raises(Refused, match="amount"):
        await thank(services, people, typed=Typed("Thanks", amount))
    assert await thanked(services, people) == {}
