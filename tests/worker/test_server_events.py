"""Each meeting has one event in Discord, wherever the worker dies and whichever request fails."""

from __future__ import annotations

import asyncio
import shutil
from collections import defaultdict
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.calendar import Weekday
from bot.meetings.server_events import ServerEvents
from bot.meetings.typed import Plan
from cogs.meetings.server_events import Events
from tests.standin import Permission
from tests.standin.faults import Fault
from tests.worker.harness import KillSwitch, plain

if TYPE_CHECKING:
    from pathlib import Path

    from cogs._ui.bot_protocol import BotProtocol
    from tests.conftest import Clock
    from tests.standin import Guild, Standin
    from tests.worker.conftest import Open
    from tests.worker.harness import WorkerHarness

ANA = 11
MANY = 250
"""An upper bound of the steps."""
WAYS = {
    **{f"{code}{' after all' * acted}": {"status": code, "acted": acted} for code in (500, 502, 503) for acted in (False, True)},
    **{f"cut{' after all' * acted}": {"cut": True, "acted": acted} for acted in (False, True)},
    "429": {"status": 429, "retry_after": 0.3},
}


def as_the_bot(bot: BotProtocol) -> Any:
    return defaultdict(lambda: plain, {"meeting.event": Events(bot, bot.services.of(ServerEvents)).event})


@pytest.fixture
def guild(standin: Standin) -> Guild:
    guild = standin.add_guild("Vila Boa")
    for name in ("news", "moderators"):
        standin.add_channel(guild, name)
    guild.members[standin.bot.id].roles.append(standin.add_role(guild, "Goodword", Permission.CREATE_EVENTS))
    return guild


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace discord.py's sleeps between retries."""
    monkeypatch.setattr(discord.http, "asyncio", SimpleNamespace(**vars(asyncio) | {"sleep": lambda _: asyncio.sleep(0)}))


def leader(guild: Guild) -> Actor:
    return Actor(guild.id, ANA, "Ana", manages_group=True)


async def set_up(bot: WorkerHarness, guild: Guild) -> None:
    news, moderators = guild.channels
    changes = Changes(digest_channel_id=news, moderators_channel_id=moderators, time_zone="America/New_York")
    await bot.services.setup.set_up(leader(guild), changes, news)
    await bot.services.meetings.schedule(leader(guild), plan(bot.clock), "k:1")


def plan(clock: Clock) -> Plan:
    """Weekly, the first time in about five days."""
    return Plan(Weekday((clock.now + timedelta(days=5)).weekday()), "07:00", place="Café Central", has_events=True)


def labels(guild: Guild) -> list[str]:
    return sorted(event["description"].rsplit("\n", 1)[-1] for event in guild.events.values())


async def check(bot: WorkerHarness, guild: Guild) -> None:
    """The events are those that the store knows, one a meeting, at its time."""
    known = await bot.rows("SELECT number, event_id, starts_at FROM meetings WHERE state = 'planned' ORDER BY number")
    assert labels(guild) == [f"M-{row['number']}" for row in known]
    for row in known:
        event = guild.events[row["event_id"]]
        assert event["description"].endswith(f"\nM-{row['number']}")
        assert discord.utils.parse_time(event["scheduled_start_time"]).timestamp() * 1_000_000 == row["starts_at"]


async def test_at_every_await(standin: Standin, guild: Guild, open_harness: Open, clock: Clock, tmp_path: Path) -> None:
    store, empty = tmp_path / "goodword.db", tmp_path / "empty.db"
    async with open_harness(as_the_bot) as bot:
        await set_up(bot, guild)
    shutil.copyfile(store, empty)
    began, killed = clock.now, set()
    for last in range(MANY):
        for file in tmp_path.glob("goodword.db*"):
            file.unlink()
        shutil.copyfile(empty, store)
        clock.now = began
        guild.events.clear()
        async with open_harness(as_the_bot, kill_switch=KillSwitch(last)) as bot:
            await bot.work()
        if not bot.kill_switch.is_over:
            break
        killed.add(len(guild.events))
        clock.pass_by(minutes=10)
        async with open_harness(as_the_bot) as bot:
            await bot.finish()
            await check(bot, guild)
            assert len(guild.events) == 3, last
    assert 15 < last < MANY - 1, "every step was the last one once"
    assert killed == {0, 1, 2, 3}, "some died before each of the three, and after all"


