"""A clock that is wrong or is set while the bot runs: nothing lapses or is deleted because of it, and nothing waits longer."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.admin.job_repair import WRONG
from bot.admin.setup import Arrival, Changes
from bot.core.actor import Actor
from bot.core.calendar import Weekday
from bot.core.db.database import instant, micros
from bot.core.jobs import store as jobs_store
from bot.core.outbox.model import Message
from bot.groups.model import PublicLanguage
from bot.membership.members.model import Person
from bot.referrals.model import Verb
from bot.referrals.typed import Typed
from bot.worker import clock_check
from tests import postgres
from tests.standin import Permission

if TYPE_CHECKING:
    from tests.conftest import Clock
    from tests.standin import Channel, Guild, Standin
    from tests.worker.conftest import Open
    from tests.worker.harness import WorkerHarness

ANA, BRUNO = 11, 12
MARIA = Typed("Maria Souza", "+55 11 98888-1234", "A wedding cake", "direct", "3", sure=True)
PAULO = Typed("Paulo Lima", "paulo@example.org", "Insurance", "direct", "3", sure=True)
DAY = timedelta(days=1)

WHAT_GOES = {
    "referrals that lapsed": "SELECT COUNT(*) AS n FROM referrals WHERE state = 'lapsed'",
    "clients who were wiped": "SELECT COUNT(*) AS n FROM referrals WHERE wiped_at IS NOT NULL",
    "messages that were swept": "SELECT 1 - COUNT(*) AS n FROM outbox WHERE key = 'old and sent'",
    "jobs that were swept": "SELECT 1 - COUNT(*) AS n FROM jobs WHERE key = 'old and done'",
    "messages that were given up for their age": "SELECT COUNT(*) AS n FROM outbox WHERE key = 'for a shut channel' AND state = 'dead'",
    "drafts that were deleted": "SELECT 1 - COUNT(*) AS n FROM drafts",
    "leaves that ended": "SELECT 1 - COUNT(*) AS n FROM members WHERE status = 'paused'",
    "digests": "SELECT COUNT(*) AS n FROM outbox WHERE kind LIKE 'digest%'",
}
"""What ends or is deleted because of its age, as queries; `a_group` creates one of each."""


@pytest.fixture(params=["sqlite", "postgres"])
async def address(request: pytest.FixtureRequest) -> str | None:
    """The URL of a PostgreSQL store; None for a file."""
    if request.param == "sqlite":
        return None
    return await postgres.emptied(request.getfixturevalue("postgres_stores").shared)


@pytest.fixture
def guild(standin: Standin) -> Guild:
    guild = standin.add_guild("Vila Boa")
    for name in ("news", "moderators", "shut"):
        standin.add_channel(guild, name)
    return guild


async def a_group(bot: WorkerHarness, guild: Guild) -> None:
    """Create one of everything in WHAT_GOES, not due yet."""
    news, moderators, shut = guild.channels.values()
    leader, now = Actor(guild.id, ANA, "Ana", manages_group=True), bot.clock.now
    changes = Changes(
        referrals_channel_id=shut.id,
        digest_channel_id=news.id,
        moderators_channel_id=moderators.id,
        time_zone="Africa/Abidjan",
        language=PublicLanguage.PORTUGUESE,
    )
    await bot.services.setup.set_up(leader, changes, news.id)
    for user_id in (ANA, BRUNO):
        await bot.services.roster.add(leader, Person(user_id, f"Member {user_id}"), f"Trade {user_id}")
    declined = (await bot.services.referrals.give(leader, Person(BRUNO, "Bruno"), MARIA, "f:1")).referral
    await bot.services.referrals.move(BRUNO, declined.id, Verb.DECLINE)
    await bot.services.referrals.give(leader, Person(BRUNO, "Bruno"), PAULO, "f:2")
    await bot.services.leave.go(Actor(guild.id, BRUNO, "Bruno"), (now + 2 * DAY).date().isoformat(), "")
    await bot.services.digest.schedule(leader, Weekday((now + 2 * DAY).weekday()), time(9))
    await bot.services.drafts.keep(guild.id, ANA, "x", {})
    await bot.database.write(lambda tx: tx.run("DELETE FROM outbox"))
    await bot.put(
        Message(guild.id, "referral.line", "old and sent", 1, channel_id=news.id),
        Message(guild.id, "referral.line", "for a shut channel", 1, channel_id=shut.id),
    )
    shut.denied = Permission.VIEW_CHANNEL
    await bot.database.write(
        lambda tx: tx.run("UPDATE outbox SET state = 'sent', settled_at = created_at WHERE key = 'old and sent'")
    )
    await bot.database.write(
        lambda tx: tx.run(
            "INSERT INTO jobs (group_id, kind, key, due_at, not_before, done_at) VALUES (?, 'away', 'old and done', ?, ?, ?)",
            guild.id,
            *[micros(now)] * 3,
        )
    )


async def gone(bot: WorkerHarness) -> dict[str, int]:
    return {what: (await bot.rows(sql))[0]["n"] for what, sql in WHAT_GOES.items()}


NOTHING = dict.fromkeys(WHAT_GOES, 0)


async def wait(bot: WorkerHarness, days: int) -> None:
    """Advance time in five steps, with the worker running after each."""
    for _ in range(5):
        bot.clock.pass_by(days=days / 5)
        await bot.work()


async def set_clock(bot: WorkerHarness, **span: float) -> None:
    """Set the wall clock, and let the worker ask Discord for the time."""
    bot.clock.jump(**span)
    bot.clock.pass_by(seconds=clock_check.EVERY)
    await bot.work()


def warnings_in(guild: Guild) -> list[str]:
    """The warnings about the clock that the moderators got."""
    moderators = [channel for channel in guild.channels.values() if channel.name == "moderators"]
    return [message.text for channel in moderators for message in channel.messages if message.text.startswith(WRONG)]


@pytest.mark.parametrize("hours", [365 * 24, 2, -2, -365 * 24])
async def test_nothing_goes_by_itself_while_the_clock_is_wrong(
    open_harness: Open, clock: Clock, guild: Guild, address: str | None, hours: int
) -> None:
    async with open_harness(address=address) as bot:
        await a_group(bot, guild)
    clock.jump(hours=hours)
    for _ in range(2):
        async with open_harness(address=address) as bot:
            await bot.work()
            assert await gone(bot) == NOTHING
            await wait(bot, days=50)
            assert await gone(bot) == NOTHING
            assert len(warnings_in(guild)) == 1, "told once, however often it is started"
    async with open_harness(address=address) as bot:
        await bot.work()
        await set_clock(bot, hours=-hours)
        assert bot.wire.clock() == clock.right()
        await wait(bot, days=25)
        assert min((await gone(bot)).values()) > 0, await gone(bot)
        assert len(warnings_in(guild)) == 1
        await set_clock(bot, hours=hours)
        assert len(warnings_in(guild)) == 2, "wrong again, it is told again"


async def test_a_digest_is_neither_early_nor_left_out_for_a_wrong_clock(
    open_harness: Open, clock: Clock, guild: Guild, address: str | None
) -> None:
    async with open_harness(address=address) as bot:
        await a_group(bot, guild)
        due = (await bot.rows("SELECT due_at FROM jobs WHERE kind = 'digest'"))[0]["due_at"]
    clock.jump(days=3)
    async with open_harness(address=address) as bot:
        await bot.work()
        await set_clock(bot, days=-3)
        assert await bot.rows("SELECT key FROM outbox WHERE kind LIKE 'digest%'") == []
        clock.now = instant(due)
        await bot.work()
        assert [row["kind"] for row in await bot.rows("SELECT kind FROM outbox WHERE kind LIKE 'digest%'")] == ["digest"]


async def test_a_year_ahead_for_twelve_seconds_does_no_harm(
    open_harness: Open, clock: Clock, guild: Guild, address: str | None
) -> None:
    async with open_harness(address=address) as bot:
        await a_group(bot, guild)
        await bot.work()
        clock.jump(days=365)
        leader = Actor(guild.id, ANA, "Ana", manages_group=True)
        await bot.services.leave.come_back(Actor(guild.id, BRUNO, "Bruno"))
        for second in range(12):
            clock.pass_by(seconds=1)
            # One person may give another twelve referrals an hour, and one was given before.
            await bot.database.write(lambda tx: tx.run("DELETE FROM allowances"))
            client = Typed(f"Client {second}", f"c{second}@example.org", "x", "direct", "3", sure=True)
            await bot.services.referrals.give(leader, Person(BRUNO, "Bruno"), client, f"f:1:{second}")
            await bot.work()
        await set_clock(bot, days=-365)
        assert {what: n for what, n in (await gone(bot)).items() if n} == {"leaves that ended": 1}, "which he ended himself"
        latest = (await bot.rows("SELECT MAX(given_at) AS at FROM referrals"))[0]["at"]
        assert latest <= micros(clock.now)
        assert bot.worker._check.may_run_jobs
        await wait(bot, days=1)


async def test_before_discord_answered_nothing_is_known(
    open_harness: Open, clock: Clock, guild: Guild, standin: Standin, address: str | None
) -> None:
    """The responses to the login have wrong dates, in opposite directions."""
    async with open_harness(address=address) as bot:
        await a_group(bot, guild)
    clock.pass_by(days=125)
    standin.odd_dates.extend([-DAY, DAY, -DAY, DAY, -DAY, DAY, -DAY, DAY])
    async with open_harness(address=address) as bot:
        await bot.work()
        assert await gone(bot) == NOTHING
        clock.pass_by(seconds=clock_check.EVERY)
        await bot.work()
        found = await gone(bot)
        assert found.pop("messages that were given up for their age") == 0, "it was tried before the clock was known"
        assert min(found.values()) > 0, found
        assert warnings_in(guild) == []


async def test_who_set_the_group_up_is_told_where_moderators_have_no_channel(
    open_harness: Open, clock: Clock, guild: Guild, standin: Standin
) -> None:
    eva = standin.add_member(guild, "Eva")
    news = next(iter(guild.channels.values()))
    async with open_harness() as bot:
        leader = Actor(guild.id, eva.id, "Eva", manages_group=True)
        await bot.services.setup.set_up(leader, Changes(language=PublicLanguage.BOTH), news.id)
        await bot.services.setup.greet(Arrival(guild.id + 1, PublicLanguage.ENGLISH, None, None))
    clock.jump(hours=-1)
    async with open_harness() as bot:
        await bot.work()
        (told,) = await bot.rows("SELECT user_id, channel_id, language FROM outbox WHERE kind = 'clock.wrong'")
        assert tuple(told) == (eva.id, None, PublicLanguage.BOTH.first)


REFUSED = 600.0
"""Discord's retry_after, in seconds."""


