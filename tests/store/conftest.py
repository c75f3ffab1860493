"""The group of the services' tests, where SQLite's own ways are looked at."""

import pytest

from bot.services import Services
from bot.services.groups import Changes
from bot.store.engine.sqlite import SqliteDatabase
from tests.services.conftest import NAMES, People, actor, someone


@pytest.fixture
async def everybody(sqlite: SqliteDatabase) -> People:
    services = Services(sqlite)
    found = People(*(actor(user_id) for user_id in NAMES))
    await services.groups.set_up(found.ana, Changes(), 1)
    for member in (found.ana, found.bruno, found.caio):
        await services.members.add(found.ana, someone(member.user_id), f"Trade {member.user_id}")
    return found
