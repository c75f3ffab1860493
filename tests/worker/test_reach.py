"""Trouble with one person's direct messages: nobody else waits for it, and what they missed is said once they are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.outbox import missed
from bot.core.outbox.model import Message
from bot.membership.members import store as members_store
from bot.membership.members.model import Person
from bot.referrals.model import Verb
from bot.referrals.service import Typed as Client
from tests.worker.sample_group import MARIA, Town

if TYPE_CHECKING:
    from tests.conftest import Clock
    from tests.worker.harness import WorkerHarness


async def refer(town: Town, bot: WorkerHarness, number: int = 1) -> int:
    """Ana refers a client to Bruno; the referral's id."""
    client = Client(MARIA.prospect, f"maria{number}@example.org", "", "direct", "3", sure=True)
    return (await bot.services.referrals.give(town.leader, Person(town.bruno.id, "Bruno"), client, f"g{number}")).referral.id


def cards(town: Town) -> list[str]:
    return [message.text.split(" · ")[0][-3:] for message in town.place("card").messages if "refers" in message.text]


async def closed(town: Town, bot: WorkerHarness, *numbers: int) -> list[int]:
    """Referrals of which Bruno gets no card."""
    town.bruno.takes_direct_messages = False
    ids = [await refer(town, bot, number) for number in numbers]
    await bot.finish()
    assert cards(town) == []
    return ids


TROUBLES = {
    "500": {"status": 503},
    "too fast": {"status": 400, "code": 40003},
    "hanging": {"cut": True},
}


@pytest.mark.parametrize("how", TROUBLES)
async def test_it_delays_nobody_else(town: Town, bot: WorkerHarness, clock: Clock, how: str) -> None:
    fault = town.standin.fault("POST", town.path("card"), times=1000, **TROUBLES[how])
    await refer(town, bot)
    group_id = town.leader.group_id
    for number in range(5):
        await bot.put(Message(group_id, "notice", f"busy {number}", group_id, channel_id=town.channel.id))
        await bot.put(Message(group_id, "notice", f"to Ana {number}", group_id, user_id=town.ana.id))
        await bot.work()
        clock.pass_by(seconds=12)
    assert fault.met
    assert [message.text for message in town.channel.messages] == [f"busy {number}" for number in range(5)]
    assert len(town.standin.direct_channel(town.ana).messages) == 5
    town.standin.faults.clear()
    await bot.finish()
    assert cards(town) == ["R-1"]
    assert "passed" in town.channel.messages[-1].text, "it says whether they got it, so it comes after that"


async def test_what_still_concerns_them_is_said_when_they_use_the_bot(town: Town, bot: WorkerHarness) -> None:
    """Not what they dealt with in /referrals meanwhile."""
    first, _, third = await closed(town, bot, 1, 2, 3)
    await bot.services.referrals.move(town.bruno.id, first, Verb.DECLINE, "No time")
    await bot.services.referrals.move(town.ana.id, third, Verb.UNDO)
    await bot.finish()
    await bot.services.reaching.begin()
    assert bot.services.reaching.is_closed(town.bruno.id)
    await bot.services.reaching.heard_from(town.bruno.id)
    await bot.finish()
    assert cards(town) == [], "they are closed still"
    assert await bot.rows("SELECT user_id FROM members WHERE messages_closed_at IS NOT NULL") != []

    town.bruno.takes_direct_messages = True
    await bot.services.reaching.heard_from(town.bruno.id)
    assert not bot.services.reaching.is_closed(town.bruno.id)
    await bot.finish()
    assert cards(town) == ["R-2"]
    await bot.services.reaching.heard_from(town.bruno.id)
    await bot.finish()
    assert cards(town) == ["R-2"]


async def test_a_message_of_another_group_that_gets_through_tells(town: Town, bot: WorkerHarness, clock: Clock) -> None:
    await closed(town, bot, 1)
    town.bruno.takes_direct_messages = True
    await bot.put(Message(7, "notice", "of another group", 7, user_id=town.bruno.id))
    await bot.finish()
    assert cards(town) == ["R-1"]
    assert await bot.rows("SELECT user_id FROM members WHERE messages_closed_at IS NOT NULL") == []


async def test_while_they_are_closed_one_of_many_is_tried(town: Town, bot: WorkerHarness) -> None:
    await closed(town, bot, 1, 2, 3)
    asked = town.standin.requests.count(("POST", town.path("card")))
    await bot.services.reaching.heard_from(town.bruno.id)
    await bot.finish()
    assert town.standin.requests.count(("POST", town.path("card"))) == asked + 1


async def test_a_change_that_was_refused_is_made_when_they_are_open(town: Town, bot: WorkerHarness) -> None:
    """A client who was forgotten meanwhile is named no longer."""
    await refer(town, bot)
    await bot.finish()
    assert "Maria" in town.texts()
    town.bruno.takes_direct_messages = False
    await bot.services.erasure.forget_contact(town.leader, "maria1@example.org")
    await bot.finish()
    town.bruno.takes_direct_messages = True
    await bot.services.reaching.heard_from(town.bruno.id)
    await bot.finish()
    assert "Maria" not in town.texts()


async def test_what_is_missed_is_of_the_person_alone(town: Town, bot: WorkerHarness) -> None:
    await closed(town, bot, 1)
    found = await bot.database.read(lambda tx: missed.of_person(tx, town.bruno.id))
    assert {each.message.kind for each in found} == {"referral.card"}
    assert await bot.database.read(lambda tx: missed.of_person(tx, town.ana.id)) == []
    assert await bot.database.read(members_store.closed) == [town.bruno.id]


async def test_after_an_hour_what_they_missed_comes_first_and_in_order(town: Town, bot: WorkerHarness, clock: Clock) -> None:
    await closed(town, bot, 1, 2)
    town.bruno.takes_direct_messages = True
    await refer(town, bot, 3)
    await bot.finish()
    assert cards(town) == [], "it is not asked again within the hour"
    clock.pass_by(hours=1)
    await refer(town, bot, 4)
    await bot.finish()
    assert cards(town) == ["R-1", "R-2", "R-3", "R-4"]