async def refused_once(bot: WorkerHarness, standin: Standin, channel: Channel) -> None:
    standin.fault("POST", f"/channels/{channel.id}/messages", status=429, retry_after=REFUSED)
    await bot.put(Message(1, "digest", "first", 1, channel_id=channel.id))
    await bot.work()
    assert channel.messages == []


@pytest.mark.parametrize("way", ["while it runs", "between two runs", "set right while it runs"])
async def test_a_clock_that_is_set_back_delays_nothing(
    open_harness: Open, clock: Clock, guild: Guild, standin: Standin, address: str | None, way: str
) -> None:
    """A retry waits no longer than its ten minutes, and a new message does not wait."""
    news, moderators, _ = guild.channels.values()
    if way == "set right while it runs":
        clock.jump(hours=2)
    async with open_harness(address=address) as bot:
        await refused_once(bot, standin, news)
        if way == "between two runs":
            await bot.worker.stop()
        else:
            await set_clock(bot, hours=-2)
            await bot.put(Message(1, "digest", "second", 1, channel_id=moderators.id))
            await bot.work()
            assert [message.text for message in moderators.messages] == ["second"]
            assert await bot.finish() <= REFUSED
            assert [message.text for message in news.messages] == ["first"]
            return
    clock.jump(hours=-2)
    async with open_harness(address=address) as bot:
        assert await bot.finish() <= REFUSED
    assert [message.text for message in news.messages] == ["first"]


async def test_what_failed_is_tried_again_after_its_time_and_drafts_go_after_theirs(
    open_harness: Open, clock: Clock, guild: Guild, address: str | None
) -> None:
    clock.jump(hours=2)
    async with open_harness(address=address) as bot:
        await bot.work()
        await bot.services.drafts.keep(guild.id, ANA, "x", {})
        await bot.database.write(lambda tx: jobs_store.add(tx, guild.id, "care", "k", tx.now))
        (job,) = await bot.database.read(lambda tx: jobs_store.due(tx, 1))
        await bot.database.write(lambda tx: jobs_store.postpone(tx, job, tx.now + timedelta(minutes=10)))
        await set_clock(bot, hours=-2)
        row = (await bot.rows("SELECT not_before FROM jobs WHERE key = 'k'"))[0]
        assert instant(row["not_before"]) <= clock.now + timedelta(minutes=10)
        clock.pass_by(minutes=16)
        await bot.database.write(lambda tx: tx.run("DELETE FROM jobs WHERE key = 'k'"))
        await bot.work()
        assert await bot.rows("SELECT id FROM drafts") == []
