"""Failing direct messages to one person: others' don't wait, and missed ones are sent when they are possible again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.outbox import missed
from bot.core.outbox.model import Message
from bot.membership.members import store as members_store
from bot.membership.members.model import Person
from bot.referrals.model import Verb
from bot.referrals.typed import Typed as Client
from tests.passing import forget_contact
from tests.worker.sample_group import MARIA, SampleGroup

if TYPE_CHECKING:
    from tests.conftest import Clock
    from tests.worker.harness import WorkerHarness


async def refer(sample: SampleGroup, bot: WorkerHarness, number: int = 1) -> int:
    """Ana refers a client to Bruno; returns the referral's id."""
    client = Client(MARIA.prospect, f"maria{number}@example.org", "", "direct", "3", sure=True)
    return (await bot.services.referrals.give(sample.leader, Person(sample.bruno.id, "Bruno"), client, f"g{number}")).referral.id


def cards(sample: SampleGroup) -> list[str]:
    return [message.text.split(" · ")[0][-3:] for message in sample.place("card").messages if "refers" in message.text]


async def closed(sample: SampleGroup, bot: WorkerHarness, *numbers: int) -> list[int]:
    """Give referrals while Bruno's direct messages are closed; returns their ids."""
    sample.bruno.takes_direct_messages = False
    ids = [await refer(sample, bot, number) for number in numbers]
    await bot.finish()
    assert cards(sample) == []
    return ids


TROUBLES = {
    "500": {"status": 503},
    "too fast": {"status": 400, "code": 40003},
    "hanging": {"cut": True},
}


@pytest.mark.parametrize("how", TROUBLES)
async def test_it_delays_nobody_else(sample: SampleGroup, bot: WorkerHarness, clock: Clock, how: str) -> None:
    fault = sample.standin.fault("POST", sample.path("card"), times=1000, **TROUBLES[how])
    await refer(sample, bot)
    group_id = sample.leader.group_id
    for number in range(5):
        await bot.put(Message(group_id, "notice", f"busy {number}", group_id, channel_id=sample.channel.id))
        await bot.put(Message(group_id, "notice", f"to Ana {number}", group_id, user_id=sample.ana.id))
        await bot.work()
        clock.pass_by(seconds=12)
    assert fault.met
    assert [message.text for message in sample.channel.messages] == [f"busy {number}" for number in range(5)]
    assert len(sample.standin.direct_channel(sample.ana).messages) == 5
    sample.standin.faults.clear()
    await bot.finish()
    assert cards(sample) == ["R-1"]
    assert "passed" in sample.channel.messages[-1].text, "it says whether they got it, so it comes after that"


async def test_a_muted_sender_reads_the_same_of_closed_messages_as_anybody(
    sample: SampleGroup, bot: WorkerHarness, clock: Clock
) -> None:
    await closed(sample, bot, 1)
    clock.pass_by(hours=2)  # the next message would be tried
    await bot.services.muted_senders.mute(sample.leader.group_id, sample.bruno.id, sample.leader.user_id, on=True)
    await refer(sample, bot, 2)
    await bot.finish()
    rows = await bot.rows("SELECT state, problem FROM outbox WHERE kind = 'referral.card' ORDER BY id")
    assert [(state, problem.startswith(missed.CLOSED)) for state, problem in map(tuple, rows)] == [("dead", True)] * 2


async def test_what_still_concerns_them_is_said_when_they_use_the_bot(sample: SampleGroup, bot: WorkerHarness) -> None:
    """Messages about referrals that they dealt with meanwhile are not sent."""
    first, _, third = await closed(sample, bot, 1, 2, 3)
    await bot.services.referrals.move(sample.bruno.id, first, Verb.DECLINE, "No time")
    await bot.services.referrals.move(sample.ana.id, third, Verb.UNDO)
    await bot.finish()
    await bot.services.reaching.begin()
    assert bot.services.reaching.is_closed(sample.bruno.id)
    await bot.services.reaching.heard_from(sample.bruno.id)
    await bot.finish()
    assert cards(sample) == [], "they are closed still"
    assert await bot.rows("SELECT user_id FROM members WHERE messages_closed_at IS NOT NULL") != []

    sample.bruno.takes_direct_messages = True
    await bot.services.reaching.heard_from(sample.bruno.id)
    assert not bot.services.reaching.is_closed(sample.bruno.id)
    await bot.finish()
    assert cards(sample) == ["R-2"]
    await bot.services.reaching.heard_from(sample.bruno.id)
    await bot.finish()
    assert cards(sample) == ["R-2"]


async def test_a_message_of_another_group_that_gets_through_tells(sample: SampleGroup, bot: WorkerHarness, clock: Clock) -> None:
    await closed(sample, bot, 1)
    sample.bruno.takes_direct_messages = True
    await bot.put(Message(7, "notice", "of another group", 7, user_id=sample.bruno.id))
    await bot.finish()
    assert cards(sample) == ["R-1"]
    assert await bot.rows("SELECT user_id FROM members WHERE messages_closed_at IS NOT NULL") == []


async def test_while_they_are_closed_one_of_many_is_tried(sample: SampleGroup, bot: WorkerHarness) -> None:
    await closed(sample, bot, 1, 2, 3)
    asked = sample.standin.requests.count(("POST", sample.path("card")))
    await bot.services.reaching.heard_from(sample.bruno.id)
    await bot.finish()
    assert sample.standin.requests.count(("POST", sample.path("card"))) == asked + 1


async def test_a_change_that_was_refused_is_made_when_they_are_open(sample: SampleGroup, bot: WorkerHarness) -> None:
    """A client who was forgotten meanwhile is not named any more."""
    await refer(sample, bot)
    await bot.finish()
    assert "Maria" in sample.texts()
    sample.bruno.takes_direct_messages = False
    await forget_contact(bot.services, sample.leader, "maria1@example.org")
    await bot.finish()
    sample.bruno.takes_direct_messages = True
    await bot.services.reaching.heard_from(sample.bruno.id)
    await bot.finish()
    assert "Maria" not in sample.texts()


async def test_what_is_missed_is_of_the_person_alone(sample: SampleGroup, bot: WorkerHarness) -> None:
    await closed(sample, bot, 1)
    found = await bot.database.read(lambda tx: missed.of_person(tx, sample.bruno.id))
    assert {each.message.kind for each in found} == {"referral.card"}
    assert await bot.database.read(lambda tx: missed.of_person(tx, sample.ana.id)) == []
    assert await bot.database.read(members_store.closed) == [sample.bruno.id]


async def test_after_an_hour_what_they_missed_comes_first_and_in_order(
    sample: SampleGroup, bot: WorkerHarness, clock: Clock
) -> None:
    await closed(sample, bot, 1, 2)
    sample.bruno.takes_direct_messages = True
    await refer(sample, bot, 3)
    await bot.finish()
    assert cards(sample) == [], "it is not asked again within the hour"
    clock.pass_by(hours=1)
    await refer(sample, bot, 4)
    await bot.finish()
    assert cards(sample) == ["R-1", "R-2", "R-3", "R-4"]
