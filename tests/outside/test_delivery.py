"""Messages whose delivery fails: each is posted once."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.outside.sample_guild import CLIENT
from tests.outside.store import read_only
from tests.standin import Permission

if TYPE_CHECKING:
    from tests.outside.process import Operator
    from tests.outside.sample_guild import SampleGuild
    from tests.standin import Channel, Message, Standin

TEN_MINUTES = 600_000_000
"""Microseconds, the unit of the store's times."""
TROUBLES = (
    {"status": 500, "acted": True},
    {"status": 500},
    {"status": 502, "acted": True},
    {"status": 503, "acted": True},
    {"status": 503},
    {"status": 504, "acted": True},
    {"status": 429, "retry_after": 0.2},
    {"cut": True, "reset": True, "acted": True},
    {"cut": True, "acted": True},
    {"cut": True},
)


def messages_of(channel: Channel) -> str:
    return f"/channels/{channel.id}/messages"


async def test_whatever_discord_answers_each_message_is_said_once(sample: SampleGuild, standin: Standin) -> None:
    receivers = [standin.add_member(sample.guild, f"Receiver {number}") for number in range(len(TROUBLES))]
    for receiver in receivers:
        await sample.add(receiver, "Carpenter")
    troubles = [
        standin.fault("POST", messages_of(standin.direct_channel(receiver)), **trouble)
        for receiver, trouble in zip(receivers, TROUBLES, strict=True)
    ]
    troubles.append(standin.fault("POST", messages_of(sample.referrals), status=503, acted=True))
    forms = await asyncio.gather(*(sample.form(sample.ana, receiver) for receiver in receivers))
    await asyncio.gather(*(standin.submit(sample.ana, form, CLIENT) for form in forms))

    await standin.until(lambda: len(sample.lines()) == len(receivers), "all public lines")
    assert all(trouble.met for trouble in troubles)
    assert [len(sample.cards(receiver)) for receiver in receivers] == [1] * len(receivers)
    assert len({line.text for line in sample.lines()}) == len(receivers)


async def test_after_ten_minutes_a_message_is_found_in_the_channel(
    sample: SampleGuild, standin: Standin, operator: Operator
) -> None:
    """Killed after the post and before its outcome was stored; Discord has forgotten the nonce meanwhile."""
    standin.fault("POST", messages_of(standin.direct_channel(sample.bruno)), acted=True, held=True)
    await sample.refer()
    await standin.until(sample.cards, "the card")
    operator.bot.kill()
    standin.forget_nonces()
    ten_minutes_pass(operator)
    await operator.start()
    await sample.said()
    card = sample.cards()[0]
    await standin.click(sample.bruno, card, "referral:accept:")
    await standin.message_in(standin.direct_channel(sample.ana), "accepted")
    assert sample.cards() == [card]
    assert ("GET", messages_of(card.channel)) in standin.requests


async def test_taken_back_while_it_is_not_known_whether_it_arrived(
    sample: SampleGuild, standin: Standin, operator: Operator
) -> None:
    """Killed after the request, and again during a hanging retry, while the giver withdraws the referral."""
    fault = standin.fault("POST", messages_of(standin.direct_channel(sample.bruno)), times=2, acted=True, held=True)
    given = await sample.refer()
    await standin.until(sample.cards, "the card")
    operator.bot.kill()
    await operator.start()
    await standin.until(lambda: fault.met == 2, "the next try")
    await standin.click(sample.ana, given.message, "referral:undo:")
    operator.bot.kill()
    standin.forget_nonces()
    await operator.start()
    await standin.until(lambda: not [card for card in sample.cards() if "Accept" in card.text], "it to be put right")
    assert await operator.bot.stop() == 0
    assert sample.lines() == []


