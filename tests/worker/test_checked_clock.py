"""The checked clock: what Discord's responses prove, and what setting the machine's clock changes."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from bot.worker.checked_clock import CheckedClock, Trust

if TYPE_CHECKING:
    from tests.conftest import Clock

HOUR = 3600


def answer(checked: CheckedClock, clock: Clock, wrong_by: float = 0.0) -> None:
    """Show the clock a response whose Date is wrong by `wrong_by` seconds."""
    checked.compare(format_datetime(clock.right() + timedelta(seconds=wrong_by), usegmt=True))


@pytest.mark.parametrize(
    ("answers", "trust"),
    [
        ([], Trust.UNKNOWN),
        ([0], Trust.UNKNOWN),
        ([0, 0], Trust.RIGHT),
        ([299, -299], Trust.RIGHT),
        ([HOUR], Trust.UNKNOWN),
        ([HOUR, HOUR], Trust.WRONG),
        ([HOUR, -HOUR], Trust.UNKNOWN),
        ([HOUR, 2 * HOUR, 3 * HOUR], Trust.UNKNOWN),
        ([0, 0, HOUR], Trust.UNKNOWN),
        ([0, 0, HOUR, 0], Trust.UNKNOWN),
        ([0, 0, HOUR, 0, 0], Trust.RIGHT),
        ([HOUR, HOUR, 0], Trust.UNKNOWN),
        ([HOUR, HOUR, 0, HOUR], Trust.UNKNOWN),
        ([HOUR, HOUR, 0, HOUR, HOUR], Trust.WRONG),
        ([HOUR, HOUR, 0, 0], Trust.RIGHT),
        ([301, 301], Trust.WRONG),
        ([-301, -301], Trust.WRONG),
    ],
)
def test_two_answers_in_a_row_are_believed(clock: Clock, answers: list[float], trust: Trust) -> None:
    checked = CheckedClock(clock.monotonic)
    for seconds in answers:
        answer(checked, clock, seconds)
    assert checked.trust is trust
    assert checked.is_trusted is (trust is Trust.RIGHT)


@pytest.mark.parametrize("date", ["", "yesterday", "Wed, 99 Nov 2026 15:00:00 GMT"])
def test_what_is_no_date_says_nothing(clock: Clock, date: str) -> None:
    checked = CheckedClock(clock.monotonic)
    answer(checked, clock)
    checked.compare(date)
    answer(checked, clock)
    assert checked.is_trusted


@pytest.mark.parametrize("hours", [-2, 2, 365 * 24])
def test_setting_the_clock_moves_no_time_and_is_noticed_without_asking(clock: Clock, hours: float) -> None:
    checked = CheckedClock(clock.monotonic)
    answer(checked, clock)
    answer(checked, clock)
    clock.jump(hours=hours)
    assert checked() == clock.right()
    assert not checked.is_trusted
    answer(checked, clock, hours * HOUR)
    assert not checked.is_trusted, "one odd answer that fits does not release"
    answer(checked, clock)
    answer(checked, clock)
    assert checked.trust is Trust.WRONG
    clock.pass_by(seconds=12)
    assert checked() == clock.right()
    clock.jump(hours=-hours)
    answer(checked, clock)
    assert not checked.is_trusted
    answer(checked, clock)
    assert checked.is_trusted
    assert checked() == clock.right()
    assert checked.set_back == timedelta()


def test_a_clock_that_jumps_and_comes_back_before_anybody_answers_was_never_wrong(clock: Clock) -> None:
    checked = CheckedClock(clock.monotonic)
    answer(checked, clock)
    answer(checked, clock)
    clock.jump(days=365)
    clock.pass_by(seconds=12)
    clock.jump(days=-365)
    assert checked.is_trusted


def test_after_a_nap_of_the_machine_the_time_is_taken_anew(clock: Clock) -> None:
    """The monotonic clock stops during a suspend."""
    checked = CheckedClock(clock.monotonic)
    answer(checked, clock)
    answer(checked, clock)
    clock.jump(hours=9)
    for _ in range(2):
        assert not checked.is_trusted
        answer(checked, clock, 9 * HOUR)
    assert checked.is_trusted
    assert checked() == clock.now


def test_a_clock_that_was_ahead_and_is_set_right_goes_back(clock: Clock) -> None:
    clock.jump(hours=2)
    checked = CheckedClock(clock.monotonic)
    for _ in range(2):
        answer(checked, clock)
    assert checked.trust is Trust.WRONG
    clock.jump(hours=-2)
    for _ in range(2):
        answer(checked, clock)
    assert checked.is_trusted
    assert checked() == clock.right()
    assert checked.set_back == timedelta(hours=2)


def test_an_embedded_discord_has_no_other_clock(clock: Clock) -> None:
    checked = CheckedClock(clock.monotonic, is_compared=False)
    clock.jump(days=1)
    assert checked.is_trusted
    assert checked() == clock.now
