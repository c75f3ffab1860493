"""How the process begins and ends: what an operator meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.outside.town import Town

if TYPE_CHECKING:
    from tests.outside.process import Operator
    from tests.standin import Standin

CRASHED, BUSY, MISCONFIGURED = 1, 75, 78


async def test_a_refused_token_is_told_once(standin: Standin, operator: Operator) -> None:
    standin.accepts_token = False
    process = operator.begin(GOODWORD_LOG__LEVEL="INFO")
    assert await process.ended() == MISCONFIGURED
    assert standin.requests == [("GET", "/users/@me")]
    told = [line for line in process.output().splitlines() if "GOODWORD_TOKEN" in line]
    assert len(told) == 1
    assert "refused" in told[0]
    assert "Traceback" not in process.output()


@pytest.mark.parametrize(("code", "said"), [(4004, "GOODWORD_TOKEN"), (4013, "does not know the intents")])
async def test_refused_by_the_gateway_for_good(standin: Standin, operator: Operator, code: int, said: str) -> None:
    """Such as a token that was reset in the moment between the two."""
    standin.gateway.refuses_with = code
    process = operator.begin(GOODWORD_LOG__LEVEL="INFO")
    assert await process.ended() == MISCONFIGURED
    assert standin.gateway.refusals == 1
    assert "Traceback" not in process.output()
    assert len([line for line in process.output().splitlines() if said in line]) == 1


async def test_a_token_that_is_reset_while_it_runs(standin: Standin, operator: Operator) -> None:
    town = Town(standin)
    process = await operator.start(GOODWORD_LOG__LEVEL="INFO")
    await standin.message_in(town.lobby, "Set it up")
    standin.accepts_token = False
    await standin.slash(town.carla, "group setup")
    assert await process.ended() == MISCONFIGURED
    assert len([line for line in process.output().splitlines() if "GOODWORD_TOKEN" in line]) == 1
    assert "Traceback" not in process.output()


async def test_without_a_network_it_says_so_and_may_be_started_again(operator: Operator) -> None:
    process = operator.begin(STANDIN_API="http://127.0.0.1:9/api")
    assert await process.ended() == CRASHED
    assert "Cannot connect to host 127.0.0.1:9" in process.output()
    assert "Check this machine's network" in process.output()
    assert "Traceback" not in process.output()


async def test_an_intent_that_is_not_switched_on(standin: Standin, operator: Operator) -> None:
    standin.gateway.grants_intents = False
    process = operator.begin(GOODWORD_DISCORD__MEMBERS_INTENT="true")
    assert await process.ended() == MISCONFIGURED
    assert "Traceback" not in process.output()
    assert len([line for line in process.output().splitlines() if "discord.members_intent" in line]) == 1


@pytest.mark.parametrize(("chosen", "intents"), [("false", 1), ("true", 3)])
async def test_no_intent_is_asked_for_but_what_was_chosen(
    standin: Standin, operator: Operator, chosen: str, intents: int
) -> None:
    await operator.start(GOODWORD_DISCORD__MEMBERS_INTENT=chosen)
    assert standin.gateway.intents == intents


async def test_a_second_process_on_the_same_store_waits_for_better_times(standin: Standin, operator: Operator) -> None:
    first = await operator.start()
    second = operator.begin()
    assert await second.ended() == BUSY
    assert standin.gateway.identifies == 1
    assert await first.stop() == 0


async def test_commands_are_told_of_once(standin: Standin, operator: Operator) -> None:
    Town(standin)
    await operator.start()
    assert await operator.bot.stop() == 0
    await operator.start()
    assert await operator.bot.stop() == 0
    assert standin.times_synced == 1
    assert {command["name"] for command in standin.commands} >= {"help", "group", "refer", "thank", "Refer someone to them"}
