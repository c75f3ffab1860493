"""Whether it arrived is not known, and by then it is not to be said any more: it is looked for, and nothing stays that should not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core import outbox_admin
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.core.outbox.rows import UNSURE
from bot.worker import outcomes
from tests.standin import Permission
from tests.worker.harness import KillSwitch, WorkerHarness
from tests.worker.sample_group import MARIA, WARM, Town, as_the_bot

if TYPE_CHECKING:
    from tests.conftest import Clock
    from tests.worker.conftest import Open

SAID = {"card": "Maria Souza", "line": "passed **Bruno**", "post": WARM, "note": WARM}
"""What stands in each of them, and is to stand nowhere in the end."""
WAYS: dict[str, dict[str, Any]] = {
    "503": {"status": 503, "acted": True},
    "cut in vain": {"cut": True},
}


@pytest.mark.parametrize("minutes", [0, 10])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", SAID)
async def test_taken_back_before_it_was_known(
    town: Town, bot: WorkerHarness, clock: Clock, kind: str, way: str, minutes: int
) -> None:
    """The change is queued behind it, and Discord remembers its nonce still, or not."""
    fault = town.standin.fault("POST", town.path(kind), **WAYS[way])
    record_id = await town.act(bot, kind)
    await bot.work()
    assert fault.met
    assert len(town.place(kind).messages) == ("in vain" not in way)
    clock.pass_by(minutes=minutes)
    if minutes:
        town.standin.forget_nonces()
        clock.pass_by(minutes=-5)  # what may be undone for ten minutes is
    await town.take_back(bot, kind, record_id)
    await bot.finish()
    assert SAID[kind] not in town.texts()
    if "in vain" in way:
        assert town.place(kind).messages == [], "what was never there is not shown for the first time to be taken back"


@pytest.mark.parametrize("kind", ["line", "note"])
async def test_killed_at_every_step_of_its_sending(
    town: Town, open_harness: Open, clock: Clock, tmp_path: Any, kind: str
) -> None:
    """Started again after what was said was taken back."""
    async with open_harness(as_the_bot) as opened:
        await town.begin(opened)
    store = tmp_path / "goodword.db"
    kept, began, stood, number = store.read_bytes(), clock.now, 0, 0
    for last in range(60):
        for file in tmp_path.glob("goodword.db*"):
            file.unlink()
        store.write_bytes(kept)
        clock.now = began
        town.standin.messages.clear()
        for channel in town.standin.channels.values():
            channel.messages.clear()
        town.standin.forget_nonces()
        kill_switch = KillSwitch(last)
        async with open_harness(as_the_bot, kill_switch=kill_switch) as dying:
            number = await town.act(dying, kind)
            await dying.work()
            if not kill_switch.is_over:
                break
        stood += SAID[kind] in town.texts()
        async with open_harness(as_the_bot) as again:
            await town.take_back(again, kind, number)
            await again.finish()
            assert SAID[kind] not in town.texts(), last
    assert stood > 0, "it arrived before some of the kills"
    assert last > 10


@pytest.mark.parametrize("kind", ["card", "line", "post"])
async def test_given_up_then_taken_back(town: Town, bot: WorkerHarness, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """After two days of an outage: the change finds what may stand there, the row's being settled notwithstanding."""
    monkeypatch.setattr(outcomes, "GIVE_UP_AFTER", 1)
    town.standin.fault("POST", town.path(kind), times=2, status=503, acted=True)
    record_id = await town.act(bot, kind)
    await bot.finish()
    assert {"state": "dead"} in [dict(row) for row in await bot.rows("SELECT state FROM outbox")]
    assert SAID[kind] in town.texts()
    await town.take_back(bot, kind, record_id)
    await bot.finish()
    assert SAID[kind] not in town.texts()
    assert await bot.rows(f"SELECT id FROM outbox WHERE {UNSURE}") == [], "it is looked for once"


@pytest.mark.parametrize("opens", ["before", "after"])
async def test_closed_after_it_may_have_arrived(town: Town, bot: WorkerHarness, clock: Clock, opens: str) -> None:
    """Direct messages are closed: what stands there is put right when they are open again, whoever notices it."""
    town.standin.fault("POST", town.path("card"), status=503, acted=True)
    record_id = await town.act(bot, "card")
    await bot.work()
    town.bruno.takes_direct_messages = False
    clock.pass_by(minutes=5)
    town.standin.forget_nonces()
    await bot.finish()
    if opens == "before":
        town.bruno.takes_direct_messages = True
    await town.take_back(bot, "card", record_id)
    await bot.finish()
    town.bruno.takes_direct_messages = True
    await bot.services.reaching.heard_from(town.bruno.id)
    await bot.finish()
    assert SAID["card"] not in town.texts()


