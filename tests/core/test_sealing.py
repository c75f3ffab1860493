"""What people wrote and how to reach them is sealed in the store, an older store's too; what is not sealed PRIVACY.md lists."""

import re
from pathlib import Path

import pytest

from bot.core.db.database import Database
from bot.core.db.encryption import Cipher
from bot.core.db.open import open_database
from bot.core.declarations import declared
from bot.core.sealing import service, store
from bot.services import Services
from tests.conftest import KEY, Clock, tables_of
from tests.core.test_migrations import Postgres, Sqlite
from tests.people import GROUP
from tests.sealed import opened, readable

PRIVACY = Path(__file__).parents[2] / "PRIVACY.md"
HEADING = "## What is not encrypted, and why"
TEXTS = {"TEXT", "BLOB", "text", "bytea"}
Store = Sqlite | Postgres


@pytest.fixture(params=["sqlite", "postgres"])
async def emptied(request: pytest.FixtureRequest, tmp_path: Path):
    if request.param == "sqlite":
        yield Sqlite(tmp_path / "old.db")
        return
    async with Postgres.empty(request.getfixturevalue("postgres_server")) as made:
        yield made


def listed() -> set[str]:
    """The columns that PRIVACY.md says are not encrypted."""
    section = PRIVACY.read_text(encoding="utf-8").partition(HEADING)[2].partition("\n## ")[0]
    found = re.findall(r"`(\w+)\.([\w, ]+)`", section)
    return {f"{table}.{column.strip()}" for table, columns in found for column in columns.split(",")}


async def test_each_column_of_text_is_sealed_or_privacy_says_why_not(emptied: Store, clock: Clock) -> None:
    await (await open_database(emptied.address, Cipher(KEY), clock)).close()
    columns = {f"{table}.{column}" for table, column, kind in await emptied.columns() if kind in TEXTS}
    sealed = {f"{table.name}.{column}" for table in declared().tables.values() for column in table.sealed}
    assert sealed <= columns
    assert listed() - {f"{name}" for name in columns} == set(), "PRIVACY.md names columns that are none"
    assert listed() & sealed == set(), "PRIVACY.md says that these are not encrypted"
    assert columns - sealed - listed() == set(), "neither sealed nor in PRIVACY.md"


WORDS = {
    "members": {"contact": "wrote@example.org", "offer": "bread", "away_note": "skiing", "goals": ""},
    "thanks": {"message": "so kind"},
    "log": {"before": '{"seat": "Baker"}', "after": "{}", "reason": "rude"},
    "application_notes": {"text": "do you deliver?"},
    "roll_import_changes": {"before": None, "after": '{"name": "Ana"}'},
    "outbox": {"detail": "too late", "facts": ""},
}
ROWS = 5


async def write_readable(database: Database) -> None:
    """Rows of each table as a version wrote them that sealed clients' data only."""
    columns = {
        "members": "(group_id, user_id, name, status, seat, business, ideal_referral, links, contact, offer, away_note, goals)"
        " VALUES (?, ?, 'Ana', 'active', 'Baker', '', '', '', ?, ?, ?, ?)",
        "thanks": "(group_id, number, author_id, thanked_id, business, at, message) VALUES (?, ?, 1, 2, 'new', 5, ?)",
        "log": "(group_id, at, actor_id, action, target, before, after, reason) VALUES (?, ?, 1, 'x', 'y', ?, ?, ?)",
        "application_notes": "(group_id, applicant_id, author_id, at, text) VALUES (?, ?, 1, 7, ?)",
        "roll_import_changes": "(group_id, import_id, member_id, before, after) VALUES (?, 1, ?, ?, ?)",
        "outbox": "(group_id, key, nonce, kind, record_id, destination, language, only_edit, state, created_at, not_before, detail, facts)"
        " VALUES (?, ?, 'n', 'member.decline', 1, 'd', 'en', 0, 'sent', 1, 1, ?, ?)",
    }
    for number in range(1, ROWS + 1):
        for table, sql in columns.items():
            key: object = f"key {number}" if table == "outbox" else number
            values = (GROUP, key, *WORDS[table].values())
            await database.write(lambda tx, table=table, sql=sql, values=values: tx.run(f"INSERT INTO {table} {sql}", *values))


async def assert_readable_by_the_key_alone(database: Database) -> None:
    for table, words in WORDS.items():
        assert await opened(database, table, *words) == [tuple(word or "" for word in words.values())] * ROWS
        raw = await database.read(lambda tx, table=table: tx.all(f"SELECT * FROM {table}"))
        text = str([tuple(row) for row in raw])
        assert not [word for word in words.values() if word and word != "{}" and word in text], table


async def test_what_stood_readable_is_sealed_once(database: Database, services: Services, people: object) -> None:
    await database.write(lambda tx: tx.run("DELETE FROM log"))
    await database.write(lambda tx: tx.run("DELETE FROM members"))
    await database.write(lambda tx: tx.run("DELETE FROM outbox"))
    await write_readable(database)
    before = {table: await readable(database, table) for table in await tables_of(database)}
    assert await services.sealing.finish() == ROWS * len(WORDS)
    after = {table: await readable(database, table) for table in await tables_of(database)}
    assert {table: _sorted(text) for table, text in after.items() if table != "meta"} == {
        table: _sorted(text) for table, text in before.items() if table != "meta"
    }
    await assert_readable_by_the_key_alone(database)
    assert await services.sealing.finish() == 0


def _sorted(text: str) -> list[str]:
    return sorted(text.splitlines())


async def test_a_start_that_is_killed_on_the_way_goes_on(
    database: Database, services: Services, people: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each of its transactions; what is sealed and what is not can be read meanwhile."""
    for table in ("log", "members", "outbox"):
        await database.write(lambda tx, table=table: tx.run(f"DELETE FROM {table}"))
    await write_readable(database)
    monkeypatch.setattr(service, "BATCH", 2)
    seal_page, steps, deaths = store.seal_page, 0, 0

    async def dies(*given):
        nonlocal steps
        page = await seal_page(*given)
        steps += 1
        if steps > deaths:
            raise RuntimeError("killed")
        return page

    monkeypatch.setattr(store, "seal_page", dies)
    while True:
        steps = 0
        try:
            await services.sealing.finish()
        except RuntimeError:
            deaths += 1
            for table, words in WORDS.items():
                assert await opened(database, table, *words) == [tuple(word or "" for word in words.values())] * ROWS
        else:
            break
    assert deaths > len(WORDS)
    await assert_readable_by_the_key_alone(database)


async def test_what_can_not_be_opened_stays_and_holds_nothing_up(
    database: Database, services: Services, people: object, caplog: pytest.LogCaptureFixture
) -> None:
    await write_readable_of_thanks(database)
    await services.sealing.finish()
    assert "stays as it is" in caplog.text
    found = await database.read(lambda tx: tx.all("SELECT message FROM thanks ORDER BY number"))
    assert found[0]["message"] == SPOILED
    assert "so kind" not in found[1]["message"]


SPOILED = "\x02" + "c3BvaWxlZCBieSBzb21ldGhpbmcgb3IgYW5vdGhlcg=="


async def write_readable_of_thanks(database: Database) -> None:
    for number, message in enumerate((SPOILED, "so kind"), start=1):
        await database.write(
            lambda tx, number=number, message=message: tx.run(
                "INSERT INTO thanks (group_id, number, author_id, thanked_id, business, at, message) VALUES (?, ?, 1, 2, 'new', 5, ?)",
                GROUP,
                number,
                message,
            )
        )
