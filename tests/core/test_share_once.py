"""Whoever shares twice, or twice at once, shares once and reads where."""

import asyncio

from bot.services import Services
from tests.people import CHANNEL, GROUP, People


async def test_of_many_presses_at_once_one_shares(services: Services, people: People) -> None:
    async def press(what: str, channel_id: int) -> int | None:
        return await services.share_once.earlier(GROUP, 1, f"share:9:{what}", channel_id)

    found = await asyncio.gather(*(press("board:share:givers:month", CHANNEL) for _ in range(5)))
    assert sorted(found, key=str) == [CHANNEL] * 4 + [None]
    assert await press("board:share:givers:month", 7) == CHANNEL, "where it was shared first"
    assert await press("board:share:givers:year", 7) is None
