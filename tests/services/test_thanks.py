"""Thanks: public in words, private in amount, undone without a trace on the boards."""

import pytest

from bot.model.boards import BoardName
from bot.model.members import Person
from bot.model.membership import Step
from bot.model.money import Money
from bot.model.referrals import State, Verb
from bot.model.weeks import PeriodName
from bot.model.words import Doubt, Refused
from bot.services import Services
from bot.services.groups import Changes
from bot.services.thanks import Given, Typed
from bot.store.engine.database import Database
from tests.conftest import Clock
from tests.services.conftest import CHANNEL, People, someone
from tests.services.test_referrals import give

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
    assert (await services.activities.mine(people.bruno)).brought == ()


async def test_the_job_stands_while_any_thanks_for_it_do(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    first = await thank(services, people, referral_id)
    await thank(services, people, referral_id, key="f:2:more")
    await services.thanks.undo(2, first.thanks.id)
    assert (await services.referrals.open(2, referral_id)).referral.state is State.WON


async def test_undo_is_for_ten_minutes(services: Services, people: People, clock: Clock) -> None:
    given = await thank(services, people)
    clock.pass_by(minutes=11)
    with pytest.raises(Refused, match="ten minutes"):
        await services.thanks.undo(2, given.thanks.id)


async def test_only_the_thanked_answers_and_once(services: Services, people: People, database: Database) -> None:
    given = await thank(services, people)
    for stranger in (2, 3):
        with pytest.raises(Refused, match="thanked can answer"):
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
    await services.members.decide(people.ana, someone(3), Step.REMOVE, "moved away")
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
    await services.groups.set_up(people.ana, Changes(amounts=False), CHANNEL)
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
    assert (await services.activities.mine(people.bruno)).brought == (Money(125000, "BRL"),)
    assert (await services.activities.mine(people.ana)).brought == ()
