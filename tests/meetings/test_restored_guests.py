"""A backup that is put back forgets guests again who were erased since it was made; and a rotated key still finds them."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.core.db import backup as backups
from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.sqlite import SqliteDatabase
from bot.core.jobs import store as jobs_store
from bot.meetings.guests import prints
from bot.meetings.guests import store as guests_store
from bot.meetings.guests.erasing import JOB
from bot.meetings.guests.model import Guest
from bot.referrals.erasure import restored_erasures
from bot.services import Services
from tests.conftest import KEY, Clock
from tests.meetings.test_guests import ROSA, invite, meet, run_jobs
from tests.passing import forget_contact
from tests.people import GROUP, People

Erases = Callable[[Services, People, Clock], Awaitable[None]]


async def taken_back(services: Services, people: People, _: Clock) -> None:
    await services.guests.withdraw(people.bruno, 1)


async def forgotten(services: Services, people: People, _: Clock) -> None:
    await forget_contact(services, people.ana, "11 98888-1234")


async def deleted(services: Services, people: People, _: Clock) -> None:
    await services.privacy.delete(people.bruno, "A former member")


async def at_its_term(services: Services, _: People, clock: Clock) -> None:
    for _ in range(3):  # the ends of two meetings, and the first term
        [job] = await services.guests.database.read(lambda tx: jobs_store.pending(tx, JOB))
        clock.now = job.due_at
        await run_jobs(services)
        clock.pass_by(minutes=3)


async def kept(database: SqliteDatabase) -> list[Guest]:
    return await database.read(lambda tx: guests_store.several(tx, GROUP, [1, 2]))


@pytest.mark.parametrize("with_key", [True, False])
@pytest.mark.parametrize("erases", [taken_back, forgotten, deleted, at_its_term])
async def test_an_older_backup_forgets_them_again(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path, cipher: Cipher, clock: Clock, erases: Erases, with_key: bool
) -> None:
    services = Services(sqlite)
    meeting, following, *_ = await meet(services, everybody)
    await invite(services, everybody.bruno, meeting)
    other = await invite(services, everybody.caio, following, replace(ROSA, name="Pia", contact="pia@example.org"))
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    clock.pass_by(minutes=1)
    await erases(services, everybody, clock)
    await sqlite.close()
    backups.restore(copy, sqlite.path, restored_erasures.read, backups.Key(cipher, "in a test") if with_key else None)
    again = await SqliteDatabase.open(sqlite.path, cipher, clock)
    rosa, pia = await kept(again)
    assert (rosa.name, rosa.trade, rosa.wiped_at is not None) == ("", "", True)
    assert pia.name == other.guest.name
    found = await again.read(lambda tx: tx.all("SELECT DISTINCT guest_id FROM guest_prints"))
    assert [row["guest_id"] for row in found] == [pia.id]
    await again.close()
    assert b"98888" not in sqlite.path.read_bytes()


async def test_who_was_invited_after_they_were_forgotten_stays(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path, cipher: Cipher, clock: Clock
) -> None:
    services = Services(sqlite)
    meeting, *_ = await meet(services, everybody)
    await forgotten(services, everybody, clock)
    clock.pass_by(minutes=1)
    await invite(services, everybody.bruno, meeting)
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    await sqlite.close()
    backups.restore(copy, sqlite.path, restored_erasures.read, backups.Key(cipher, "in a test"))
    again = await SqliteDatabase.open(sqlite.path, cipher, clock)
    assert [guest.name for guest in await kept(again)] == ["Rosa Lima"]
    await again.close()


async def test_a_rotated_key_finds_the_same_guest(sqlite: SqliteDatabase, everybody: People, clock: Clock) -> None:
    services = Services(sqlite)
    meeting, *_ = await meet(services, everybody)
    await invite(services, everybody.bruno, meeting)
    await sqlite.close()
    again = await SqliteDatabase.open(sqlite.path, Cipher(b"n" * KEY_BYTES, KEY), clock)
    for contact, name in (("011 98888-1234", "Somebody"), ("", "ROSA LIMA")):
        found = await again.read(lambda tx, contact=contact, name=name: prints.alike(tx, GROUP, name, "florist", contact, "BR"))
        assert found == [1]
    await again.close()
