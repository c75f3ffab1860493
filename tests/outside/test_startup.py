"""The start of the process, and its errors for the operator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.outside.sample_guild import SampleGuild
from tests.outside.test_postgres import KEY

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """As when the token is reset between the REST request and the gateway."""
    standin.gateway.refuses_with = code
    process = operator.begin(GOODWORD_LOG__LEVEL="INFO")
    assert await process.ended() == MISCONFIGURED
    assert standin.gateway.refusals == 1
    assert "Traceback" not in process.output()
    assert len([line for line in process.output().splitlines() if said in line]) == 1


async def test_a_token_that_is_reset_while_it_runs(standin: Standin, operator: Operator) -> None:
    sample = SampleGuild(standin)
    process = await operator.start(GOODWORD_LOG__LEVEL="INFO")
    await standin.message_in(sample.lobby, "Set it up")
    standin.accepts_token = False
    await standin.slash(sample.carla, "group setup")
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
    SampleGuild(standin)
    await operator.start()
    assert await operator.bot.stop() == 0
    await operator.start()
    assert await operator.bot.stop() == 0
    assert standin.times_synced == 1
    assert {command["name"] for command in standin.commands} >= {"help", "group", "refer", "thank", "Refer someone to them"}


@pytest.mark.parametrize("fault", [{"status": 429, "retry_after": 3600}, {"cut": True, "times": 20}])
async def test_commands_that_discord_does_not_take_now_are_told_of_later(
    standin: Standin, operator: Operator, fault: dict[str, float]
) -> None:
    """As after 200 new commands in a day, for which Discord has the bot wait for hours."""
    SampleGuild(standin)
    standin.fault("PUT", r"/applications/\d+/commands", **fault)
    await operator.start(GOODWORD_LOG__LEVEL="INFO")
    assert await operator.bot.stop() == 0
    assert "Discord did not take the commands" in operator.bot.output()
    assert "Traceback" not in operator.bot.output()
    assert standin.times_synced == 0


@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
async def test_a_second_process_by_another_name_of_the_store_is_the_second(
    standin: Standin, operator: Operator, link: Callable[[Path, Path], None]
) -> None:
    first = await operator.start()
    (operator.store.parent / "elsewhere").mkdir()
    other = operator.store.parent / "elsewhere" / "other.db"
    link(other, operator.store)
    other.with_name("other.db.key").write_bytes(operator.store.with_name("goodword.db.key").read_bytes())
    second = operator.begin(GOODWORD_DATABASE__URL=f"sqlite:///{other}", GOODWORD_LOG__LEVEL="INFO")
    assert await second.ended() == BUSY
    assert second.output().startswith("Goodword already runs on this store (")
    assert standin.gateway.identifies == 1
    first.kill()
    other.unlink()
    assert (await operator.start()).output()
    assert await operator.bot.stop() == 0


async def test_a_key_that_was_prepared_begins_a_new_store_when_it_is_said(standin: Standin, operator: Operator) -> None:
    process = operator.begin(GOODWORD_STORE__KEY=KEY, GOODWORD_LOG__LEVEL="INFO")
    assert await process.ended() == MISCONFIGURED
    assert f"There is no store at {operator.store}, but its key is set as store.key." in process.output()
    await operator.start(GOODWORD_STORE__KEY=KEY, STANDIN_OPTIONS="--new-store")
    assert await operator.bot.stop() == 0
    process = await operator.start(GOODWORD_STORE__KEY=KEY, STANDIN_OPTIONS="--new-store", GOODWORD_LOG__LEVEL="INFO")
    assert "--new-store is not needed any more" in process.output()
    assert await process.stop() == 0
    operator.store.unlink()
    process = operator.begin(GOODWORD_STORE__KEY=KEY)
    assert await process.ended() == MISCONFIGURED
    assert standin.gateway.identifies == 2


async def test_a_running_bot_backs_up_by_itself(operator: Operator, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    process = await operator.start(GOODWORD_LOG__LEVEL="INFO", GOODWORD_BACKUP__FOLDER=str(folder))
    await process.says("Backed up to ")
    [copy] = folder.glob("goodword-*.db")
    assert copy.with_name(f"{copy.name}.sha256").exists()
    assert await process.stop() == 0
    assert "Traceback" not in process.output()
    again = await operator.start(GOODWORD_LOG__LEVEL="INFO", GOODWORD_BACKUP__FOLDER=str(folder))
    assert await again.stop() == 0
    assert "Backed up to " not in again.output(), "the next one is due tomorrow"
