"""Whoever is to be forgotten is found in what members noted: topics and places of one-to-ones, and their own people."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actor import Actor
from bot.core.db import backup as backups
from bot.core.db.database import Database
from bot.core.db.encryption import Cipher
from bot.core.db.sqlite import SqliteDatabase
from bot.referrals.erasure import restored_erasures
from bot.relationships.keep_in_touch.service import Typed
from bot.relationships.one_to_ones.model import Answer
from bot.relationships.touches import store as touches_store
from bot.services import Services
from tests.conftest import Clock
from tests.passing import forget_contact
from tests.people import GROUP, People, someone

ROSA = "+55 11 98888-1234"


async def log(services: Services, who: Actor, other: int, topics: str, action: str) -> None:
    await services.one_to_ones.log(who, someone(other), "", topics, action)


async def plan(services: Services, people: People, clock: Clock, place: str) -> None:
    asked = await services.talk_asking.ask(people.bruno, someone(3), "i:ask")
    await services.talk_asking.answer(3, asked.request.id, Answer.YES)
    when = f"<t:{int((clock.now + timedelta(days=3)).timestamp())}>"
    await services.talk_planning.plan(people.bruno, someone(3), when, place, "i:plan")


async def noted(services: Services, people: People, clock: Clock) -> None:
    """Notes of Bruno and Caio in which Rosa's phone stands, beside others."""
    await log(services, people.bruno, 3, f"His boat, and Rosa: {ROSA}", "i:1")
    await log(services, people.caio, 2, "A boat for pia@example.org", "i:2")
    await plan(services, people, clock, "At Rosa's, 011 98888 1234")
    await services.keep_in_touch.add(people.bruno, Typed("Rosa", note=ROSA))
    await services.keep_in_touch.add(people.bruno, Typed("Pia", relation="pia@example.org"))


async def left(database: Database, services: Services, people: People) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """The topics of both of each touch, the places, and Bruno's own people."""
    rows = await database.read(lambda tx: tx.all("SELECT id FROM touches ORDER BY id"))
    touches = [await database.read(lambda tx, row=row: touches_store.get(tx, GROUP, row["id"])) for row in rows]
    topics = [(each.low_topics, each.high_topics) for each in touches if each is not None]
    plans = await database.read(lambda tx: tx.all("SELECT id FROM talk_plans"))
    places = [(await services.talk_planning.open(2, row["id"])).plan.place for row in plans]
    return topics, places, [each.name for each in await services.keep_in_touch.everybody(people.bruno)]


async def test_a_contact_in_topics_places_and_notes_is_forgotten(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await noted(services, people, clock)
    await forget_contact(services, people.ana, "11 98888 1234")
    assert await left(database, services, people) == ([("", "A boat for pia@example.org")], [""], ["Pia"])
    edits = await database.read(lambda tx: tx.all("SELECT user_id FROM outbox WHERE kind = 'touch.planned' AND only_edit = 1"))
    assert sorted(row["user_id"] for row in edits) == [2, 3], "the message says no place any more"
    await forget_contact(services, people.ana, "pia@example.org")
    assert await left(database, services, people) == ([("", "")], [""], [])
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM note_prints")) == []


async def test_what_is_written_anew_is_found_by_that_alone(services: Services, database: Database, people: People) -> None:
    await log(services, people.bruno, 3, f"Rosa: {ROSA}", "i:1")
    await log(services, people.bruno, 3, "Pia: pia@example.org", "i:2")
    await forget_contact(services, people.ana, ROSA)
    rows = await database.read(lambda tx: tx.all("SELECT id FROM touches"))
    touch = await database.read(lambda tx: touches_store.get(tx, GROUP, rows[0]["id"]))
    assert touch is not None
    assert touch.low_topics == "Pia: pia@example.org"


@pytest.mark.parametrize("has_key", [True, False], ids=["by the key", "by the hashes"])
async def test_an_older_backup_forgets_them_again(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path, cipher: Cipher, clock: Clock, has_key: bool
) -> None:
    services = Services(sqlite)
    await noted(services, everybody, clock)
    if has_key:  # as in a backup of before the index: the notes are hashed anew
        await sqlite.write(lambda tx: tx.run("DELETE FROM note_prints"))
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    clock.pass_by(days=1)
    await forget_contact(services, everybody.ana, ROSA)
    await sqlite.close()
    backups.restore(copy, sqlite.path, restored_erasures.read, backups.Key(cipher, "in a test") if has_key else None)
    again = await SqliteDatabase.open(sqlite.path, cipher, clock)
    assert await left(again, Services(again), everybody) == ([("", "A boat for pia@example.org")], [""], ["Pia"])
    await again.close()


async def test_what_is_noted_after_they_were_forgotten_stays(
    sqlite: SqliteDatabase, everybody: People, tmp_path: Path, cipher: Cipher, clock: Clock
) -> None:
    services = Services(sqlite)
    await forget_contact(services, everybody.ana, ROSA)
    clock.pass_by(days=1)
    await services.keep_in_touch.add(everybody.bruno, Typed("Rosa", note=ROSA))
    copy = backups.back_up(sqlite.path, tmp_path / "copy.db").path
    await sqlite.close()
    backups.restore(copy, sqlite.path, restored_erasures.read, backups.Key(cipher, "in a test"))
    again = await SqliteDatabase.open(sqlite.path, cipher, clock)
    assert [each.note for each in await Services(again).keep_in_touch.everybody(everybody.bruno)] == [ROSA]
    await again.close()
