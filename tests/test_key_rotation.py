"""`rotate-key`: the real process, killed at many points, on both engines; and what it refuses."""

import asyncio
import base64
import errno
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.db.database import Database
from bot.core.db.encryption import HASH_KEY, ID_BYTES, ROTATING, Cipher
from bot.core.db.open import open_database
from bot.core.declarations import declared
from bot.core.errors import Refused
from bot.membership.applications.service import Application
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.membership.members.profile import Profile
from bot.referrals.model import Verb
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.referrals.typed import Typed
from bot.services import Services
from tests import forked, postgres
from tests import kill_at as kill_at_step
from tests.conftest import KEY, Clock, Stores, beside, tables_of
from tests.fuzz import FUZZ
from tests.passing import forget_contact
from tests.people import CHANNEL, GROUP
from tests.sealed import readable

KILLED, MISCONFIGURED = -9, 78
MOST_RUNS = 200
APART = 47
"""How many steps later each run is killed than the one before; a prime, so that the points differ."""
DUDA = Actor(GROUP, 4, "Duda", language="en")
ANA = Actor(GROUP, 1, "Ana", manages_group=True, language="en")

BAKER = Application("Baker", "Duda's Bread", "Cakes", "Cafés")


@dataclass
class Store:
    address: str
    key: Path

    async def call(self, *words: str, kill_at: int = 0, **environ: str) -> tuple[int, str]:
        """Run the command line in a process; returns its exit code and what it said."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GOODWORD_")}
        given = {"GOODWORD_DATABASE__URL": self.address, "GOODWORD_STORE__KEY_FILE": str(self.key)}
        return await forked.called(
            kill_at_step.main,
            kill_at,
            words,
            environment={name: value for name, value in (kept | given | environ).items() if value},
            folder=self.key.parent,
        )

    async def opened(self, clock: Clock, former: str | None = None, key: str | None = None) -> Database:
        return await open_database(self.address, Cipher.from_text(key or self.key.read_text(), former), clock)


@pytest.fixture(scope="module")
def filled_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a filled store, to be copied."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("filled") / "g.db"))
    fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def filled_postgres(postgres_server: str, postgres_stores: Stores) -> Iterator[str]:
    """The same as a database."""
    made = beside(lambda: postgres.create(postgres_server, postgres_stores.template))
    fill(made)
    yield made
    beside(lambda: postgres.drop(postgres_server, made))


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A store with something in each table that is sealed, and with a client who was forgotten."""
    key = tmp_path / "key"
    key.write_text(base64.b64encode(KEY).decode())
    if request.param == "sqlite":
        copied = shutil.copy(request.getfixturevalue("filled_sqlite"), tmp_path / "g.db")
        yield Store(f"sqlite:///{copied}", key)
        return
    filled = request.getfixturevalue("filled_postgres")
    async with postgres.empty_database(request.getfixturevalue("postgres_server"), filled) as address:
        yield Store(address, key)


def fill(address: str) -> None:
    beside(lambda: _fill(address))


async def _fill(address: str) -> None:
    database = await open_database(address, Cipher(KEY), Clock())
    services = Services(database)
    await services.setup.set_up(ANA, Changes(moderators_channel_id=5, time_zone="America/Sao_Paulo"), CHANNEL)
    for user_id, name in ((1, "Ana"), (2, "Bruno")):
        await services.roster.add(ANA, Person(user_id, name), f"Trade {user_id}")
    bruno = Actor(GROUP, 2, "Bruno", language="en")
    await services.profiles.edit(bruno, Profile("Bruno & Co.", "Bread", "Cafés", "b@example.org"), "f:2:p")
    for number in range(5):
        client = Typed(f"Client {number}", f"c{number}@example.org", "A cake", "direct", "3", sure=True)
        given = await services.referrals.give(ANA, Person(2), client, f"f:1:{number}")
        await services.referrals.move(2, given.referral.id, Verb.ACCEPT)
        await services.thanks.give(bruno, Person(1), given.referral.id, ThanksTyped(f"Thanks {number}"), f"f:2:{number}")
    await services.drafts.keep(GROUP, 2, "refer:form:2:x", {"prospect": "somebody"})
    await forget_contact(services, ANA, "c4@example.org")
    await services.applications.apply(DUDA, BAKER, "f:4:a")
    await services.roster.decide(ANA, Person(4), Step.DECLINE, "We have two")
    await services.privacy.delete(DUDA, "A former member")
    await services.sealing.finish()
    await services.contact_rehash.finish()
    await database.close()