@pytest.mark.parametrize("way", list(WAYS))
async def test_the_k_th_request_fails(
    standin: Standin, guild: Guild, open_harness: Open, clock: Clock, hurried: None, tmp_path: Path, way: str
) -> None:
    store, empty = tmp_path / "goodword.db", tmp_path / "empty.db"
    async with open_harness(as_the_bot) as bot:
        await set_up(bot, guild)
    shutil.copyfile(store, empty)
    for k in range(MANY):
        for file in tmp_path.glob("goodword.db*"):
            file.unlink()
        shutil.copyfile(empty, store)
        guild.events.clear()
        standin.faults.clear()
        fault = standin.faults.add(Fault(".*", ".*/scheduled-events.*", after=k, **WAYS[way]))
        async with open_harness(as_the_bot) as bot:
            await bot.finish()
            await check(bot, guild)
        if not fault.met:
            break
    assert k == 9, "listed, made, listed again, for each of three"


async def test_it_follows_the_meeting(guild: Guild, open_harness: Open, clock: Clock) -> None:
    async with open_harness(as_the_bot) as bot:
        await set_up(bot, guild)
        await bot.finish()
        days = [(row["day"], row["event_id"]) for row in await bot.rows("SELECT day, event_id FROM meetings ORDER BY day")]
        await bot.services.meetings.move(leader(guild), days[0][0], "08:30", "k:m")
        await bot.services.meetings.skip(leader(guild), days[1][0], "", "k:s")
        await bot.finish()
        await check(bot, guild)
        assert labels(guild) == ["M-1", "M-3", "M-4"], "the skipped one is gone, and one more is planned"
        assert guild.events[days[0][1]]["entity_metadata"] == {"location": "Café Central"}
        # Somebody deletes one in Discord: it stays so.
        del guild.events[days[2][1]]
        await bot.services.setup.set_up(leader(guild), Changes(time_zone="Australia/Sydney"), 0)
        await bot.finish()
        assert labels(guild) == ["M-1", "M-4"]
        await bot.services.meetings.end(leader(guild), 1)
        await bot.finish()
        assert guild.events == {}
        states = await bot.rows("SELECT DISTINCT state FROM outbox WHERE kind = 'meeting.event'")
        assert [row["state"] for row in states] == ["sent"]


@pytest.mark.parametrize("status", [3, 4])
async def test_one_that_was_ended_or_cancelled_in_discord_stays_so(
    guild: Guild, open_harness: Open, clock: Clock, status: int
) -> None:
    """Discord takes no change of it; its meeting is moved all the same, and nobody is told of a failure."""
    async with open_harness(as_the_bot) as bot:
        await set_up(bot, guild)
        await bot.finish()
        day, event_id = (await bot.rows("SELECT day, event_id FROM meetings ORDER BY day LIMIT 1"))[0]
        guild.events[event_id]["status"] = status
        began = guild.events[event_id]["scheduled_start_time"]
        await bot.services.meetings.move(leader(guild), day, "08:30", "k:m")
        await bot.finish()
        assert guild.events[event_id]["scheduled_start_time"] == began
        assert len(guild.events) == 3, "no other one is made in its place"
        assert {row["state"] for row in await bot.rows("SELECT state FROM outbox WHERE kind = 'meeting.event'")} == {"sent"}
        assert await bot.rows("SELECT id FROM outbox WHERE kind = 'notice'") == []


async def test_without_the_permission_moderators_are_told_and_then_it_is_made(
    standin: Standin, guild: Guild, open_harness: Open, clock: Clock
) -> None:
    role = guild.members[standin.bot.id].roles.pop()
    async with open_harness(as_the_bot) as bot:
        await set_up(bot, guild)
        await bot.work()
        assert guild.events == {}
        notices = await bot.rows("SELECT detail, record_id FROM outbox WHERE kind = 'notice'")
        assert len(notices) == 1
        guild.members[standin.bot.id].roles.append(role)
        await bot.services.setup.mended(guild.id)
        await bot.finish()
        await check(bot, guild)
        assert len(guild.events) == 3


async def test_a_meeting_that_began_meanwhile_gets_none(guild: Guild, open_harness: Open, clock: Clock) -> None:
    async with open_harness(as_the_bot) as bot:
        await set_up(bot, guild)
        clock.pass_by(days=8)
        await bot.finish()
        assert "M-1" not in labels(guild), "Discord takes no event of the past"
        assert {"M-2", "M-3"} <= set(labels(guild))
