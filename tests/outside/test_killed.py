"""Killed at random moments under load: nothing acknowledged is lost, nothing is posted twice, no client's data leaks."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests import fuzz
from tests.outside.concurrent_users import CONTACT, DOMAIN, NEED, PROSPECT, REASON, ConcurrentUsers
from tests.outside.store import leaks, read_only, waiting
from tests.patience import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.outside.process import Operator
    from tests.outside.sample_guild import SampleGuild
    from tests.standin import Standin

KILLS = 60 if fuzz.FUZZ else 8
"""The least number of kills."""
WHILE_STARTING = 0.2
"""The share of kills during a start, before the connection."""
SECRETS = [PROSPECT, NEED, CONTACT, REASON, DOMAIN]
STATES = {"accepted": "Accepted", "declined": "Can't take it", "won": "Got the job", "open": "New"}


@pytest.mark.scenario
async def test_killed_again_and_again_under_load(sample: SampleGuild, standin: Standin, operator: Operator) -> None:
    """At the moments of one seed; `make fuzz` draws others, and more of them."""
    operator.settings["STANDIN_BURST"] = "1000"  # else the IDENTIFY limit would delay the restarts
    seed = fuzz.seed()
    print(f"seed {seed}")  # noqa: T201 - pytest shows it where the test fails
    chance = random.Random(seed)
    people = [standin.add_member(sample.guild, f"Member {letter}") for letter in "ABCDE"]
    for person in people:
        await sample.add(person, "Carpenter")
    users = ConcurrentUsers(sample, people, chance)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(users.run())
        unsaid: list[int] = []
        while len(unsaid) < KILLS or not any(unsaid):
            unsaid.append(await kill_and_start(users, operator, chance))
        users.stopping = True
    await drained(operator)

    print(f"{len(users.passed)} passed, {users.unanswered} unanswered, waiting at each kill: {unsaid}")  # noqa: T201
    check_referrals(users, operator.store)
    check_messages(standin, operator.store)
    check_cards(users, operator.store)
    assert leaks(operator.store.parent, SECRETS) == []
    assert await operator.bot.stop() == 0
    assert leaks(operator.store.parent, SECRETS) == []
    assert not [secret for secret in SECRETS if secret in operator.output()]


async def kill_and_start(users: ConcurrentUsers, operator: Operator, chance: random.Random) -> int:
    """Kill the bot at a random moment and restart it; returns the number of pending messages."""
    if chance.random() < WHILE_STARTING:
        operator.bot.kill()
        operator.begin()
        await asyncio.sleep(chance.uniform(0, 0.3))  # the random moment
    else:
        enough = len(users.passed) + chance.randrange(6)
        await users.sample.standin.until(lambda: len(users.passed) >= enough, "more to be passed")
        await asyncio.sleep(chance.uniform(0, 0.05))  # the random moment
    operator.bot.kill()
    unsaid = waiting(operator.store)
    assert leaks(operator.store.parent, SECRETS) == []
    await operator.start()
    return unsaid


async def drained(operator: Operator) -> None:
    """Poll the store until the outbox is empty."""
    await until(lambda: not waiting(operator.store), "the outbox to be empty")


def check_referrals(users: ConcurrentUsers, path: Path) -> None:
    """Each acknowledged form is one referral, which its answer names, and there is no other."""
    with closing(read_only(path)) as store:
        numbers = {row[0]: row[1] for row in store.execute("SELECT id, number FROM referrals")}
        results = {row[0]: row[1] for row in store.execute("SELECT key, result_id FROM actions WHERE key LIKE 'f:%'")}
        thanks = store.execute("SELECT COUNT(*) FROM thanks").fetchone()[0]
        entries = Counter(row[0] for row in store.execute("SELECT kind FROM entries WHERE sign = 1"))
    assert len(numbers) == len(users.passed)
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    for passed in users.passed:
        nonce = passed.form.rpartition(":")[2]
        assert f"R-{numbers[results[f'f:refer:form:{passed.giver.id}:{nonce}']]} " in passed.answer
    assert thanks == users.thanked
    assert (entries["referral"], entries["thanks"]) == (len(users.passed), users.thanked)


def check_messages(standin: Standin, path: Path) -> None:
    """Each sent row of the outbox is one message, and there is no other."""
    with closing(read_only(path)) as store:
        said = [row[0] for row in store.execute("SELECT message_id FROM outbox WHERE state = 'sent' AND only_edit = 0")]
        dead = store.execute("SELECT kind, problem FROM outbox WHERE state = 'dead'").fetchall()
    assert dead == []
    public = [message.id for message in standin.messages.values() if message.seen_by is None]
    assert Counter(said) == Counter(public)
    lines = Counter(message.text for channel in standin.channels.values() for message in channel.messages if "R-" in message.text)
    assert [text for text, times in lines.items() if times > 1] == []


def check_cards(users: ConcurrentUsers, path: Path) -> None:
    """Each referral has one card and one public line, which show its state."""
    with closing(read_only(path)) as store:
        states = {f"R-{row[0]}": row[1] for row in store.execute("SELECT number, state FROM referrals")}
    lines = Counter(line.text.split("(")[1].split(")")[0] for line in users.sample.lines())
    assert lines == Counter(dict.fromkeys(states, 1))
    for passed in users.passed:
        told = users.sample.standin.direct_messages(passed.receiver)
        cards = [message for message in told if f" refers {passed.prospect} to you" in message.text]
        assert len(cards) == 1, passed
        label = next(word for word in cards[0].text.split() if word.startswith("R-"))
        assert f"**{STATES[states[label]]}**" in cards[0].text, (label, states[label])