async def content(database: Database) -> dict[str, list[str]]:
    """All rows, opened, but for what the key is in: `meta` and the hashes."""
    hashed = {table.name for table in declared().tables.values() if table.hashed_by}
    names = [name for name in await tables_of(database) if name not in {"meta", *hashed}]
    return {name: sorted((await readable(database, name)).splitlines()) for name in names}


async def key_ids(database: Database) -> set[bytes]:
    """The ids of the keys that sealed anything."""
    found: set[bytes] = set()
    for table in declared().tables.values():
        for row in await database.read(lambda tx, name=table.name: tx.all(f"SELECT * FROM {name}")):
            values = [row[column] for column in table.sealed if row[column] and row[column] != "{}"]
            found |= {bytes(each if isinstance(each, bytes) else base64.b64decode(each[1:]))[:ID_BYTES] for each in values}
    return found


async def meta(database: Database) -> dict[str, str]:
    return {row["name"]: row["value"] for row in await database.read(lambda tx: tx.all("SELECT name, value FROM meta"))}


async def assert_rotated(store: Store, clock: Clock, before: dict[str, list[str]], former: str, key: str | None = None) -> None:
    database = await store.opened(clock, key=key)
    try:
        new, old = Cipher.from_text(key or store.key.read_text()), Cipher.from_text(former)
        assert new.key_id != old.key_id
        assert await content(database) == before
        assert await key_ids(database) == {new.key_id}
        tombstones = await database.read(lambda tx: tx.all("SELECT key_id FROM forgotten"))
        assert {bytes(row["key_id"]) for row in tombstones} == {old.key_id}
        prints = await database.read(lambda tx: tx.all("SELECT key_id FROM contact_prints"))
        assert {bytes(row["key_id"]) for row in prints} == {new.key_id}
        kept = await meta(database)
        assert ROTATING not in kept
        assert [name for name in kept if name.startswith(HASH_KEY)] == [f"{HASH_KEY}{old.key_id.hex()}"]
        found = await database.read(lambda tx: tx.all("SELECT print FROM forgotten"))
        again = await database.read(lambda tx: _fingerprint(tx, old.key_id))
        assert again == old.fingerprint(GROUP, "email:c4@example.org")
        assert again in {bytes(row["print"]) for row in found}
        with pytest.raises(Refused, match="You may apply again from"):
            await Services(database).applications.apply(DUDA, BAKER, "f:4:b")
        await forget_contact(Services(database), ANA, "c3@example.org")
        wiped = await database.read(lambda tx: tx.one("SELECT COUNT(*) AS n FROM referrals WHERE wiped_at IS NOT NULL"))
        assert wiped is not None
        assert wiped["n"] == 2, "clients are found by the new hashes"
    finally:
        await database.close()


async def _fingerprint(tx, key_id: bytes) -> bytes:
    return tx.cipher.fingerprint(GROUP, "email:c4@example.org", key_id)


async def read(store: Store, clock: Clock, former: str | None = None, key: str | None = None) -> dict[str, list[str]]:
    database = await store.opened(clock, former, key)
    try:
        return await content(database)
    finally:
        await database.close()


