"""The worker is killed at every await of a digest's delivery, from the due job to the stored outcome: exactly one is posted.

Each run stops after one step more than the last, until a run completes. What was requested of store or Discord before is
executed; nothing of the worker runs after it, not even clean-up.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.calendar import Weekday
from bot.membership.members.model import Person
from bot.referrals.thanks.service import Typed
from cogs.digest.blocks import RENDERERS
from cogs.digest.cards import DigestCards
from cogs.digest.messages import Messages
from tests.worker.harness import KillSwitch

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.worker.rendered import Handler
    from cogs._ui.bot_protocol import BotProtocol
    from tests.conftest import Clock
    from tests.standin import Channel, Standin
    from tests.worker.conftest import Open
    from tests.worker.harness import WorkerHarness

ANA, BRUNO = 11, 12
MANY = 60
"""An upper bound of the steps."""


def as_the_bot(bot: BotProtocol) -> dict[str, Handler]:
    handlers: dict[str, Handler] = {}
    Messages(bot, DigestCards(RENDERERS)).register(handlers)
    return handlers


async def schedule(bot: WorkerHarness, news: Channel) -> datetime:
    """Set up a group with so many thanks that its digest is two messages; it is due in one or two minutes."""
    assert news.guild is not None
    leader = Actor(news.guild.id, ANA, "Ana", manages_group=True)
    await bot.services.setup.set_up(leader, Changes(digest_channel_id=news.id, time_zone="Africa/Abidjan"), news.id)
    for user_id in (ANA, BRUNO):
        await bot.services.roster.add(leader, Person(user_id, f"Member {user_id}"), f"Trade {user_id}")
    for number in range(12):
        # As if over hours: one person may thank another six times an hour.
        await bot.database.write(lambda tx: tx.run("DELETE FROM allowances"))
        said = Typed(f"{number} " + "You saved my week. " * 15)
        await bot.services.thanks.give(leader, Person(BRUNO, "Bruno"), None, said, f"t{number}")
    await bot.database.write(lambda tx: tx.run("DELETE FROM outbox"))
    soon = bot.clock.now + timedelta(minutes=2)
    due = (
        await bot.services.digest.schedule(leader, Weekday(soon.weekday()), soon.time().replace(second=0, microsecond=0))
    ).next_at
    assert due is not None
    return due


async def live(bot: WorkerHarness, due: datetime) -> None:
    """Work before and at the digest's due time."""
    await bot.work()
    if not bot.kill_switch.is_over and bot.clock.now < due:
        assert await bot.rows("SELECT id FROM outbox") == [], "before its hour nothing is said"
        bot.clock.now = due
        await bot.work()


@pytest.mark.parametrize("minutes", [0, 10])
async def test_at_every_await(standin: Standin, open_harness: Open, clock: Clock, tmp_path: Path, minutes: int) -> None:
    """Restarted at once, or after ten minutes, when Discord has forgotten the nonce."""
    news = standin.add_channel(standin.add_guild("Vila Boa"), "news")
    store, empty = tmp_path / "goodword.db", tmp_path / "empty.db"
    async with open_harness(as_the_bot) as bot:
        due = await schedule(bot, news)
    shutil.copyfile(store, empty)
    began, killed = clock.now, []
    for last in range(MANY):
        for file in tmp_path.glob("goodword.db*"):
            file.unlink()
        shutil.copyfile(empty, store)
        clock.now = began
        news.messages.clear()
        standin.forget_nonces()
        async with open_harness(as_the_bot, kill_switch=KillSwitch(last)) as bot:
            await live(bot, due)
        if not bot.kill_switch.is_over:
            break
        killed.append(len(news.messages))
        if minutes:
            clock.pass_by(minutes=minutes)
            standin.forget_nonces()
        async with open_harness(as_the_bot) as bot:
            await live(bot, due)
            await bot.finish()
            said = await bot.rows("SELECT state, message_id FROM outbox WHERE kind = 'digest' ORDER BY id")
            jobs = await bot.rows("SELECT due_at, done_at FROM jobs WHERE kind = 'digest' ORDER BY due_at")
        assert [tuple(row) for row in said] == [("sent", message.id) for message in news.messages], last
        assert ["(2)" in message.text for message in news.messages] == [False, True], last
        assert [row["done_at"] is not None for row in jobs] == [True, False], last
    assert 15 < last < MANY - 1, "every step was the last one once"
    assert set(killed) == {0, 1, 2}, "some died before either message, between them, and after both"
