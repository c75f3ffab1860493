"""Killed at random moments while people use it: nothing acknowledged is lost, nothing is said twice, no client leaks."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

from tests import fuzz
from tests.outside.concurrent_users import CONTACT, DOMAIN, NEED, PROSPECT, REASON, Crowd
from tests.outside.store import leaks, read_only, waiting
from tests.patience import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.outside.process import Operator
    from tests.outside.sample_guild import SampleGuild
    from tests.standin import Standin

KILLS = 20
WHILE_STARTING = 0.2
"""How many of the kills meet a process that is not connected yet."""
SECRETS = [PROSPECT, NEED, CONTACT, REASON, DOMAIN]
STATES = {"accepted": "Accepted", "declined": "Can't take it", "won": "Got the job", "open": "New"}


async def test_killed_twenty_times_under_load(sample: SampleGuild, standin: Standin, operator: Operator) -> None:
    operator.settings["STANDIN_BURST"] = "1000"  # who dies so often has to wait, else
    seed = fuzz.seed()
    print(f"seed {seed}")  # noqa: T201 - pytest shows it where the test fails
    chance = random.Random(seed)
    people = [standin.add_member(sample.guild, f"Member {letter}") for letter in "ABCDE"]
    for person in people:
        await sample.add(person, "Carpenter")
    crowd = Crowd(sample, people, chance)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(crowd.spend_the_day())
        unsaid: list[int] = []
        while len(unsaid) < KILLS or not any(unsaid):
            unsaid.append(await kill_and_start(crowd, operator, chance))
        crowd.going_home = True
    await drained(operator)

    print(f"{len(crowd.passed)} passed, {crowd.tries_in_vain} tries in vain, waiting at each kill: {unsaid}")  # noqa: T201
    check_referrals(crowd, operator.store)
    check_messages(standin, operator.store)
    check_cards(crowd, operator.store)
    assert leaks(operator.store.parent, SECRETS) == []
    assert await operator.bot.stop() == 0
    assert leaks(operator.store.parent, SECRETS) == []
    assert not [secret for secret in SECRETS if secret in operator.output()]


async def kill_and_start(crowd: Crowd, operator: Operator, chance: random.Random) -> int:
    """Kill the bot at a random moment, and start it again; how many messages were waiting to be said."""
    if chance.random() < WHILE_STARTING:
        operator.bot.kill()
        operator.begin()
        await asyncio.sleep(chance.uniform(0, 0.3))  # the moment itself is what is tried
    else:
        enough = len(crowd.passed) + chance.randrange(6)
        await crowd.sample.standin.until(lambda: len(crowd.passed) >= enough, "more to be passed")
        await asyncio.sleep(chance.uniform(0, 0.05))  # as above
    operator.bot.kill()
    unsaid = waiting(operator.store)
    assert leaks(operator.store.parent, SECRETS) == []
    await operator.start()
    return unsaid


async def drained(operator: Operator) -> None:
    """Wait until the outbox is empty. Only the file tells, so it is looked at again and again."""
    await until(lambda: not waiting(operator.store), "the outbox to be empty")


def check_referrals(crowd: Crowd, path: Path) -> None:
    """Each form that was answered is one referral, and there is no other; what was answered names it."""
    with closing(read_only(path)) as store:
        numbers = {row[0]: row[1] for row in store.execute("SELECT id, number FROM referrals")}
        results = {row[0]: row[1] for row in store.execute("SELECT key, result_id FROM actions WHERE key LIKE 'f:%'")}
        thanks = store.execute("SELECT COUNT(*) FROM thanks").fetchone()[0]
        entries = Counter(row[0] for row in store.execute("SELECT kind FROM entries WHERE sign = 1"))
    assert len(numbers) == len(crowd.passed)
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    for passed in crowd.passed:
        nonce = passed.form.rpartition(":")[2]
        assert f"R-{numbers[results[f'f:refer:form:{passed.giver.id}:{nonce}']]} " in passed.answer
    assert thanks == crowd.thanked
    assert (entries["referral"], entries["thanks"]) == (len(crowd.passed), crowd.thanked)


def check_messages(standin: Standin, path: Path) -> None:
    """Each row of the outbox is one message, and there is no other."""
    with closing(read_only(path)) as store:
        said = [row[0] for row in store.execute("SELECT message_id FROM outbox WHERE state = 'sent' AND only_edit = 0")]
        dead = store.execute("SELECT kind, problem FROM outbox WHERE state = 'dead'").fetchall()
    assert dead == []
    public = [message.id for message in standin.messages.values() if message.seen_by is None]
    assert Counter(said) == Counter(public)
    lines = Counter(message.text for channel in standin.channels.values() for message in channel.messages if "R-" in message.text)
    assert [text for text, times in lines.items() if times > 1] == []


def check_cards(crowd: Crowd, path: Path) -> None:
    """One card and one public line for each referral, and both show how it stands."""
    with closing(read_only(path)) as store:
        states = {f"R-{row[0]}": row[1] for row in store.execute("SELECT number, state FROM referrals")}
    lines = Counter(line.text.split("(")[1].split(")")[0] for line in crowd.sample.lines())
    assert lines == Counter(dict.fromkeys(states, 1))
    for passed in crowd.passed:
        told = crowd.sample.standin.direct_messages(passed.receiver)
        cards = [message for message in told if f" refers {passed.prospect} to you" in message.text]
        assert len(cards) == 1, passed
        label = next(word for word in cards[0].text.split() if word.startswith("R-"))
        assert f"**{STATES[states[label]]}**" in cards[0].text, (label, states[label])
