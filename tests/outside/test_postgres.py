"""The same process on a PostgreSQL store: the main job, a kill in the middle, a second process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg

from tests import postgres
from tests.outside.town import CLIENT, Town

if TYPE_CHECKING:
    from tests.outside.process import Operator
    from tests.standin import Standin

BUSY = 75
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="


async def test_the_loop_a_kill_and_a_second_process(standin: Standin, operator: Operator, postgres_server: str) -> None:
    async with postgres.empty_database(postgres_server) as address:
        settings = {"GOODWORD_DATABASE__URL": address, "GOODWORD_STORE__KEY": KEY}
        town = Town(standin)
        await operator.start(**settings)
        await town.set_up()
        assert "R-1" in (await town.refer()).text
        card, line = await town.said()
        assert CLIENT["prospect"] in card.text
        accepted = await standin.click(town.bruno, card, "referral:accept:")
        await standin.until(lambda: accepted.messages, "the contact")

        second = operator.begin(**settings)
        assert await second.ended() == BUSY
        assert f"process {operator.started[0].pid} on" in second.output()

        operator.started[0].kill()
        await operator.start(**settings)
        assert "R-2" in (await town.refer()).text
        await standin.until(lambda: len([m for m in town.referrals.messages if "(R-2)" in m.text]) == 1, "the second line")
        assert len([m for m in town.referrals.messages if "(R-1)" in m.text]) == 1
        assert line in town.referrals.messages

        connection = await asyncpg.connect(address)
        rows = await connection.fetch("SELECT number, state FROM referrals ORDER BY number")
        await connection.close()
        assert [tuple(row) for row in rows] == [(1, "accepted"), (2, "open")]
        assert await operator.bot.stop() == 0
