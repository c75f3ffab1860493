"""The worker's rounds: one is enough for many commits while many deliveries are under way."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from bot.core.outbox.model import Message
from bot.worker import worker
from bot.worker.rendered import Rendered
from cogs._ui.cards import Card
from tests.patience import until

if TYPE_CHECKING:
    import pytest

    from tests.worker.conftest import Open
    from tests.worker.sample_group import SampleGroup

COMMITS = 20


async def test_what_is_committed_while_much_is_delivered_is_collected(
    sample: SampleGroup, open_harness: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SOON", 3600.0)
    guild = sample.channel.guild
    assert guild is not None
    channels = [sample.standin.add_channel(guild, f"channel-{n}") for n in range(worker.PLENTY)]
    released = asyncio.Event()

    async def held(message: Message) -> Rendered:
        await released.wait()
        return Rendered(Card().text(message.key))

    rounds: list[int] = []
    find_due = worker._find_due

    async def counted(tx: Any, free: int, *rest: Any, **more: Any) -> Any:
        rounds.append(free)
        return await find_due(tx, free, *rest, **more)

    monkeypatch.setattr(worker, "_find_due", counted)
    async with open_harness(lambda _: defaultdict(lambda: held)) as bot:
        await bot.put(
            *(Message(guild.id, "notice", f"first {n}", guild.id, channel_id=each.id) for n, each in enumerate(channels))
        )
        await bot.worker.start()
        # With jobs and the check of the clock, each of which ends with a round, over.
        await until(lambda: bot.worker._under_way() == [*bot.worker._in_hand.values()] != [], "only deliveries to be under way")
        assert len(bot.worker._in_hand) == worker.PLENTY
        before = len(rounds)
        for n in range(COMMITS):
            await bot.put(Message(guild.id, "notice", f"second {n}", guild.id, channel_id=sample.channel.id))
        assert len(rounds) == before
        assert bot.worker._round is None
        released.set()
        await bot.finish()
        assert len(sample.channel.messages) == COMMITS
        assert all(len(each.messages) == 1 for each in channels)
