"""Who may come in, who lets them, and who is told."""

import pytest

from bot.admin.setup import Changes
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.groups.model import Seats
from bot.membership.applications.service import Application
from bot.membership.members.lifecycle import APPLY_AGAIN_AFTER, Step
from bot.membership.members.model import Person, Status
from bot.services import Services
from tests.conftest import Clock
from tests.people import BAKER, CHANNEL, MODERATORS, People, actor, someone


async def messages(database: Database) -> list[tuple[str, int | None, int | None, int]]:
    rows = await database.read(
        lambda tx: tx.all(
            "SELECT kind, channel_id, user_id, only_edit FROM outbox WHERE kind LIKE 'member%' AND record_id = 4 ORDER BY id"
        )
    )
    return [tuple(row) for row in rows]


async def test_applying_twice_shows_one_card(services: Services, people: People, database: Database) -> None:
    for _ in range(2):
        applicant = await services.applications.apply(people.duda, BAKER, "f:4:n")
    assert (applicant.status, applicant.seat, applicant.sponsor_id) == (Status.APPLICANT, "Baker", 2)
    assert await messages(database) == [("member.card", MODERATORS, None, 0), ("member.sponsored", None, 2, 0)]
    with pytest.raises(Refused, match="already with the moderators"):
        await services.applications.check_may_apply(people.duda, "Baker")


@pytest.mark.parametrize(("step", "status"), [(Step.APPROVE, Status.ACTIVE), (Step.DECLINE, Status.DECLINED)])
async def test_a_decision_is_told_and_the_card_is_changed(
    services: Services, people: People, database: Database, step: Step, status: Status
) -> None:
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    assert (await services.roster.decide(people.ana, Person(4), step)).status is status
    told = [("member.sponsored_in", None, 2, 0)] if status is Status.ACTIVE else []
    assert await messages(database) == [
        ("member.card", MODERATORS, None, 0),
        ("member.sponsored", None, 2, 0),
        (f"member.{step.value}", None, 4, 0),
        ("member.card", MODERATORS, None, 1),
        *told,
    ]
    with pytest.raises(Refused, match="already here"):
        await services.roster.decide(people.ana, Person(4), step)


async def test_declined_they_may_apply_again_after_a_while(services: Services, people: People, clock: Clock) -> None:
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    await services.roster.decide(people.ana, Person(4), Step.DECLINE, "no room")
    with pytest.raises(Refused, match="apply again from"):
        await services.applications.check_may_apply(people.duda, "Baker")
    clock.now += APPLY_AGAIN_AFTER
    assert (await services.applications.apply(people.duda, BAKER, "f:4:m")).status is Status.APPLICANT


async def test_only_moderators_decide(services: Services, people: People) -> None:
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    for step in (Step.APPROVE, Step.DECLINE, Step.REMOVE):
        with pytest.raises(Refused, match="moderators"):
            await services.roster.decide(people.bruno, Person(4), step)
    for attempt in (services.roster.add(people.bruno, someone(4), "x"), services.roster.roll(people.bruno, None)):
        with pytest.raises(Refused, match="moderators"):
            await attempt


async def test_the_moderator_role_moderates(services: Services, people: People) -> None:
    await services.setup.set_up(people.ana, Changes(moderator_role_id=77), CHANNEL)
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    assert (await services.roster.decide(actor(2, roles=(77,)), Person(4), Step.APPROVE)).is_active


async def test_without_the_role_set_nobody_moderates_by_having_none(services: Services, people: People) -> None:
    with pytest.raises(Refused):
        await services.roster.roll(actor(2, roles=(0,)), None)


async def test_an_exclusive_trade_has_one_holder(services: Services, people: People) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    with pytest.raises(Refused, match="taken by {name}") as refusal:
        await services.roster.add(people.ana, someone(4), " ＴＲＡＤＥ 2 ")
    assert refusal.value.sentence.params["name"] == "Bruno"
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "moved away")
    assert (await services.roster.add(people.ana, someone(4), "Trade 2")).seat == "Trade 2"


async def test_leaving_and_coming_back_keeps_the_profile(services: Services, people: People) -> None:
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    await services.roster.decide(people.ana, Person(4), Step.APPROVE)
    await services.roster.decide(people.ana, Person(4), Step.REMOVE, "moved away")
    back = await services.roster.add(people.ana, someone(4), "Baker")
    assert (back.status, back.profile.offer, back.left_at) == (Status.ACTIVE, "Cakes", None)


async def test_a_bot_is_no_member(services: Services, people: People) -> None:
    with pytest.raises(Refused, match="bot"):
        await services.roster.add(people.ana, Person(9, "Robot", is_bot=True), "x")


@pytest.mark.parametrize("field", ["business", "offer", "ideal_referral", "seat"])
async def test_a_blank_field_of_an_application_is_named(services: Services, people: People, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        await services.applications.apply(people.duda, Application(**{**vars_of(BAKER), field: " \u200b"}), "f:4:n")
    assert "field" in refusal.value.sentence.params


def vars_of(application: Application) -> dict:
    return {name: getattr(application, name) for name in Application.__struct_fields__}


async def test_a_member_role_is_switched_by_a_row_of_its_own(services: Services, people: People, database: Database) -> None:
    await services.setup.set_up(people.ana, Changes(member_role_id=88), CHANNEL)
    await services.roster.add(people.ana, someone(4), "Baker")
    assert ("member.role", None, None, 0) in await messages(database)
