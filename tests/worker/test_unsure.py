"""A delivery of unknown outcome whose message is no longer wanted: it is searched for, and edited or deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core import outbox_admin
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.core.outbox.rows import UNSURE
from bot.worker import outcomes
from tests.passing import forget_contact
from tests.standin import Permission
from tests.worker.harness import KillSwitch, WorkerHarness
from tests.worker.sample_group import MARIA, WARM, SampleGroup, as_the_bot

if TYPE_CHECKING:
    from tests.conftest import Clock
    from tests.worker.conftest import Open

SAID = {"card": "Maria Souza", "line": "passed **Bruno**", "post": WARM, "note": WARM}
"""The text of a message of each kind, which must be nowhere in the end."""
WAYS: dict[str, dict[str, Any]] = {
    "503": {"status": 503, "acted": True},
    "cut in vain": {"cut": True},
}


@pytest.mark.parametrize("minutes", [0, 10])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", SAID)
async def test_taken_back_before_it_was_known(
    sample: SampleGroup, bot: WorkerHarness, clock: Clock, kind: str, way: str, minutes: int
) -> None:
    """The edit is queued behind the message; Discord still knows its nonce, or not."""
    fault = sample.standin.fault("POST", sample.path(kind), **WAYS[way])
    record_id = await sample.act(bot, kind)
    await bot.work()
    assert fault.met
    assert len(sample.place(kind).messages) == ("in vain" not in way)
    clock.pass_by(minutes=minutes)
    if minutes:
        sample.standin.forget_nonces()
        clock.pass_by(minutes=-5)  # back within the ten minutes for undoing
    await sample.take_back(bot, kind, record_id)
    await bot.finish()
    assert SAID[kind] not in sample.texts()
    if "in vain" in way:
        assert sample.place(kind).messages == [], "what was never there is not shown for the first time to be taken back"


@pytest.mark.parametrize("kind", ["line", "note"])
async def test_killed_at_every_step_of_its_sending(
    sample: SampleGroup, open_harness: Open, clock: Clock, tmp_path: Any, kind: str
) -> None:
    """Restarted after the message's record was undone."""
    async with open_harness(as_the_bot) as opened:
        await sample.begin(opened)
    store = tmp_path / "goodword.db"
    kept, began, stood, number = store.read_bytes(), clock.now, 0, 0
    for last in range(60):
        for file in tmp_path.glob("goodword.db*"):
            file.unlink()
        store.write_bytes(kept)
        clock.now = began
        sample.standin.messages.clear()
        for channel in sample.standin.channels.values():
            channel.messages.clear()
        sample.standin.forget_nonces()
        kill_switch = KillSwitch(last)
        async with open_harness(as_the_bot, kill_switch=kill_switch) as dying:
            number = await sample.act(dying, kind)
            await dying.work()
            if not kill_switch.is_over:
                break
        stood += SAID[kind] in sample.texts()
        async with open_harness(as_the_bot) as again:
            await sample.take_back(again, kind, number)
            await again.finish()
            assert SAID[kind] not in sample.texts(), last
    assert stood > 0, "it arrived before some of the kills"
    assert last > 10