async def test_switched_off_after_it_may_have_arrived(town: Town, bot: WorkerHarness) -> None:
    """It is found all the same, so that it can be put right for ever after."""
    town.standin.fault("POST", town.path("card"), status=503, acted=True)
    record_id = await town.act(bot, "card")
    await bot.work()
    await bot.database.write(lambda tx: tx.run("UPDATE members SET dm_referrals = 0"))
    await bot.finish()
    assert len(town.place("card").messages) == 1
    await town.take_back(bot, "card", record_id)
    await bot.finish()
    assert SAID["card"] not in town.texts()


@pytest.mark.parametrize("kind", ["line", "post"])
@pytest.mark.parametrize("arrived", [True, False])
async def test_where_history_cannot_be_read_it_is_put_right_as_soon_as_it_can(
    town: Town, bot: WorkerHarness, clock: Clock, kind: str, arrived: bool
) -> None:
    """Who can give the right hears of it once; meanwhile the channel goes on."""
    town.channel.denied = Permission.READ_MESSAGE_HISTORY
    town.standin.fault("POST", town.path(kind), status=503, acted=arrived)
    record_id = await town.act(bot, kind)
    await bot.work()
    await town.take_back(bot, kind, record_id)
    group_id = town.leader.group_id
    await bot.put(Message(group_id, "notice", "behind", group_id, channel_id=town.channel.id))
    for _ in range(48):
        await bot.work()
        clock.pass_by(hours=1)
    assert "behind" in town.texts()
    assert (SAID[kind] in town.texts()) == arrived
    assert len(town.moderators.messages) == 1
    town.channel.denied = Permission.NONE
    await bot.services.setup.mended(group_id)
    await bot.work()
    assert SAID[kind] not in town.texts()
    assert await bot.database.read(outbox_store.next_due) is None


@pytest.mark.parametrize("send", [True, False])
@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize("kind", ["card", "line", "post"])
async def test_held_by_a_restore(town: Town, bot: WorkerHarness, clock: Clock, kind: str, send: bool, arrived: bool) -> None:
    """What waited in the copy may have been said since: sent, it is looked for first; dropped, what follows looks for it."""
    record_id = await town.act(bot, kind)
    rows = [tuple(row) for row in await bot.rows("SELECT id, nonce, mark FROM outbox ORDER BY id")]
    if arrived:
        await bot.finish()
    held = "UPDATE outbox SET state = 'held', first_sent_at = NULL, message_id = NULL, settled_at = NULL, attempts = 0"
    await bot.database.write(lambda tx: tx.run(held))
    await bot.database.write(lambda tx: tx.run("DELETE FROM posted"))
    assert rows == [tuple(row) for row in await bot.rows("SELECT id, nonce, mark FROM outbox ORDER BY id")]
    town.standin.forget_nonces()
    clock.pass_by(minutes=5)
    await bot.database.write(lambda tx: outbox_admin.decide_held(tx, send=send))
    await bot.finish()
    assert len(town.place(kind).messages) == (1 if arrived or send else 0), "never twice"
    await town.take_back(bot, kind, record_id)
    await bot.finish()
    assert SAID[kind] not in town.texts()


async def test_an_answer_that_is_late_by_seconds(town: Town, bot: WorkerHarness, clock: Clock) -> None:
    """Not there yet when it is first looked for: for half a minute it is looked for again."""
    town.standin.fault("POST", town.path("line"), status=503)
    record_id = await town.act(bot, "line")
    await bot.work()
    row = (await bot.rows("SELECT mark FROM outbox WHERE kind = 'referral.line'"))[0]
    await town.take_back(bot, "line", record_id)
    clock.pass_by(seconds=2)
    await bot.work()
    shown = [{"type": 17, "id": row["mark"], "components": [{"type": 10, "content": "Ana passed **Bruno** a referral."}]}]
    town.standin.post(town.channel, {"components": shown, "flags": 1 << 15})
    clock.now += timedelta(seconds=1)
    await bot.finish()
    assert SAID["line"] not in town.texts()


async def test_what_was_found_reads_as_it_should_now(town: Town, bot: WorkerHarness, clock: Clock) -> None:
    """Still to be said, but of a client who asked to be forgotten since."""
    town.standin.fault("POST", town.path("card"), status=503, acted=True)
    await town.act(bot, "card")
    await bot.work()
    await bot.services.erasure.forget_contact(town.leader, MARIA.contact)
    clock.pass_by(minutes=10)
    town.standin.forget_nonces()
    await bot.finish()
    assert "Maria" not in town.texts()
    assert len([m for m in town.place("card").messages if "refers" in m.text]) == 1


@pytest.mark.parametrize("minutes", [0, 10])
async def test_who_deleted_their_data_is_named_nowhere(town: Town, bot: WorkerHarness, clock: Clock, minutes: int) -> None:
    town.standin.fault("POST", town.path("line"), status=503, acted=True)
    await town.act(bot, "line")
    await bot.work()
    assert "Bruno" in town.channel.messages[0].text
    await bot.services.privacy.delete(town.actor(town.bruno), "a former member")
    clock.pass_by(minutes=minutes)
    if minutes:
        town.standin.forget_nonces()
    await bot.finish()
    assert [("Bruno" in message.text, "a former member" in message.text) for message in town.channel.messages] == [(False, True)]
