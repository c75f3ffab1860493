"""The store's file may not grow: who typed something gets it back, moderators and operator are told, and room mends it without a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from bot import doctor
from bot.core import outbox_admin
from bot.core.db.sqlite import SqliteDatabase
from bot.core.drafts import service as drafts_service
from bot.core.errors import NO_ROOM, Refused
from bot.health.pulse import Pulse
from bot.health.server import readiness
from cogs.groups import full_store
from tests.patience import until
from tests.support import MARIA, World, ids_of, said, shown, text_of

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

LONG = MARIA | {"need": "A wedding cake " * 26}
STUFFED = ("referrals", "drafts", "meta")
TOLD = "The disk of the computer that I run on is full"


async def limit(world: World, pages: int | None) -> None:
    """Let the file have so many pages more than it has; None: as many as it likes. SQLite then fails with SQLITE_FULL, as on a full disk."""
    database = world.bot.database
    assert isinstance(database, SqliteDatabase)
    (count,) = (await world.rows("PRAGMA page_count"))[0]
    most = 1_000_000 if pages is None else count + pages
    await database._writer.run(lambda connection: connection.execute(f"PRAGMA max_page_count = {most}").fetchall())


async def fill(world: World) -> None:
    """Let the file grow no more, and each row need many pages: a small one would find room within the file."""

    def stuff(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE IF NOT EXISTS stuffing (x BLOB)")
        for table in STUFFED:
            connection.execute(
                f"CREATE TEMP TRIGGER IF NOT EXISTS stuff_{table} BEFORE INSERT ON main.{table}"
                " BEGIN INSERT INTO stuffing VALUES (zeroblob(200000)); END"
            )

    await world.bot.database._writer.run(stuff)
    await limit(world, 0)


async def empty(world: World) -> None:
    def drop(connection: sqlite3.Connection) -> None:
        for table in STUFFED:
            connection.execute(f"DROP TRIGGER IF EXISTS stuff_{table}")

    await limit(world, None)
    await world.bot.database._writer.run(drop)


def told(world: World) -> list[str]:
    return [text_of(message) for message in world.moderators.history() if TOLD in text_of(message)]


async def test_what_was_typed_comes_back_and_is_sent_when_there_is_room(group: World) -> None:
    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    await fill(group)
    answer = await group.ana.submit_modal(form, LONG)
    assert said(answer).startswith(NO_ROOM)
    again = next(each for each in ids_of(shown(answer)) if each.startswith("form:again:"))
    form = await group.ana.click(shown(answer), custom_id=again)
    assert "A wedding cake" in str(form.modal)
    once_more = await group.ana.submit_modal(form, LONG)
    assert said(once_more).startswith(NO_ROOM)
    assert await group.rows("SELECT COUNT(*) FROM drafts") == [(0,)]
    await empty(group)
    form = await group.ana.click(shown(answer), custom_id=again)
    assert "R-1 is on its way" in said(await group.ana.submit_modal(form, LONG))
    assert await group.rows("SELECT COUNT(*) FROM referrals") == [(1,)]


async def test_moderators_and_operator_are_told_once_and_it_mends_itself(group: World, tmp_path: Path) -> None:
    await fill(group)
    for _ in range(3):
        assert said(await group.refer(group.ana, group.bruno)).startswith(NO_ROOM)
    await group.env.settle()
    assert len(told(group)) == 1
    assert MARIA["prospect"] not in told(group)[0]
    pulse = Pulse()
    pulse.goodword = group.bot
    assert "the store has no room" in (await readiness(pulse))[0]
    await empty(group)
    await group.env.advance_time(65)
    assert not group.bot.telemetry.is_store_full
    assert "the store has no room" not in (await readiness(pulse))[0]
    environ = {
        "GOODWORD_DATABASE__URL": f"sqlite:///{group.bot.database.path}",
        "GOODWORD_STORE__KEY": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
    }
    found = {each.what: each for each in await doctor.examine(None, environ)}
    assert "the store had no room until " in found["room"].said
    # Within ten minutes of its end it is the same trouble; after them it is told anew.
    await fill(group)
    await group.refer(group.ana, group.bruno)
    await group.env.settle()
    assert len(told(group)) == 1
    await empty(group)
    await group.env.advance_time(15 * 60)
    await fill(group)
    await group.refer(group.ana, group.bruno)
    await group.env.settle()
    assert len(told(group)) == 2
    await empty(group)


async def test_a_group_that_discord_lets_nobody_tell_keeps_no_other_from_being_told(
    group: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def send(*_: object, **__: object) -> None:
        raise discord.RateLimited(3600)

    monkeypatch.setattr(discord.PartialMessageable, "send", send)
    await fill(group)
    await group.refer(group.ana, group.bruno)
    await group.env.settle()
    (line,) = [record for record in caplog.records if "could not be told" in record.getMessage()]
    assert line.exc_info is None
    assert not [record for record in caplog.records if record.exc_info]
    await empty(group)


async def test_a_draft_in_memory_is_its_authors_alone_and_ends(group: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = group.bot.router._drafts
    await fill(group)
    number = await drafts.keep(group.guild.id, group.ana.id, "refer:form", {"need": "x" * 9000})
    assert (await drafts.get(number, group.ana.id)).typed["need"].startswith("x")
    with pytest.raises(Refused, match="fifteen minutes"):
        await drafts.get(number, group.bruno.id)
    monkeypatch.setattr(drafts_service, "MOST_IN_MEMORY", 2)
    later = [await drafts.keep(group.guild.id, group.ana.id, "refer:form", {"need": "x" * 9000}) for _ in range(2)]
    with pytest.raises(Refused, match="fifteen minutes"):
        await drafts.get(number, group.ana.id)
    assert [(await drafts.get(each, group.ana.id)).id for each in later] == later
    monkeypatch.undo()
    hers = [await drafts.keep(group.guild.id, group.ana.id, "refer:form", {"need": "x" * 9000}) for _ in range(2)]
    flood = [
        await drafts.keep(group.guild.id, group.bruno.id, "refer:form", {"need": "x" * 9000})
        for _ in range(drafts_service.MOST_OF_ONE_IN_MEMORY + 1)
    ]
    assert [(await drafts.get(each, group.ana.id)).id for each in hers] == hers, "nobody crowds out another's"
    assert [(await drafts.get(each, group.bruno.id)).id for each in flood[1:]] == flood[1:]
    with pytest.raises(Refused, match="fifteen minutes"):
        await drafts.get(flood[0], group.bruno.id)
    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    answer = await group.ana.submit_modal(form, LONG)
    again = next(each for each in ids_of(shown(answer)) if each.startswith("form:again:"))
    await empty(group)
    await group.env.advance_time(16 * 60)
    assert "fifteen minutes" in said(await group.ana.click(shown(answer), custom_id=again))
    group.refusals()


@pytest.mark.parametrize("how", ["its giver", "a moderator"])
async def test_a_draft_in_memory_of_a_client_goes_with_the_client(group: World, how: str) -> None:
    await group.refer(group.ana, group.bruno)
    drafts, typed = group.bot.router._drafts, {"prospect": "Maria Souza"}
    await fill(group)
    about_clients = [await drafts.keep(each, group.ana.id, "refer:form:3:n", typed) for each in (group.guild.id, 0)]
    other = await drafts.keep(group.guild.id, group.ana.id, "profile:form:n", typed)
    await empty(group)
    if how == "a moderator":
        await group.ana.slash(group.channel, "moderate forget", contact="maria@example.org")
    else:
        card = await group.ana.slash(group.channel, "referral", id="R-1")
        asked = await group.ana.click(shown(card), custom_id="referral:forget:1")
        await group.ana.click(shown(asked), custom_id="referral:forget_yes:1")
    for each in about_clients:
        with pytest.raises(Refused, match="fifteen minutes"):
            await drafts.get(each, group.ana.id)
    assert (await drafts.get(other, group.ana.id)).typed == typed


async def test_a_full_disk_that_the_worker_alone_meets_is_told_too(group: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody does anything: the worker can't note the time."""
    monkeypatch.setattr(full_store, "LOOK_AGAIN", 0.05)
    await fill(group)
    await group.env.advance_time(3600)
    group.bot.worker.nudge()
    await until(lambda: told(group), "the moderators' notice")
    await group.env.settle()
    assert len(told(group)) == 1
    assert group.bot.telemetry.is_store_full
    await empty(group)
    await until(lambda: not group.bot.telemetry.is_store_full, "room")
    assert await group.bot.database.read(outbox_admin.full_until) is not None, "what doctor reads"


async def test_deleting_ones_data_drops_what_memory_keeps(group: World) -> None:
    drafts = group.bot.router._drafts
    await fill(group)
    mine = await drafts.keep(group.guild.id, group.bruno.id, "refer:form", {"need": "x" * 9000})
    elsewhere = await drafts.keep(99, group.bruno.id, "refer:form", {"need": "x" * 9000})
    others = await drafts.keep(group.guild.id, group.ana.id, "refer:form", {"need": "x" * 9000})
    await empty(group)
    asked = await group.bruno.slash(group.channel, "privacy delete")
    await group.bruno.click(shown(asked), custom_id="privacy:delete:me")
    with pytest.raises(Refused, match="fifteen minutes"):
        await drafts.get(mine, group.bruno.id)
    assert (await drafts.get(elsewhere, group.bruno.id)).id == elsewhere
    assert (await drafts.get(others, group.ana.id)).id == others
