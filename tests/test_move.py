"""A store is moved to the other engine and back, row by row; whatever kills the move, the same call again comes to the same end."""

import asyncio
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner, Result

from bot.__main__ import BUSY, MISCONFIGURED, cli
from bot.core.db import move_tables
from bot.core.db.encryption import Cipher
from bot.core.db.errors import StoreError
from bot.core.db.lock import alone
from bot.core.db.move_tables import PostgresSide, SqliteSide
from bot.core.db.open import open_database
from tests import forked, killed_at, postgres
from tests.conftest import KEY as KEY_BYTES
from tests.conftest import Clock
from tests.core.test_backup import whole
from tests.fuzz import FUZZ
from tests.outside.test_postgres import KEY
from tests.random_store import fill

KILLS = 40 if FUZZ else 5
"""At how many statements a move is killed: the first, the last, and evenly between them."""


def environ(url: str, **more: str) -> dict[str, str]:
    return {"GOODWORD_DATABASE__URL": url, "GOODWORD_STORE__KEY": KEY} | more


async def call(url: str, *words: str, **more: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, cli, words, env=environ(url, **more))


def moved(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row that is moved."""
    found = whole(path)
    found["meta"] = [row for row in found["meta"] if row[0] not in move_tables.OWN]
    found["sqlite_sequence"] = sorted(found["sqlite_sequence"])
    return found


def killed(number: int, tmp_path: Path, url: str, to: str) -> int:
    """Run the move, killed before its n-th statement; returns how many statements there were, where it was not killed."""
    counts = tmp_path / "count"
    own = {name: value for name, value in os.environ.items() if not name.startswith("GOODWORD_")} | environ(url)
    words = ["move", "--to", to]
    code, said = forked.run(killed_at.main, number, counts, words, environment=own, folder=tmp_path)
    assert code == (-signal.SIGKILL if number else 0), said
    return 0 if number else int(counts.read_text())


async def refuses(url: str, said: str) -> None:
    """A bot does not start on it."""
    with pytest.raises(StoreError, match=said):
        await (await open_database(url, Cipher(KEY_BYTES), Clock())).close()


async def test_there_and_back_again(sqlite_file: Path, postgres_server: str, tmp_path: Path) -> None:
    fill(sqlite_file, 1)
    before, url = moved(sqlite_file), f"sqlite:///{sqlite_file}"
    back = tmp_path / "back" / "goodword.db"
    async with postgres.empty_database(postgres_server) as other:
        there = await call(url, "move", "--to", other)
        assert there.exit_code == 0, there.output
        assert "each compared with its original" in there.stdout
        assert "leave store.key as it is" in there.stdout
        assert moved(sqlite_file) == before
        await refuses(url, "this store was moved to postgresql://")
        here = await call(other, "move", "--to", f"sqlite:///{back}")
        assert here.exit_code == 0, here.output
        await refuses(other, f"this store was moved to {back}. Set database.url to that one.")
        assert moved(back) == before
        assert back.stat().st_mode & 0o077 == 0
        assert not list(back.parent.glob("*.part"))
        await (await open_database(f"sqlite:///{back}", Cipher(KEY_BYTES), Clock())).close()

        connection = await asyncpg.connect(other)
        [last] = [last for name, last in before["sqlite_sequence"] if name == "outbox"]
        assert isinstance(last, int)
        columns = "group_id, kind, key, nonce, record_id, destination, language, detail, only_edit, facts, state, created_at, not_before"
        made = await connection.fetchval(
            f"INSERT INTO outbox ({columns}) VALUES (1, '', '', '', 1, '', '', '', 0, '', '', 1, 1) RETURNING id"
        )
        assert made == last + 1, "no id is given twice, also not that of a row that was deleted"
        await connection.close()


async def test_the_digest_is_equal_on_both_engines_and_sees_any_change(sqlite_file: Path, postgres_server: str) -> None:
    fill(sqlite_file, 2)
    async with postgres.empty_database(postgres_server) as other:
        assert (await call(f"sqlite:///{sqlite_file}", "move", "--to", other)).exit_code == 0
        connection = await asyncpg.connect(other)
        with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as source:
            for change in (
                "UPDATE members SET name = name || ' ' WHERE (group_id, user_id) IN (SELECT group_id, user_id FROM members LIMIT 1)",
                "DELETE FROM members WHERE (group_id, user_id) IN (SELECT group_id, user_id FROM members LIMIT 1)",
                "UPDATE members SET seat = business, business = seat WHERE seat <> business",
            ):
                sides = SqliteSide(source), PostgresSide(connection)
                columns = (await sides[0].tables())["members"]
                async with connection.transaction():
                    ours, theirs = [await move_tables.digest(side, "members", columns, lambda _: None) for side in sides]
                    assert ours == theirs
                source.execute("BEGIN")
                source.execute(change)
                assert await move_tables.digest(sides[0], "members", columns, lambda _: None) != ours
                source.execute("ROLLBACK")
        await connection.close()


@pytest.mark.scenario
async def test_killed_anywhere_on_the_way_to_postgresql_the_same_call_comes_to_the_same_end(
    sqlite_file: Path, postgres_server: str, tmp_path: Path
) -> None:
    """At a few statements; `make fuzz` takes more."""
    fill(sqlite_file, 3, rows=5)
    before, source = moved(sqlite_file), f"sqlite:///{sqlite_file}"
    async with postgres.empty_database(postgres_server) as measured:
        statements = await asyncio.to_thread(killed, 0, tmp_path, source, measured)
    await call(source, "move", "--undo")
    for step in range(1, KILLS + 1):
        async with postgres.empty_database(postgres_server) as target:
            await killed_and_called_again(step, statements, tmp_path, source, target)
            path = tmp_path / f"back{step}.db"
            assert (await call(target, "move", "--to", f"sqlite:///{path}")).exit_code == 0
        assert moved(path) == before
        await may_start_again(source)


@pytest.mark.scenario
async def test_killed_anywhere_on_the_way_to_sqlite_the_same_call_comes_to_the_same_end(
    sqlite_file: Path, postgres_server: str, tmp_path: Path
) -> None:
    """At a few statements; `make fuzz` takes more. One store is moved away each time, because it is as it was when that is undone."""
    fill(sqlite_file, 3, rows=5)
    before = moved(sqlite_file)
    async with postgres.empty_database(postgres_server) as source:
        assert (await call(f"sqlite:///{sqlite_file}", "move", "--to", source)).exit_code == 0
        statements = await asyncio.to_thread(killed, 0, tmp_path, source, f"sqlite:///{tmp_path / 'measured.db'}")
        await may_start_again(source)
        for step in range(1, KILLS + 1):
            path = tmp_path / f"target{step}.db"
            await killed_and_called_again(step, statements, tmp_path, source, f"sqlite:///{path}")
            assert moved(path) == before
            await may_start_again(source)


async def killed_and_called_again(step: int, statements: int, tmp_path: Path, source: str, target: str) -> None:
    """Kill the move at a step of KILLS, and do it again."""
    assert statements > 100
    await asyncio.to_thread(killed, statements * step // KILLS if step > 1 else 1, tmp_path, source, target)
    await refuses_one_of(source, target)
    if step == KILLS // 2:
        await refuses(source, "that was interrupted. Finish it with the same command")
    again = await call(source, "move", "--to", target)
    assert again.exit_code == 0, again.output
    await refuses(source, "this store was moved to")
    assert not list(tmp_path.glob("*.part"))


async def may_start_again(source: str) -> None:
    assert "can start on this store again" in (await call(source, "move", "--undo")).stdout


async def refuses_one_of(source: str, target: str) -> None:
    """A bot can't work on both: the source refuses, or nothing is in the target."""
    try:
        await (await open_database(source, Cipher(KEY_BYTES), Clock())).close()
    except StoreError:
        return
    assert not await has_tables(target)


async def has_tables(url: str) -> bool:
    if url.startswith("sqlite"):
        return Path(url.removeprefix("sqlite:///")).exists()
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')")
    finally:
        await connection.close()


async def test_what_can_not_be_moved_is_left_alone(sqlite_file: Path, postgres_server: str, tmp_path: Path) -> None:
    fill(sqlite_file, 4, rows=2)
    url, full = f"sqlite:///{sqlite_file}", tmp_path / "full.db"
    full.write_bytes(sqlite_file.read_bytes())
    (tmp_path / "text.db").write_text("no database at all, but longer than nothing" * 40)
    before = sqlite_file.read_bytes(), full.read_bytes()
    async with postgres.empty_database(postgres_server) as other:
        await (await open_database(other, Cipher(KEY_BYTES), Clock())).close()
        cases = [
            ((), url, "Say either where to move the store"),
            (("--to", other, "--undo"), url, "Say either where to move the store"),
            (("--to", "mysql://x/y"), url, "--to is 'mysql://x/y', which is no store I can open"),
            (("--to", other), url, "is not empty. Name a new file or a database without tables"),
            (("--to", f"sqlite:///{full}"), url, f"{full} is not empty. Name a new file"),
            (("--to", url), url, "which is the store itself"),
            (("--to", other), other, "which is the store itself"),
            (("--to", f"sqlite:///{tmp_path / 'text.db'}"), url, "file is not a database"),
            (("--to", f"sqlite:///{tmp_path / 'new.db'}"), f"sqlite:///{tmp_path / 'none.db'}", "there is nothing to move"),
        ]
        for words, source, said in cases:
            told = await call(source, "move", *words)
            assert told.exit_code == MISCONFIGURED, (words, told.output)
            assert said in told.stderr
            assert told.stderr.count("\n") == 1, told.stderr
    async with postgres.empty_database(postgres_server) as other:
        connection = await asyncpg.connect(other)
        await connection.execute("CREATE TABLE theirs (a int)")
        await connection.close()
        told = await call(url, "move", "--to", other)
        assert (told.exit_code, "another program's data" in told.stderr) == (MISCONFIGURED, True)
        told = await call(url, "move", "--to", f"sqlite:///{tmp_path / 'new.db'}", GOODWORD_STORE__KEY="eHh4" * 10 + "eHg=")
        assert (told.exit_code, "was sealed with another key" in told.stderr) == (MISCONFIGURED, True)
    told = await call(url, "move", "--to", "postgresql://me@127.0.0.1:1/goodword")
    assert (told.exit_code, told.stderr.startswith("--to: PostgreSQL at 127.0.0.1")) == (BUSY, True)
    async with alone(url):
        told = await call(url, "move", "--to", f"sqlite:///{tmp_path / 'new.db'}")
        assert (told.exit_code, "already runs on this store" in told.stderr) == (BUSY, True)
    with closing(sqlite3.connect(full, isolation_level=None)) as older:
        older.execute("PRAGMA user_version = 3")
    told = await call(f"sqlite:///{full}", "move", "--to", f"sqlite:///{tmp_path / 'new.db'}")
    assert (told.exit_code, "has schema 3; this Goodword needs" in told.stderr) == (MISCONFIGURED, True)
    assert not (tmp_path / "new.db").exists()
    assert sqlite_file.read_bytes() == before[0]
    await (await open_database(url, Cipher(KEY_BYTES), Clock())).close()


async def test_it_says_where_the_key_has_to_be(sqlite_file: Path, postgres_server: str, tmp_path: Path) -> None:
    key = sqlite_file.with_name(f"{sqlite_file.name}.key")
    key.write_text(KEY)
    named = tmp_path / "named.key"
    named.write_text(KEY)
    async with postgres.empty_database(postgres_server) as other:
        for number, (to, more, said) in enumerate(
            (
                (other, {}, f'store.key_file = "{key}": the new store opens with the same key'),
                (f"sqlite:///{tmp_path / 'a.db'}", {}, f"copy {key} to {tmp_path / 'a.db'}.key"),
                (
                    f"sqlite:///{tmp_path / 'b.db'}",
                    {"GOODWORD_STORE__KEY_FILE": str(named)},
                    f'leave store.key_file = "{named}" as it is',
                ),
            )
        ):
            env = {"GOODWORD_DATABASE__URL": f"sqlite:///{sqlite_file}"} | more
            told = await asyncio.to_thread(CliRunner().invoke, cli, ["move", "--to", to], env=env)
            assert told.exit_code == 0, (number, told.output)
            assert said in told.stdout
            await asyncio.to_thread(CliRunner().invoke, cli, ["move", "--undo"], env=env)


@pytest.mark.parametrize("text", ["'a' || char(0) || 'b'", "CAST(X'41c328' AS TEXT)"], ids=["NUL", "no UTF-8"])
async def test_a_text_that_can_not_be_moved_is_told_and_nothing_moved(
    sqlite_file: Path, postgres_server: str, tmp_path: Path, text: str
) -> None:
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as store:
        store.execute(f"INSERT INTO meta (name, value) VALUES ('odd', {text})")
    async with postgres.empty_database(postgres_server) as other:
        told = await call(f"sqlite:///{sqlite_file}", "move", "--to", other)
        assert told.exit_code == MISCONFIGURED
        assert told.stderr.splitlines()[-1].startswith("Table meta holds a text with a NUL in it, or one that is no UTF-8")
        assert not await has_tables(other)
        with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as store:
            store.execute("DELETE FROM meta WHERE name = 'odd'")
        assert (await call(f"sqlite:///{sqlite_file}", "move", "--to", other)).exit_code == 0
