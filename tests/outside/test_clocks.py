"""A machine whose clock is wrong, or is set while the bot runs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.outside.store import read_only

if TYPE_CHECKING:
    from pathlib import Path

    from tests.outside.process import Operator
    from tests.outside.sample_guild import SampleGuild
    from tests.standin import Standin

WRONG = "The clock of the computer that I run on is wrong"
ASKS_AGAIN = "0.2"
"""Seconds after which the bot asks Discord for the time again, in place of a quarter of a minute."""
A_DAY = 86_400_000_000
"""Microseconds, the unit of the store's times."""


def asked(store: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(read_only(store)) as connection:
        return connection.execute(sql).fetchall()


def set_clock(clock: Path, seconds: float) -> None:
    """Set the clock of the bot's machine; the file is replaced atomically."""
    new = clock.with_suffix(".new")
    new.write_text(f"{seconds}")
    new.replace(clock)


async def a_referral_that_has_gone_quiet(sample: SampleGuild, operator: Operator) -> None:
    """Make a referral that lapses at the next run of the daily job."""
    await sample.refer()
    await sample.said()
    await operator.bot.stop()
    with closing(sqlite3.connect(operator.store, isolation_level=None)) as store:
        store.execute("UPDATE referrals SET changed_at = changed_at - ?", (121 * A_DAY,))
        store.execute(
            "UPDATE jobs SET due_at = due_at - ?, not_before = not_before - ? WHERE kind = 'care'", (2 * A_DAY, 2 * A_DAY)
        )


@pytest.mark.parametrize("ahead", [timedelta(hours=-3), timedelta(days=400)])
async def test_nothing_lapses_by_a_wrong_clock_and_it_goes_on_when_it_is_right(
    sample: SampleGuild, standin: Standin, operator: Operator, ahead: timedelta
) -> None:
    await a_referral_that_has_gone_quiet(sample, operator)
    standin.clock = lambda: datetime.now(UTC) - ahead
    await operator.start(STANDIN_ASKS_FOR_TIME_EVERY=ASKS_AGAIN)
    await standin.message_in(sample.moderators, WRONG)
    await sample.add(standin.add_member(sample.guild, "Davi"), "Florist")
    assert asked(operator.store, "SELECT state, wiped_at FROM referrals") == [("open", None)]
    standin.clock = lambda: datetime.now(UTC)
    await standin.until(lambda: asked(operator.store, "SELECT state FROM referrals") == [("lapsed",)], "the referral to lapse")
    assert [WRONG in message.text for message in sample.moderators.messages].count(True) == 1


async def test_the_clock_a_year_ahead_for_a_while_leaves_no_trace(
    sample: SampleGuild, standin: Standin, operator: Operator, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    set_clock(clock, 0)
    await operator.bot.stop()
    await operator.start(MACHINES_CLOCK=str(clock))
    await sample.refer()
    await sample.said()
    set_clock(clock, 365 * 86400)
    receivers = [standin.add_member(sample.guild, f"Receiver {number}") for number in range(4)]
    for receiver in receivers:
        await sample.add(receiver, "Carpenter")
        await sample.refer(contact=f"{receiver.id}@example.org")
    set_clock(clock, 0)
    await sample.add(standin.add_member(sample.guild, "Davi"), "Florist")
    soon = int((datetime.now(UTC) + timedelta(minutes=5)).timestamp() * 1_000_000)
    for table, column in (("referrals", "given_at"), ("referral_moves", "at"), ("log", "at"), ("outbox", "created_at")):
        assert asked(operator.store, f"SELECT COUNT(*) FROM {table} WHERE {column} > {soon}") == [(0,)], table
    assert asked(operator.store, "SELECT DISTINCT state FROM referrals") == [("open",)]


async def test_a_clock_that_is_set_back_two_hours_delays_no_message(
    sample: SampleGuild, standin: Standin, operator: Operator, tmp_path: Path
) -> None:
    """Neither a retry nor the messages behind it, both while the bot runs and between two runs."""
    clock = tmp_path / "clock"
    set_clock(clock, 0)
    await operator.bot.stop()
    await operator.start(MACHINES_CLOCK=str(clock))
    for back in (7200, 14400):
        held_up = standin.fault("POST", f"/channels/{sample.referrals.id}/messages", status=503, times=3)
        before = len(sample.lines())
        await sample.refer(contact=f"{back}@example.org")
        await standin.until(lambda fault=held_up: fault.met, "the first attempt")
        if back == 14400:
            await operator.bot.stop()
        set_clock(clock, -back)
        if back == 14400:
            await operator.start(MACHINES_CLOCK=str(clock))
        await standin.until(lambda before=before: len(sample.lines()) > before, "the public line")
