"""The line breaks when the store has saved and has not said so: the person tries again, and nothing is done twice."""

from pathlib import Path

import pytest

from bot.admin.setup import Changes
from bot.core.db import messages as store_messages
from bot.core.db.encryption import Cipher
from bot.core.db.postgres import PostgresDatabase
from bot.core.errors import Unsaved
from bot.services import Services
from tests import postgres
from tests.conftest import Clock
from tests.passing import give
from tests.people import CHANNEL, People, actor, someone


async def test_a_commit_whose_answer_was_lost_is_not_done_again(
    postgres_server: str, cipher: Cipher, clock: Clock, tmp_path: Path
) -> None:
    async with postgres.empty_database(postgres_server) as address, postgres.wired(address, tmp_path) as (through, wire):
        database = await PostgresDatabase.open(through, cipher, clock)
        services, people = Services(database), People(*(actor(number) for number in (1, 2, 3, 4)))
        await services.setup.set_up(people.ana, Changes(referrals_channel_id=CHANNEL), CHANNEL)
        for member in (people.ana, people.bruno):
            await services.roster.add(people.ana, someone(member.user_id), f"Trade {member.user_id}")
        wire.breaks = True
        with pytest.raises(Unsaved) as told:
            await give(services, people)
        assert str(told.value) == store_messages.UNSURE
        wire.breaks = False
        assert (await give(services, people)).referral.number == 1
        rows = await database.read(
            lambda tx: tx.all(
                "SELECT (SELECT COUNT(*) FROM referrals) AS referrals, (SELECT SUM(sign) FROM entries) AS counted,"
                " (SELECT COUNT(*) FROM outbox WHERE kind = 'referral.card') AS cards"
            )
        )
        assert [tuple(row) for row in rows] == [(1, 1, 1)]
        await database.close()
