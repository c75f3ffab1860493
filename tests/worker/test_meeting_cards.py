"""The worker is killed at every await, from the due job to the stored outcome: a meeting has one card, and one more at its door."""

from __future__ import annotations

import shutil
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.calendar import Weekday
from bot.meetings import door
from bot.meetings.typed import Plan
from tests.worker.harness import KillSwitch, plain

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Clock
    from tests.standin import Channel, Standin
    from tests.worker.conftest import Open
    from tests.worker.harness import WorkerHarness

ANA = 11
MANY = 120
"""An upper bound of the steps."""


def as_the_bot(_: object) -> Any:
    """Each message's text is its key."""
    return defaultdict(lambda: plain)


async def meet(bot: WorkerHarness, channel: Channel) -> None:
    """The group meets in an hour, so that the card is posted now and the door opens in a quarter of an hour."""
    assert channel.guild is not None
    leader = Actor(channel.guild.id, ANA, "Ana", manages_group=True)
    await bot.services.setup.set_up(leader, Changes(digest_channel_id=channel.id, time_zone="Africa/Abidjan"), channel.id)
    await bot.database.write(lambda tx: tx.run("DELETE FROM outbox"))
    at = bot.clock.now + timedelta(minutes=60)
    await bot.services.meetings.schedule(leader, Plan(Weekday(at.weekday()), f"{at:%H:%M}"), "k:1")


async def live(bot: WorkerHarness, opens: Any) -> None:
    """Work now, and when the door opens."""
    await bot.work()
    if not bot.kill_switch.is_over and bot.clock.now < opens:
        bot.clock.now = opens
        await bot.work()


async def test_at_every_await(standin: Standin, open_harness: Open, clock: Clock, tmp_path: Path) -> None:
    channel = standin.add_channel(standin.add_guild("Vila Boa"), "news")
    store, empty = tmp_path / "goodword.db", tmp_path / "empty.db"
    async with open_harness(as_the_bot) as bot:
        await meet(bot, channel)
        (job,) = await bot.rows("SELECT due_at FROM jobs WHERE kind = ? AND done_at IS NULL", door.JOB)
    shutil.copyfile(store, empty)
    began, killed = clock.now, set()
    opens = began + timedelta(microseconds=job["due_at"] - int(began.timestamp() * 1_000_000))
    for last in range(MANY):
        for file in tmp_path.glob("goodword.db*"):
            file.unlink()
        shutil.copyfile(empty, store)
        clock.now = began
        channel.messages.clear()
        standin.forget_nonces()
        async with open_harness(as_the_bot, kill_switch=KillSwitch(last)) as bot:
            await live(bot, opens)
        if not bot.kill_switch.is_over:
            break
        killed.add(len(channel.messages))
        async with open_harness(as_the_bot) as bot:
            await live(bot, opens)
            await bot.finish()
            (following,) = await bot.rows("SELECT due_at FROM jobs WHERE kind = ? AND done_at IS NULL", door.JOB)
        assert [message.text.split(":")[2] for message in channel.messages] == ["card", "door"], last
        assert following["due_at"] == job["due_at"] + 7 * 24 * 3600 * 1_000_000, "the next one's door"
    assert 15 < last < MANY - 1, "every step was the last one once"
    assert killed == {0, 1, 2}, "some died before either message, between them, and after both"
