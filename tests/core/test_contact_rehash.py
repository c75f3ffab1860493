"""A store of before the schemes of hashes: every sealed contact is hashed anew, once, and is found by whatever reaches it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.core.db import schema
from bot.core.db.database import Database
from bot.core.db.encryption import Cipher
from bot.core.db.migrations import FOLDER, numbered, statements
from bot.core.db.open import open_database
from bot.referrals import contact_index, contact_rehash
from bot.referrals.contact_schemes import CURRENT, FIRST, first_keys
from bot.services import Services
from tests.conftest import KEY, Clock
from tests.core.test_migrations import Postgres, Sqlite
from tests.passing import forget_contact
from tests.people import GROUP, actor

BEFORE = 6
CONTACTS = (
    "+55 11 98888\u20111234",
    "ana@example.org;bia@example.org",
    "(11) 3333-4444 / 97777-1234",
    "example.org/x",
    "@padaria",
)
ASKED = ("98888-1234", "bia@example.org", "+55 11 97777 1234", "https://www.example.org/x/", "instagram.com/padaria")
Store = Sqlite | Postgres


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path) -> AsyncIterator[Store]:
    if request.param == "sqlite":
        yield Sqlite(tmp_path / "old.db")
        return
    async with Postgres.empty(request.getfixturevalue("postgres_server")) as emptied:
        yield emptied


async def grow_old(store: Store, cipher: Cipher, contacts: tuple[str, ...]) -> None:
    """The store as schema 6 left it: a group, a referral for each contact, and a tombstone."""
    for number, file in numbered(FOLDER / store.engine):
        if number <= BEFORE:
            await store.run(*statements(file.read_text(encoding="utf-8")))
    await store.note(BEFORE)
    await store.run(
        "INSERT INTO groups (group_id, set_up_at, time_zone, language, currency, week_starts, seats, amounts, digest_day, digest_time,"
        f" digest_on, last_referral) VALUES ({GROUP}, 1, 'America/Sao_Paulo', 'pt-BR', 'BRL', 0, 'shared', 1, 0, '09:00', 0, 9)"
    )
    for number, contact in enumerate(contacts, start=1):
        sealed = [
            literal(store, cipher.seal("referrals", GROUP, number, *each))
            for each in (("prospect", "Maria"), ("contact", contact))
        ]
        await store.run(
            "INSERT INTO referrals (group_id, number, giver_id, receiver_id, kind, warmth, state, waits, prospect, contact, given_at,"
            f" changed_at) VALUES ({GROUP}, {number}, 2, 3, 'direct', 1, 'open', 1, {', '.join(sealed)}, 50, 50)"
        )
        for key in first_keys(contact):
            digest = literal(store, cipher.fingerprint(GROUP, key))
            await store.run(f"INSERT INTO contact_prints (group_id, print, referral_id) VALUES ({GROUP}, {digest}, {number})")
    await store.run(f"INSERT INTO forgotten (group_id, print, user_id, at) VALUES ({GROUP}, {literal(store, b'x' * 32)}, 0, 7)")


def literal(store: Store, value: bytes) -> str:
    return f"X'{value.hex()}'" if store.engine == "sqlite" else rf"'\x{value.hex()}'::bytea"


@asynccontextmanager
async def opened(store: Store, clock: Clock) -> AsyncIterator[Database]:
    database = await open_database(store.address, Cipher(KEY), clock)
    try:
        yield database
    finally:
        await database.close()


async def schemes(database: Database) -> dict[int, set[tuple[int, bytes | None]]]:
    rows = await database.read(lambda tx: tx.all("SELECT referral_id, scheme, key_id FROM contact_prints"))
    found: dict[int, set[tuple[int, bytes | None]]] = {}
    for row in rows:
        found.setdefault(row["referral_id"], set()).add((row["scheme"], row["key_id"]))
    return found


async def clients(database: Database) -> list[bool]:
    rows = await database.read(lambda tx: tx.all("SELECT contact FROM referrals ORDER BY id"))
    return [row["contact"] is not None for row in rows]


async def test_a_former_store_is_hashed_anew_and_everybody_found(store: Store, cipher: Cipher, clock: Clock) -> None:
    await grow_old(store, cipher, CONTACTS)
    assert (await schema.look(store.address)).found == BEFORE
    async with opened(store, clock) as database:
        services = Services(database)
        assert {each for found in (await schemes(database)).values() for each in found} == {(FIRST, None)}
        assert await services.contact_rehash.finish() == len(CONTACTS)
        assert {each for found in (await schemes(database)).values() for each in found} == {(CURRENT, cipher.key_id)}
        tombstones = await database.read(lambda tx: tx.all("SELECT scheme, key_id FROM forgotten"))
        assert [tuple(row) for row in tombstones] == [(FIRST, cipher.key_id)]
        assert await services.contact_rehash.finish() == 0
        for number, asked in enumerate(ASKED):
            assert await clients(database) == [False] * number + [True] * (len(CONTACTS) - number)
            await forget_contact(services, actor(1), asked)
        assert await clients(database) == [False] * len(CONTACTS)


async def test_a_start_that_was_killed_goes_on(
    store: Store, cipher: Cipher, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_rehash, "BATCH", 2)
    await grow_old(store, cipher, CONTACTS)
    async with opened(store, clock) as database:
        hash_again, done = contact_index.hash_again, 0

        async def dies_in_the_second_batch(tx, group_id: int, referral_id: int) -> bool:
            nonlocal done
            if done == 3:
                raise RuntimeError("killed")
            done += 1
            return await hash_again(tx, group_id, referral_id)

        monkeypatch.setattr(contact_index, "hash_again", dies_in_the_second_batch)
        with pytest.raises(RuntimeError, match="killed"):
            await Services(database).contact_rehash.finish()
        monkeypatch.setattr(contact_index, "hash_again", hash_again)
    async with opened(store, clock) as database:
        left = sorted(referral for referral, found in (await schemes(database)).items() if (FIRST, None) in found)
        assert left == [3, 4, 5], "the first batch stays, the second was rolled back"
        assert await Services(database).contact_rehash.finish() == len(left)
        await forget_contact(Services(database), actor(1), ASKED[2])
        assert await clients(database) == [True, True, False, True, True]


async def test_what_can_not_be_opened_holds_nothing_up(store: Store, cipher: Cipher, clock: Clock, caplog) -> None:
    await grow_old(store, cipher, CONTACTS[:3])
    await store.run(f"UPDATE referrals SET contact = {literal(store, b'spoiled' * 9)} WHERE number = 2")
    async with opened(store, clock) as database:
        await Services(database).contact_rehash.finish()
        found = await schemes(database)
        assert [found[number] == {(FIRST, None)} for number in (1, 2, 3)] == [False, True, False]
        assert "keeps its old hashes" in caplog.text
        await forget_contact(Services(database), actor(1), ASKED[0])
        assert await clients(database) == [False, True, True]


async def test_what_a_process_of_before_still_adds_is_found(store: Store, cipher: Cipher, clock: Clock) -> None:
    """It runs on the new schema until it is replaced, and writes hashes of the first scheme."""
    await grow_old(store, cipher, CONTACTS)
    async with opened(store, clock) as database:
        await forget_contact(Services(database), actor(1), ASKED[1])
        assert await clients(database) == [True, False, True, True, True]