async def test_the_weekly_news_through_three_lives(sample: SampleGuild, standin: Standin, operator: Operator) -> None:
    """Killed before Discord executes the request, and killed after it; ten minutes pass before each restart."""
    await standin.slash(sample.carla, "digest schedule", day="friday", time="09:00")
    assert await operator.bot.stop() == 0
    ten_minutes_pass(operator)
    fall_due(operator, sample)
    for acted in (False, True):
        fault = standin.fault("POST", messages_of(sample.referrals), acted=acted, held=True)
        await operator.start()
        await standin.until(lambda fault=fault: fault.met, "the news to be posted")
        await standin.until(lambda acted=acted: len(news(sample)) == acted, "it to be there, or not")
        operator.bot.kill()
        ten_minutes_pass(operator)
        standin.forget_nonces()
    await operator.start()
    assert await operator.bot.stop() == 0, "what is in hand ends first"
    assert ("GET", messages_of(sample.referrals)) in standin.requests, "it was looked for"
    assert len(news(sample)) == 1
    with closing(read_only(operator.store)) as store:
        said = store.execute("SELECT state, message_id FROM outbox WHERE kind = 'digest'").fetchall()
    assert said == [("sent", news(sample)[0].id)]


def news(sample: SampleGuild) -> list[Message]:
    return [message for message in sample.referrals.messages if "Good words" in message.text]


def fall_due(operator: Operator, sample: SampleGuild) -> None:
    """Make the digest due in the current minute."""
    due = datetime.now(UTC).replace(second=0, microsecond=0)
    year, week, day = due.isocalendar()
    key, micros = f"digest:{sample.guild.id}:{year}-W{week:02}", int(due.timestamp()) * 1_000_000
    with closing(sqlite3.connect(operator.store)) as store, store:
        settings = (day - 1, f"{due:%H:%M}", "Africa/Abidjan")
        store.execute("UPDATE groups SET digest_day = ?, digest_time = ?, time_zone = ?", settings)
        store.execute("UPDATE jobs SET key = ?, due_at = ?, not_before = ? WHERE kind = 'digest'", (key, micros, micros))


def ten_minutes_pass(operator: Operator) -> None:
    with closing(sqlite3.connect(operator.store)) as store, store:
        store.execute("UPDATE outbox SET first_sent_at = first_sent_at - ?, created_at = created_at - ?", [TEN_MINUTES] * 2)


async def test_closed_direct_messages(sample: SampleGuild, standin: Standin) -> None:
    sample.bruno.takes_direct_messages = False
    await sample.refer()
    line = await standin.message_in(sample.referrals, "passed")
    assert line.pings == {sample.bruno.id}
    assert sample.cards() == []
    listed = await standin.slash(sample.bruno, "referrals")
    opened = await standin.click(sample.bruno, listed.message, "referrals:open", ["1"])
    assert CLIENT["prospect"] in opened.text


async def test_a_channel_that_is_mended(sample: SampleGuild, standin: Standin) -> None:
    await standin.deny(sample.referrals, Permission.SEND_MESSAGES)
    await sample.refer()
    notice = await standin.message_in(sample.moderators, f"<#{sample.referrals.id}>")
    await sample.refer(contact="another@example.org")
    await standin.until(lambda: len(sample.cards()) == 2, "both cards")
    shown = await standin.slash(sample.carla, "group setup")
    assert "Send Messages" in shown.text
    assert sample.lines() == []

    assert ("POST", messages_of(sample.referrals)) not in standin.requests, "what is known to be refused is not asked for"
    await standin.deny(sample.referrals, Permission.NONE)
    await standin.until(lambda: len(sample.lines()) == 2, "both public lines, as soon as it may")
    assert [message for message in sample.moderators.messages if "⚠️" in message.text] == [notice]


async def test_a_channel_that_is_deleted(sample: SampleGuild, standin: Standin) -> None:
    await standin.delete_channel(sample.referrals)
    await sample.refer()
    await standin.message_in(sample.moderators, f"<#{sample.referrals.id}>")
    news = standin.add_channel(sample.guild, "news")
    await standin.gateway.dispatch("CHANNEL_CREATE", news.payload(standin.bot))
    await standin.slash(sample.carla, "group setup", referrals_channel=news)
    await standin.message_in(news, "R-1")


async def test_stopped_while_discord_keeps_it_waiting(sample: SampleGuild, standin: Standin, operator: Operator) -> None:
    standin.fault("POST", messages_of(standin.direct_channel(sample.bruno)), acted=True, held=True)
    await sample.refer()
    await standin.until(sample.cards, "the card")
    assert await operator.bot.stop() == 0
    await operator.start()
    await sample.said()
    assert len(sample.cards()) == 1
