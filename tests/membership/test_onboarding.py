"""A new member says what they want of the bot; in a direct message the button tells of which group."""

import pytest
from msgspec.structs import replace

from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.membership.members.profile import Profile
from bot.services import Services
from tests.conftest import NOON, Clock
from tests.people import GROUP, People

BAKERY = Profile("Bread & Co", "Cakes", "Cafés without a baker", "bruno@example.org")


async def test_switches_are_kept_and_written_down_once(services: Services, people: People, database: Database) -> None:
    for _ in range(2):
        member = await services.onboarding.name_on_boards(people.bruno, named=False)
    assert not member.on_boards
    member = await services.onboarding.write_to(people.bruno, wanted=False)
    assert (member.switches.referrals, member.switches.steps, member.switches.thanks) == (False, False, False)
    assert not member.switches.wants("referrals")
    assert member.switches.wants(None), "what concerns one's membership is always told"
    kept = await services.roster.get(GROUP, 2)
    assert kept == member
    assert (await services.onboarding.write_to(people.bruno, wanted=True)).switches.wants("thanks")
    logged = await database.read(lambda tx: tx.all("SELECT actor_id FROM log WHERE action = 'profile.settings'"))
    assert [row["actor_id"] for row in logged] == [2, 2, 2]


async def test_the_walk_ends_once(services: Services, people: People, clock: Clock) -> None:
    assert (await services.onboarding.newcomer(people.bruno)).welcomed_at is None
    assert (await services.onboarding.walked(people.bruno)).member.welcomed_at == NOON
    clock.pass_by(days=1)
    assert (await services.onboarding.walked(people.bruno)).member.welcomed_at == NOON


async def test_only_members_are_walked(services: Services, people: People) -> None:
    await services.roster.decide(people.ana, Person(3), Step.REMOVE, "moved")
    for actor in (people.duda, people.caio, replace(people.bruno, group_id=999)):
        for attempt in (
            services.onboarding.newcomer(actor),
            services.onboarding.name_on_boards(actor, named=False),
            services.onboarding.write_to(actor, wanted=False),
            services.onboarding.walked(actor),
        ):
            with pytest.raises(Refused):
                await attempt


async def test_a_profile_written_in_a_direct_message_keeps_the_groups_name_for_its_author(
    services: Services, people: People
) -> None:
    in_private = replace(people.bruno, name="bruno_99", in_group=False)
    assert (await services.profiles.edit(in_private, BAKERY, "f:1")).name == "Bruno"
    assert (await services.profiles.edit(replace(people.bruno, name="Bruno B."), BAKERY, "f:2")).name == "Bruno B."
