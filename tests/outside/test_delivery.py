"""Messages that meet trouble on their way: each is said once."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.outside.store import read_only
from tests.outside.town import CLIENT
from tests.standin import Permission

if TYPE_CHECKING:
    from tests.outside.process import Operator
    from tests.outside.town import Town
    from tests.standin import Channel, Message, Standin

TEN_MINUTES = 600_000_000
"""In microseconds, as the store keeps time."""
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


async def test_whatever_discord_answers_each_message_is_said_once(town: Town, standin: Standin) -> None:
    receivers = [standin.add_member(town.guild, f"Receiver {number}") for number in range(len(TROUBLES))]
    for receiver in receivers:
        await town.add(receiver, "Carpenter")
    troubles = [
        standin.fault("POST", messages_of(standin.direct_channel(receiver)), **trouble)
        for receiver, trouble in zip(receivers, TROUBLES, strict=True)
    ]
    troubles.append(standin.fault("POST", messages_of(town.referrals), status=503, acted=True))
    forms = await asyncio.gather(*(town.form(town.ana, receiver) for receiver in receivers))
    await asyncio.gather(*(standin.submit(town.ana, form, CLIENT) for form in forms))

    await standin.until(lambda: len(town.lines()) == len(receivers), "all public lines")
    assert all(trouble.met for trouble in troubles)
    assert [len(town.cards(receiver)) for receiver in receivers] == [1] * len(receivers)
    assert len({line.text for line in town.lines()}) == len(receivers)


async def test_after_ten_minutes_a_message_is_found_in_the_channel(town: Town, standin: Standin, operator: Operator) -> None:
    """Killed between saying and noting that it was said; Discord has forgotten the nonce since."""
    standin.fault("POST", messages_of(standin.direct_channel(town.bruno)), acted=True, held=True)
    await town.refer()
    await standin.until(town.cards, "the card")
    operator.bot.kill()
    standin.forget_nonces()
    ten_minutes_pass(operator)
    await operator.start()
    await town.said()
    card = town.cards()[0]
    await standin.click(town.bruno, card, "referral:accept:")
    await standin.message_in(standin.direct_channel(town.ana), "accepted")
    assert town.cards() == [card]
    assert ("GET", messages_of(card.channel)) in standin.requests


async def test_taken_back_while_it_is_not_known_whether_it_arrived(town: Town, standin: Standin, operator: Operator) -> None:
    """Killed after the request, killed again at the next try, which hangs while its giver takes it back."""
    fault = standin.fault("POST", messages_of(standin.direct_channel(town.bruno)), times=2, acted=True, held=True)
    given = await town.refer()
    await standin.until(town.cards, "the card")
    operator.bot.kill()
    await operator.start()
    await standin.until(lambda: fault.met == 2, "the next try")
    await standin.click(town.ana, given.message, "referral:undo:")
    operator.bot.kill()
    standin.forget_nonces()
    await operator.start()
    await standin.until(lambda: not [card for card in town.cards() if "Accept" in card.text], "it to be put right")
    assert await operator.bot.stop() == 0
    assert town.lines() == []


async def test_the_weekly_news_through_three_lives(town: Town, standin: Standin, operator: Operator) -> None:
    """Killed while Discord does not act on it, killed once it did: each time it is ten minutes until the next start."""
    await standin.slash(town.carla, "digest schedule", day="friday", time="09:00")
    assert await operator.bot.stop() == 0
    ten_minutes_pass(operator)
    fall_due(operator, town)
    for acted in (False, True):
        fault = standin.fault("POST", messages_of(town.referrals), acted=acted, held=True)
        await operator.start()
        await standin.until(lambda fault=fault: fault.met, "the news to be posted")
        await standin.until(lambda acted=acted: len(news(town)) == acted, "it to be there, or not")
        operator.bot.kill()
        ten_minutes_pass(operator)
        standin.forget_nonces()
    await operator.start()
    assert await operator.bot.stop() == 0, "what is in hand ends first"
    assert ("GET", messages_of(town.referrals)) in standin.requests, "it was looked for"
    assert len(news(town)) == 1
    with closing(read_only(operator.store)) as store:
        said = store.execute("SELECT state, message_id FROM outbox WHERE kind = 'digest'").fetchall()
    assert said == [("sent", news(town)[0].id)]


def news(town: Town) -> list[Message]:
    return [message for message in town.referrals.messages if "Good words" in message.text]


def fall_due(operator: Operator, town: Town) -> None:
    """As if the digest had been scheduled for this very minute."""
    due = datetime.now(UTC).replace(second=0, microsecond=0)
    year, week, day = due.isocalendar()
    key, micros = f"digest:{town.guild.id}:{year}-W{week:02}", int(due.timestamp()) * 1_000_000
    with closing(sqlite3.connect(operator.store)) as store, store:
        settings = (day - 1, f"{due:%H:%M}", "Africa/Abidjan")
        store.execute("UPDATE groups SET digest_day = ?, digest_time = ?, time_zone = ?", settings)
        store.execute("UPDATE jobs SET key = ?, due_at = ?, not_before = ? WHERE kind = 'digest'", (key, micros, micros))


def ten_minutes_pass(operator: Operator) -> None:
    with closing(sqlite3.connect(operator.store)) as store, store:
        store.execute("UPDATE outbox SET first_sent_at = first_sent_at - ?, created_at = created_at - ?", [TEN_MINUTES] * 2)


async def test_closed_direct_messages(town: Town, standin: Standin) -> None:
    town.bruno.takes_direct_messages = False
    await town.refer()
    line = await standin.message_in(town.referrals, "passed")
    assert line.pings == {town.bruno.id}
    assert town.cards() == []
    listed = await standin.slash(town.bruno, "referrals")
    opened = await standin.click(town.bruno, listed.message, "referrals:open", ["1"])
    assert CLIENT["prospect"] in opened.text


async def test_a_channel_that_is_mended(town: Town, standin: Standin) -> None:
    await standin.deny(town.referrals, Permission.SEND_MESSAGES)
    await town.refer()
    notice = await standin.message_in(town.moderators, f"<#{town.referrals.id}>")
    await town.refer(contact="another@example.org")
    await standin.until(lambda: len(town.cards()) == 2, "both cards")
    shown = await standin.slash(town.carla, "group setup")
    assert "Send Messages" in shown.text
    assert town.lines() == []

    assert ("POST", messages_of(town.referrals)) not in standin.requests, "what is known to be refused is not asked for"
    await standin.deny(town.referrals, Permission.NONE)
    await standin.until(lambda: len(town.lines()) == 2, "both public lines, as soon as it may")
    assert [message for message in town.moderators.messages if "⚠️" in message.text] == [notice]


async def test_a_channel_that_is_deleted(town: Town, standin: Standin) -> None:
    await standin.delete_channel(town.referrals)
    await town.refer()
    await standin.message_in(town.moderators, f"<#{town.referrals.id}>")
    news = standin.add_channel(town.guild, "news")
    await standin.gateway.dispatch("CHANNEL_CREATE", news.payload(standin.bot))
    await standin.slash(town.carla, "group setup", referrals_channel=news)
    await standin.message_in(news, "R-1")


async def test_stopped_while_discord_keeps_it_waiting(town: Town, standin: Standin, operator: Operator) -> None:
    standin.fault("POST", messages_of(standin.direct_channel(town.bruno)), acted=True, held=True)
    await town.refer()
    await standin.until(town.cards, "the card")
    assert await operator.bot.stop() == 0
    await operator.start()
    await town.said()
    assert len(town.cards()) == 1