async def test_killed_at_many_points_it_goes_on_and_nothing_is_lost(store: Store, clock: Clock) -> None:
    former, before = store.key.read_text(), await read(store, clock)
    new = store.key.with_name("key.new")
    refused = 0
    for run in range(1, MOST_RUNS):
        code, said = await store.call("rotate-key", kill_at=run * APART)
        if code == 0:
            break
        assert code == KILLED, said
        held = [each.read_text() for each in (store.key, new) if each.exists()]
        others = [each.read_text() for each in store.key.parent.glob("key.old-*")]
        assert former in held + others, "the former key is in a file at any time"
        keys = list(dict.fromkeys([*held, *others]))
        assert await read(store, clock, keys[-1], keys[0]) == before, "all of it can be read with the keys there are"
        code, said = await store.call("held")
        if code:
            assert code == MISCONFIGURED, said
            assert "rotate-key" in said
            refused += 1
    else:
        pytest.fail("it never came to its end")
    assert run > 3
    assert refused > 1
    assert "Backups made before open with the former key alone" in said
    assert store.key.stat().st_mode & 0o777 == 0o600
    (old,) = store.key.parent.glob("key.old-*")
    assert old.read_text() == former
    assert not new.exists()
    await assert_rotated(store, clock, before, former)


@pytest.mark.scenario
async def test_killed_at_each_step_of_its_end(store: Store, clock: Clock) -> None:
    """Where the store is sealed and the files get their names: each of the last steps, counted from the end.

    On PostgreSQL, where each process takes three times as long, some of them; `make fuzz` takes each.
    """
    former, before = store.key.read_text(), await read(store, clock)
    is_each = FUZZ or store.address.startswith("sqlite")
    for back in (5, 3, 2, 1, 0) if is_each else (5, 2, 0):
        now = store.key.read_text()
        code, said = await store.call("rotate-key")
        assert code == 0, said
        steps = int(said.rsplit("steps: ", 1)[1])
        between = store.key.read_text()
        code, said = await store.call("rotate-key", kill_at=steps - back)
        assert code in {KILLED, 0}, said
        code, said = await store.call("rotate-key")
        assert code == 0, said
        assert store.key.read_text() not in {now, former}
        assert between in {store.key.read_text(), *(each.read_text() for each in store.key.parent.glob("key.old-*"))}
        assert await read(store, clock) == before


async def test_a_former_key_is_kept_as_long_as_a_decision_needs_it(store: Store, clock: Clock) -> None:
    """Declined, deleted, two changes of the key: still known; the key's hashes are gone with the last row."""
    former = Cipher.from_text(store.key.read_text())
    for _ in range(2):
        code, said = await store.call("rotate-key")
        assert code == 0, said
    database = await store.opened(clock)
    services = Services(database)
    with pytest.raises(Refused, match="You may apply again from"):
        await services.applications.check_may_apply(DUDA, "Baker")
    clock.pass_by(days=8)
    await services.applications.apply(DUDA, BAKER, "f:4:b")
    applied = await services.applications.get(GROUP, 4)
    assert applied is not None
    assert applied.past.declined_at is not None
    await services.roster.decide(ANA, Person(4), Step.APPROVE)
    await services.roster.decide(ANA, Person(4), Step.REMOVE, "Moved away")
    await services.privacy.delete(DUDA, "A former member")
    rows = await database.read(lambda tx: tx.all("SELECT DISTINCT person FROM past_decisions"))
    assert len(rows) == 2, "hashed by the former key, and by the present one"
    await services.applications.apply(DUDA, BAKER, "f:4:c")
    applied = await services.applications.get(GROUP, 4)
    assert applied is not None
    assert None not in (applied.past.declined_at, applied.past.removed_at)
    await database.write(lambda tx: tx.run("DELETE FROM past_decisions WHERE key_id = ?", former.key_id))
    await database.write(lambda tx: tx.run("DELETE FROM forgotten"))
    await database.close()
    code, said = await store.call("rotate-key")
    assert code == 0, said
    database = await store.opened(clock)
    kept = [name for name in await meta(database) if name.startswith(HASH_KEY)]
    await database.close()
    assert kept
    assert f"{HASH_KEY}{former.key_id.hex()}" not in kept