@pytest.mark.parametrize("kind", ["card", "line", "post"])
async def test_given_up_then_taken_back(
    sample: SampleGroup, bot: WorkerHarness, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """After two days of an outage the row is settled; the edit still finds the message."""
    monkeypatch.setattr(outcomes, "GIVE_UP_AFTER", 1)
    sample.standin.fault("POST", sample.path(kind), times=2, status=503, acted=True)
    record_id = await sample.act(bot, kind)
    await bot.finish()
    assert {"state": "dead"} in [dict(row) for row in await bot.rows("SELECT state FROM outbox")]
    assert SAID[kind] in sample.texts()
    await sample.take_back(bot, kind, record_id)
    await bot.finish()
    assert SAID[kind] not in sample.texts()
    assert await bot.rows(f"SELECT id FROM outbox WHERE {UNSURE}") == [], "it is looked for once"


@pytest.mark.parametrize("opens", ["before", "after"])
async def test_closed_after_it_may_have_arrived(sample: SampleGroup, bot: WorkerHarness, clock: Clock, opens: str) -> None:
    """Direct messages are closed: the message is corrected when they are open again, whatever shows that."""
    sample.standin.fault("POST", sample.path("card"), status=503, acted=True)
    record_id = await sample.act(bot, "card")
    await bot.work()
    sample.bruno.takes_direct_messages = False
    clock.pass_by(minutes=5)
    sample.standin.forget_nonces()
    await bot.finish()
    if opens == "before":
        sample.bruno.takes_direct_messages = True
    await sample.take_back(bot, "card", record_id)
    await bot.finish()
    sample.bruno.takes_direct_messages = True
    await bot.services.reaching.heard_from(sample.bruno.id)
    await bot.finish()
    assert SAID["card"] not in sample.texts()


async def test_switched_off_after_it_may_have_arrived(sample: SampleGroup, bot: WorkerHarness) -> None:
    """The message is found and recorded, so that later edits reach it."""
    sample.standin.fault("POST", sample.path("card"), status=503, acted=True)
    record_id = await sample.act(bot, "card")
    await bot.work()
    await bot.database.write(lambda tx: tx.run("UPDATE members SET dm_referrals = 0"))
    await bot.finish()
    assert len(sample.place("card").messages) == 1
    await sample.take_back(bot, "card", record_id)
    await bot.finish()
    assert SAID["card"] not in sample.texts()


@pytest.mark.parametrize("kind", ["line", "post"])
@pytest.mark.parametrize("arrived", [True, False])
async def test_where_history_cannot_be_read_it_is_put_right_as_soon_as_it_can(
    sample: SampleGroup, bot: WorkerHarness, clock: Clock, kind: str, arrived: bool
) -> None:
    """The moderators are told once; other messages of the channel are delivered meanwhile."""
    sample.channel.denied = Permission.READ_MESSAGE_HISTORY
    sample.standin.fault("POST", sample.path(kind), status=503, acted=arrived)
    record_id = await sample.act(bot, kind)
    await bot.work()
    await sample.take_back(bot, kind, record_id)
    group_id = sample.leader.group_id
    await bot.put(Message(group_id, "notice", "behind", group_id, channel_id=sample.channel.id))
    for _ in range(48):
        await bot.work()
        clock.pass_by(hours=1)
    assert "behind" in sample.texts()
    assert (SAID[kind] in sample.texts()) == arrived
    assert len(sample.moderators.messages) == 1
    sample.channel.denied = Permission.NONE
    await bot.services.setup.mended(group_id)
    await bot.work()
    assert SAID[kind] not in sample.texts()
    assert await bot.database.read(outbox_store.next_due) is None


@pytest.mark.parametrize("send", [True, False])
@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize("kind", ["card", "line", "post"])
async def test_held_by_a_restore(
    sample: SampleGroup, bot: WorkerHarness, clock: Clock, kind: str, send: bool, arrived: bool
) -> None:
    """A message in a restored copy may have been posted: if sent, it is searched for first; if dropped, by the next edit."""
    record_id = await sample.act(bot, kind)
    rows = [tuple(row) for row in await bot.rows("SELECT id, nonce, mark FROM outbox ORDER BY id")]
    if arrived:
        await bot.finish()
    held = "UPDATE outbox SET state = 'held', first_sent_at = NULL, message_id = NULL, settled_at = NULL, attempts = 0"
    await bot.database.write(lambda tx: tx.run(held))
    await bot.database.write(lambda tx: tx.run("DELETE FROM posted"))
    assert rows == [tuple(row) for row in await bot.rows("SELECT id, nonce, mark FROM outbox ORDER BY id")]
    sample.standin.forget_nonces()
    clock.pass_by(minutes=5)
    await bot.database.write(lambda tx: outbox_admin.decide_held(tx, send=send))
    await bot.finish()
    assert len(sample.place(kind).messages) == (1 if arrived or send else 0), "never twice"
    await sample.take_back(bot, kind, record_id)
    await bot.finish()
    assert SAID[kind] not in sample.texts()


async def test_an_answer_that_is_late_by_seconds(sample: SampleGroup, bot: WorkerHarness, clock: Clock) -> None:
    """It is not found at first, and searched for again for half a minute."""
    sample.standin.fault("POST", sample.path("line"), status=503)
    record_id = await sample.act(bot, "line")
    await bot.work()
    row = (await bot.rows("SELECT mark FROM outbox WHERE kind = 'referral.line'"))[0]
    await sample.take_back(bot, "line", record_id)
    clock.pass_by(seconds=2)
    await bot.work()
    shown = [{"type": 17, "id": row["mark"], "components": [{"type": 10, "content": "Ana passed **Bruno** a referral."}]}]
    sample.standin.post(sample.channel, {"components": shown, "flags": 1 << 15})
    clock.now += timedelta(seconds=1)
    await bot.finish()
    assert SAID["line"] not in sample.texts()


async def test_what_was_found_reads_as_it_should_now(sample: SampleGroup, bot: WorkerHarness, clock: Clock) -> None:
    """It is still wanted, but its client asked to be forgotten meanwhile."""
    sample.standin.fault("POST", sample.path("card"), status=503, acted=True)
    await sample.act(bot, "card")
    await bot.work()
    await forget_contact(bot.services, sample.leader, MARIA.contact)
    clock.pass_by(minutes=10)
    sample.standin.forget_nonces()
    await bot.finish()
    assert "Maria" not in sample.texts()
    assert len([m for m in sample.place("card").messages if "refers" in m.text]) == 1


@pytest.mark.parametrize("minutes", [0, 10])
async def test_who_deleted_their_data_is_named_nowhere(
    sample: SampleGroup, bot: WorkerHarness, clock: Clock, minutes: int
) -> None:
    sample.standin.fault("POST", sample.path("line"), status=503, acted=True)
    await sample.act(bot, "line")
    await bot.work()
    assert "Bruno" in sample.channel.messages[0].text
    await bot.services.privacy.delete(sample.actor(sample.bruno), "a former member")
    clock.pass_by(minutes=minutes)
    if minutes:
        sample.standin.forget_nonces()
    await bot.finish()
    assert [("Bruno" in message.text, "a former member" in message.text) for message in sample.channel.messages] == [
        (False, True)
    ]
