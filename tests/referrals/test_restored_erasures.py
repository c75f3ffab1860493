"""A backup that is put back forgets again whoever was forgotten since it was made."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from bot.__main__ import cli
from bot.core.actor import Actor
from bot.core.db import backup as backups
from bot.core.db import migrations
from bot.core.db.database import micros
from bot.core.db.encryption import Cipher
from bot.core.db.sqlite import SqliteDatabase
from bot.referrals.contact_schemes import first_keys
from bot.referrals.erasure import restored_erasures
from bot.referrals.erasure.restored_erasures import Tombstone
from bot.referrals.model import Referral, State, Verb
from bot.referrals.typed import Typed
from bot.services import Services
from tests.conftest import Clock
from tests.outside.test_postgres import KEY
from tests.passing import forget_contact
from tests.people import GROUP, People, someone

MARIA = Typed("Maria Souza", "+55 11 98888-1234", "A wedding cake", "direct", "3", sure=True)


async def give(store: SqliteDatabase, giver: Actor, receiver: int, contact: str = MARIA.contact) -> Referral:
    typed = replace(MARIA, contact=contact)
    key = f"f:{giver.user_id}:{receiver}:{contact}"
    return (await Services(store).referrals.give(giver, someone(receiver), typed, key)).referral


Forgets = Callable[[Services, Referral, Actor], Awaitable[None]]


async def by_giver(services: Services, referral: Referral, _: Actor) -> None:
    await services.erasure.forget(referral.giver_id, referral.id)


async def by_moderator(services: Services, _: Referral, moderator: Actor) -> None:
    await forget_contact(services, moderator, "11 98888 1234")


@pytest.mark.parametrize("forgets", [by_giver, by_moderator])
async def test_an_older_backup_forgets_them_again(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path, cipher: Cipher, clock: Clock, forgets: Forgets
) -> None:
    under_way = await give(sqlite, everybody.bruno, 3)
    ended = await give(sqlite, everybody.bruno, 1)
    await Services(sqlite).referrals.move(1, ended.id, Verb.DECLINE, "Maria is too far away")
    others = await give(sqlite, everybody.caio, 1)
    another = await give(sqlite, everybody.bruno, 3, "rita@example.org")
    await Services(sqlite).drafts.keep(GROUP, 2, "refer:form:3:n", {"prospect": "Maria"})
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    clock.pass_by(days=1)
    await forgets(Services(sqlite), under_way, everybody.ana)
    await sqlite.close()
    assert backups.restore(copy, sqlite.path, restored_erasures.read).forgotten == (2 if forgets is by_giver else 3)
    backups.check(sqlite.path)
    again = await SqliteDatabase.open(sqlite.path, cipher, clock)
    seen = [await Services(again).referrals.open(each.giver_id, each.id) for each in (under_way, ended, others, another)]
    names = [each.referral.client.prospect for each in seen]
    assert names == ["", "", "" if forgets is by_moderator else "Maria Souza", "Maria Souza"]
    assert (seen[0].referral.state, seen[0].history[-1].verb) == (State.NO_FIT, Verb.FORGET)
    assert (seen[1].referral.state, seen[1].history[-1].reason) == (State.DECLINED, "")
    assert seen[3].referral.state is State.OPEN
    prints = await again.read(lambda tx: tx.all("SELECT referral_id FROM contact_prints"))
    assert {row["referral_id"] for row in prints} == {
        each.id for each, name in zip((under_way, ended, others, another), names, strict=True) if name
    }
    assert await again.read(lambda tx: tx.all("SELECT * FROM drafts")) == []
    await again.close()
    with closing(sqlite3.connect(sqlite.path)) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,), "nothing is left in free pages"


async def test_through_two_restores_and_a_store_that_never_knew_them(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path, cipher: Cipher, clock: Clock
) -> None:
    """The first backup is older than the referral, the second has it."""
    oldest = backups.back_up(sqlite.path, tmp_path / "oldest.db").path
    referral = await give(sqlite, everybody.bruno, 3)
    with_it = backups.back_up(sqlite.path, tmp_path / "with it.db").path
    clock.pass_by(days=1)
    await Services(sqlite).erasure.forget(2, referral.id)
    await sqlite.close()
    assert backups.restore(oldest, sqlite.path, restored_erasures.read).forgotten == 0
    assert backups.restore(with_it, sqlite.path, restored_erasures.read).forgotten == 1
    again = await SqliteDatabase.open(sqlite.path, cipher, clock)
    assert (await Services(again).referrals.open(2, referral.id)).referral.client.prospect == ""
    await again.close()


async def test_what_was_given_after_they_were_forgotten_stays(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path, cipher: Cipher, clock: Clock
) -> None:
    first = await give(sqlite, everybody.bruno, 3)
    await forget_contact(Services(sqlite), everybody.ana, MARIA.contact)
    clock.pass_by(days=1)
    agreed_again = await give(sqlite, everybody.bruno, 1)
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    await sqlite.close()
    assert backups.restore(copy, sqlite.path, restored_erasures.read).forgotten == 0
    again = await SqliteDatabase.open(sqlite.path, cipher, clock)
    names = [(await Services(again).referrals.open(2, each.id)).referral.client.prospect for each in (first, agreed_again)]
    assert names == ["", "Maria Souza"]
    await again.close()


async def test_a_damaged_store_is_replaced_all_the_same_and_it_is_said(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path
) -> None:
    await give(sqlite, everybody.bruno, 3)
    environ = {"GOODWORD_DATABASE__URL": f"sqlite:///{sqlite.path}", "GOODWORD_STORE__KEY": KEY}
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    await forget_contact(Services(sqlite), everybody.ana, MARIA.contact)
    clean = backups.back_up(sqlite.path, tmp_path / "clean.db").path
    await sqlite.close()
    restored = await asyncio.to_thread(CliRunner().invoke, cli, ["restore", str(copy)], env=environ)
    assert "forgotten in it too, in 1 of its referrals" in restored.stdout
    assert clean.exists()
    sqlite.path.write_bytes(b"no database at all" * 1000)
    restored = await asyncio.to_thread(CliRunner().invoke, cli, ["restore", str(copy)], env=environ)
    assert restored.exit_code == 0, restored.output
    assert "The replaced store is damaged" in restored.stdout


def test_a_backup_of_an_older_schema_is_brought_up_first(tmp_path: Path) -> None:
    """It remembers no prints, but the referral itself is known."""
    path = tmp_path / "old.db"
    folder = tmp_path / "sql"
    folder.mkdir()
    for number, file in migrations.numbered(migrations.FOLDER / "sqlite"):
        if number < restored_erasures.FORGETS_SINCE:
            (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.migrate_sqlite(connection, path, folder)
        connection.execute(
            "INSERT INTO groups (group_id, set_up_at, time_zone, language, currency, week_starts, seats, amounts, digest_day,"
            " digest_time, digest_on) VALUES (1, 1, 'UTC', 'en', 'USD', 0, 'shared', 1, 0, '09:00', 0)"
        )
        connection.execute(
            "INSERT INTO referrals (group_id, number, giver_id, receiver_id, kind, warmth, state, waits, prospect, given_at,"
            " changed_at) VALUES (1, 1, 2, 3, 'direct', 1, 'open', 1, x'01', 50, 50)"
        )
        known = restored_erasures.Erasures([], [(99, 1, 1, 50)])
        assert known.erase_again(connection, path) == 1
        row = connection.execute("SELECT prospect, state, waits, wiped_at, changed_at FROM referrals").fetchone()
    assert row == (None, "no_fit", 0, 99, 99)
    assert [each.name for each in tmp_path.iterdir() if "before" in each.name] == []


@pytest.mark.parametrize("contact", ["+55 11 98888\u20111234", "ana@example.org;bia@example.org"])
async def test_a_copy_whose_hashes_are_of_the_first_scheme_is_matched_by_its_contacts(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path, cipher: Cipher, clock: Clock, contact: str
) -> None:
    """In that scheme neither contact was found by what a moderator types."""
    referral = await give(sqlite, everybody.bruno, 3, contact)
    digests = [cipher.fingerprint(GROUP, each) for each in first_keys(contact)]
    await sqlite.write(lambda tx: tx.run("DELETE FROM contact_prints"))
    for digest in digests:
        await sqlite.write(
            lambda tx, digest=digest: tx.run(
                "INSERT INTO contact_prints (group_id, print, referral_id) VALUES (?, ?, ?)", GROUP, digest, referral.id
            )
        )
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    clock.pass_by(days=1)
    await forget_contact(Services(sqlite), everybody.ana, "bia@example.org" if "@" in contact else "11 98888 1234")
    await sqlite.close()
    key = backups.Key(cipher, "in a test")
    assert backups.restore(copy, sqlite.path, restored_erasures.read, key).forgotten == 1


async def test_a_tombstone_of_the_first_scheme_is_matched_by_it(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path, cipher: Cipher, clock: Clock
) -> None:
    """The copy has the hashes of the present scheme alone."""
    referral = await give(sqlite, everybody.bruno, 3)
    await give(sqlite, everybody.bruno, 1, "rita@example.org")
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    at = micros(clock.now) + 1
    await sqlite.close()
    [digest] = [cipher.fingerprint(GROUP, each) for each in first_keys("98888 1234")]
    former = restored_erasures.Erasures([Tombstone(GROUP, digest, 0, at)], [])
    key = backups.Key(cipher, "in a test")
    assert backups.restore(copy, sqlite.path, lambda _: former, key).forgotten == 1
    again = await SqliteDatabase.open(sqlite.path, cipher, clock)
    assert (await Services(again).referrals.open(2, referral.id)).referral.client.prospect == ""
    tombstones = await again.read(lambda tx: tx.all("SELECT scheme, print FROM forgotten"))
    assert [tuple(row) for row in tombstones] == [(1, digest)], "it keeps its scheme"
    await again.close()