async def test_a_key_that_is_set_goes_to_a_named_file(store: Store, clock: Clock, tmp_path: Path) -> None:
    former, before = store.key.read_text(), await read(store, clock)
    given = {"GOODWORD_STORE__KEY_FILE": "", "GOODWORD_STORE__KEY": former}
    code, said = await store.call("rotate-key", **given)
    assert code == MISCONFIGURED
    assert "--new-key-file FILE" in said
    named = tmp_path / "named"
    for kill_at in (30, 60):
        code, said = await store.call("rotate-key", "--new-key-file", str(named), kill_at=kill_at, **given)
        assert code == KILLED, said
    code, said = await store.call("rotate-key", "--new-key-file", str(tmp_path / "another"), **given)
    assert code == MISCONFIGURED
    assert "interrupted run" in said
    assert not (tmp_path / "another").exists()
    code, said = await store.call("rotate-key", "--new-key-file", str(named), **given)
    assert code == 0, said
    assert f"set store.key_file to {named}" in said
    assert store.key.read_text() == former
    await assert_rotated(store, clock, before, former, named.read_text())
    code, said = await store.call("held", **given)
    assert code == MISCONFIGURED
    assert "not the key" in said


async def test_a_file_that_holds_no_key_is_named_and_a_link_to_the_key_stays(store: Store, clock: Clock, tmp_path: Path) -> None:
    former, before = store.key.read_text(), await read(store, clock)
    (tmp_path / "note").write_text("no key")
    code, said = await store.call("rotate-key", "--new-key-file", str(tmp_path / "note"))
    assert (code, f"{tmp_path / 'note'} holds no key of 32 bytes" in said) == (MISCONFIGURED, True), said
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    store.key.rename(elsewhere / "secret")
    store.key.symlink_to(elsewhere / "secret")
    code, said = await store.call("rotate-key")
    assert code == 0, said
    assert store.key.is_symlink()
    assert not list(tmp_path.glob("key.*"))
    assert [each.read_text() for each in elsewhere.glob("secret.old-*")] == [former]
    await assert_rotated(store, clock, before, former, store.key.read_text())


async def test_where_there_are_no_hard_links_the_former_key_is_copied(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    former, before = store.key.read_text(), await read(store, clock)

    def link(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    given = {"GOODWORD_DATABASE__URL": store.address, "GOODWORD_STORE__KEY_FILE": str(store.key)}
    done = await asyncio.to_thread(CliRunner().invoke, cli, ["rotate-key"], env=given)
    assert done.exit_code == 0, done.output
    [kept] = store.key.parent.glob("key.old-*")
    assert (kept.read_text().strip(), kept.stat().st_mode & 0o777) == (former.strip(), 0o600)
    await assert_rotated(store, clock, before, former, store.key.read_text())


async def test_without_the_former_key_nothing_is_done(store: Store, clock: Clock) -> None:
    before = await read(store, clock)
    former = store.key.read_text()
    files = sorted(each.name for each in store.key.parent.iterdir() if not each.name.startswith("g.db"))
    store.key.rename(store.key.with_name("aside"))
    code, said = await store.call("rotate-key")
    assert (code, "is missing" in said) == (MISCONFIGURED, True), said
    store.key.write_text(base64.b64encode(b"x" * 32).decode())
    code, said = await store.call("rotate-key")
    assert (code, "not the key" in said) == (MISCONFIGURED, True), said
    store.key.unlink()
    store.key.with_name("aside").rename(store.key)
    assert sorted(each.name for each in store.key.parent.iterdir() if not each.name.startswith("g.db")) == files
    assert store.key.read_text() == former
    assert await read(store, clock) == before


async def test_with_the_new_key_gone_on_the_way_nothing_is_done(store: Store, clock: Clock) -> None:
    code, said = await store.call("rotate-key", kill_at=60)
    assert code == KILLED, said
    new = store.key.with_name("key.new")
    new.rename(new.with_name("aside"))
    code, said = await store.call("rotate-key")
    assert (code, "Put it back" in said) == (MISCONFIGURED, True), said
    assert not new.exists()
    new.with_name("aside").rename(new)
    code, said = await store.call("rotate-key")
    assert code == 0, said


def test_each_table_with_a_key_id_says_that_it_is_hashed_by_it(sqlite_file: Path) -> None:
    import sqlite3

    with sqlite3.connect(sqlite_file) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        having = {name for name in names if "key_id" in [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]}
    connection.close()
    assert having == {table.name for table in declared().tables.values() if table.hashed_by == "key_id"}
