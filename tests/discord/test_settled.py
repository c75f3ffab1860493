"""A copied group is as one that was just set up, and nobody else's."""

from pathlib import Path

import pytest
import simcord

from bot.core.db.encryption import Cipher
from bot.core.db.sqlite import SqliteDatabase
from tests.conftest import KEY, Clock, beside, tables_of
from tests.discord.settled import Settled, settled
from tests.support import World


@pytest.fixture
def kept(tmp_path: Path) -> Settled:
    folder = tmp_path / "kept"
    folder.mkdir()
    return beside(lambda: settled(folder, "en-US", members_intent=False, voice_intent=False))


def copy_of(kept: Settled, world: World) -> World:
    env = simcord.Env(world.bot, check_errors=False)
    return kept.put_into(env, world.bot, world.folder)


async def test_it_is_as_one_that_was_just_set_up(empty: World, kept: Settled, tmp_path: Path) -> None:
    await empty.settle_in()
    copy = copy_of(kept, empty)
    assert copy.public() == empty.public()
    assert [copy.direct(person) for person in copy.people.values()] == [empty.direct(person) for person in empty.people.values()]
    assert vars(copy).keys() == vars(empty).keys()
    assert {name: handle.id for name, handle in copy.people.items()} == {name: handle.id for name, handle in empty.people.items()}
    path = tmp_path / "copy.db"
    path.write_bytes(kept.store)
    opened = await SqliteDatabase.open(path, Cipher(KEY), Clock())
    try:
        for table in await tables_of(opened):
            rows = await opened.read(lambda tx, table=table: tx.all(f"SELECT COUNT(*) FROM {table}"))
            assert [tuple(row) for row in rows] == await empty.rows(f"SELECT COUNT(*) FROM {table}"), table
    finally:
        await opened.close()


async def test_what_one_copy_becomes_another_does_not(empty: World, kept: Settled) -> None:
    one, other = copy_of(kept, empty), copy_of(kept, empty)
    one.guild.add_member(one.env.create_user("eva"))
    one.env.backend.messages.clear()
    assert len(one.env.backend.users) == len(other.env.backend.users) + 1
    assert other.public() == copy_of(kept, empty).public() != []
    assert other.ana._env is other.env
