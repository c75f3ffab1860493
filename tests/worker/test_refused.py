"""Refusals by Discord or a proxy: no useless requests, nothing lost, and whoever can correct it is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.outbox.model import Message
from tests.standin import Permission

if TYPE_CHECKING:
    from tests.conftest import Clock
    from tests.standin import Channel, Guild, Standin
    from tests.worker.conftest import Open

HOUR = 3600


def posts(standin: Standin, channel: Channel) -> int:
    """The number of requests to post in a channel."""
    return standin.requests.count(("POST", f"/channels/{channel.id}/messages"))


def digest(channel: Channel, key: str, kind: str = "digest") -> Message:
    assert channel.guild is not None
    return Message(channel.guild.id, kind, key, channel.guild.id, channel_id=channel.id)


@pytest.fixture
def guild(standin: Standin) -> Guild:
    guild = standin.add_guild("Vila Boa")
    for name in ("news", "moderators"):
        standin.add_channel(guild, name)
    return guild


@pytest.mark.parametrize(
    "page", [{"status": 429, "page": True}, {"status": 403, "page": True}, {"status": 429, "retry_after": 600, "scope": "global"}]
)
async def test_when_discord_wants_nothing_nothing_is_asked(
    standin: Standin, open_harness: Open, clock: Clock, guild: Guild, caplog: pytest.LogCaptureFixture, page: dict[str, float]
) -> None:
    channels = [standin.add_channel(guild, f"channel {number}") for number in range(4)]
    standin.fault("POST", r"/channels/\d+/messages", times=100, **page)
    async with open_harness() as bot:
        await bot.put(*(digest(channel, channel.name) for channel in channels))
        await bot.work()
        asked = len(standin.requests)
        assert sum(posts(standin, channel) for channel in channels) <= len(channels), "what was under way when it was refused"
        clock.pass_by(minutes=5)
        await bot.put(*(digest(channel, f"{channel.name} again") for channel in channels))
        await bot.work()
        assert len(standin.requests) == asked
        assert caplog.text.count("Discord is not asked anything for 600 s") == 1
        standin.faults.clear()
        bot.wire._again_at = 0.0
        clock.pass_by(minutes=5)
        await bot.finish()
    texts = [[message.text for message in channel.messages] for channel in channels]
    assert texts == [[channel.name, f"{channel.name} again"] for channel in channels]


async def test_a_token_that_is_refused_ends_everything(standin: Standin, open_harness: Open, guild: Guild) -> None:
    news, moderators = guild.channels.values()
    async with open_harness() as bot:
        standin.accepts_token = False
        await bot.put(digest(news, "news"))
        await bot.work()
        assert bot.wire.refused.is_set()
        await bot.put(digest(moderators, "more"))
        await bot.work()
        assert (posts(standin, news), posts(standin, moderators)) == (1, 0)
        assert {row["state"] for row in await bot.rows("SELECT state FROM outbox")} == {"pending"}


@pytest.mark.parametrize("how", ["denied", "deleted", "forum"])
async def test_a_channel_that_takes_nothing_is_asked_once_an_hour_and_its_moderators_are_told_once(
    standin: Standin, open_harness: Open, clock: Clock, guild: Guild, how: str
) -> None:
    news, moderators = guild.channels.values()
    if how == "denied":
        news.denied = Permission.SEND_MESSAGES
    elif how == "deleted":
        del standin.channels[news.id]
    else:
        news.kind = 15
    async with open_harness() as bot:
        leader = Actor(guild.id, 1, "Ana", manages_group=True)
        await bot.services.setup.set_up(leader, Changes(digest_channel_id=news.id, moderators_channel_id=moderators.id), news.id)
        await bot.put(*(digest(news, f"line {number}", "referral.line") for number in range(3)))
        for _ in range(48):
            await bot.work()
            clock.pass_by(minutes=30)
        assert posts(standin, news) <= 5, "after one hour, two, four, eight"
        assert len(moderators.messages) == 1
        assert "notice:" in moderators.messages[0].text
        new = standin.add_channel(guild, "new") if how != "denied" else news
        news.denied = Permission.NONE
        await bot.services.setup.set_up(leader, Changes(referrals_channel_id=new.id), news.id)
        await bot.work()
        assert [message.text for message in new.messages] == ["line 0", "line 1", "line 2"]


async def test_what_an_old_channel_refuses_holds_up_nothing_in_the_new_one(
    standin: Standin, open_harness: Open, guild: Guild
) -> None:
    old, new = guild.channels.values()
    async with open_harness() as bot:
        await bot.put(Message(guild.id, "referral.line", "line", 1, channel_id=old.id, subject="s"))
        await bot.work()
        old.denied = Permission.VIEW_CHANNEL
        await bot.put(Message(guild.id, "referral.line", "edit", 1, channel_id=new.id, subject="s", only_edit=True))
        await bot.put(digest(new, "next"))
        await bot.finish()
        assert [message.text for message in new.messages] == ["next"]


@pytest.mark.parametrize(("kind", "readable"), [("digest", True), ("digest", False), ("referral.line", False)])
async def test_where_history_cannot_be_read_a_digest_is_said_once_at_most(
    standin: Standin, open_harness: Open, clock: Clock, guild: Guild, kind: str, readable: bool
) -> None:
    news, moderators = guild.channels.values()
    if not readable:
        news.denied = Permission.READ_MESSAGE_HISTORY
    standin.fault("POST", f"/channels/{news.id}/messages", cut=True, acted=True)
    async with open_harness() as bot:
        leader = Actor(guild.id, 1, "Ana", manages_group=True)
        await bot.services.setup.set_up(leader, Changes(moderators_channel_id=moderators.id), news.id)
        await bot.put(digest(news, "first", kind), digest(news, "second", kind))
        await bot.work()
        standin.forget_nonces()
        clock.pass_by(minutes=10)
        await bot.finish()
        said = [message.text for message in news.messages]
        assert said == (["first", "second"] if kind == "digest" else ["first", "first", "second"])
        told = [message.text for message in moderators.messages]
        assert len(told) == (1 if kind == "digest" and not readable else 0)
        states = {row["key"]: row["state"] for row in await bot.rows("SELECT key, state FROM outbox WHERE kind = ?", kind)}
        assert states["first"] == ("dead" if told else "sent")


async def test_a_digest_that_discord_does_not_take_is_given_up_loudly(standin: Standin, open_harness: Open, guild: Guild) -> None:
    news, moderators = guild.channels.values()
    standin.fault("POST", f"/channels/{news.id}/messages", status=400, code=50035)
    async with open_harness() as bot:
        leader = Actor(guild.id, 1, "Ana", manages_group=True)
        await bot.services.setup.set_up(leader, Changes(moderators_channel_id=moderators.id), news.id)
        await bot.put(digest(news, "first"), digest(news, "second"))
        await bot.finish()
        assert [message.text for message in news.messages] == ["second"]
        assert len(moderators.messages) == 1


async def test_a_clock_that_is_wrong_is_told_once(
    standin: Standin, open_harness: Open, clock: Clock, guild: Guild, caplog: pytest.LogCaptureFixture
) -> None:
    news, _ = guild.channels.values()
    clock.jump(minutes=2)
    async with open_harness() as bot:
        await bot.put(digest(news, "first"), digest(news, "second"))
        await bot.finish()
        await bot.work()
        skew = [row["value"] for row in await bot.rows("SELECT value FROM meta WHERE name = 'clock_skew'")]
    assert 119 <= int(skew[0]) <= 121
    assert caplog.text.count("s ahead of Discord's") == 1
