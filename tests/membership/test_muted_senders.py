"""Whom a mute concerns: of each message to one person whoever caused it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox.kinds import kind_of
from bot.core.outbox.rows import read_row
from bot.introductions.model import Answer as Said
from bot.introductions.service import Typed as Introduced
from bot.relationships.one_to_ones.model import Answer
from tests.passing import MARIA
from tests.people import someone

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx
    from bot.services import Services
    from tests.people import People


async def senders(database: Database) -> dict[tuple[str, int], int | None]:
    """By the kind and the addressee of what was queued whose mute keeps it back."""

    async def work(tx: Tx) -> dict[tuple[str, int], int | None]:
        found: dict[tuple[str, int], int | None] = {}
        for row in await tx.all("SELECT * FROM outbox WHERE user_id IS NOT NULL AND only_edit = 0"):
            sender = kind_of(row["kind"]).sender
            message = read_row(tx.cipher, row).message
            found[row["kind"], row["user_id"]] = None if sender is None else await sender(tx, message)
        return found

    return await database.read(work)


async def test_of_an_introduction_its_connector_is_muted(services: Services, people: People, database: Database) -> None:
    await services.introductions.propose(people.ana, someone(2), someone(3), Introduced("You should meet"), "f:intro:1:n")
    for user_id in (2, 3):
        await services.introductions.answer(user_id, 1, Said.YES)
    await services.referrals.give(people.bruno, someone(3), MARIA, "f:2:n")
    found = await senders(database)
    assert {key: sender for key, sender in found.items() if key[0].startswith("introduction.")} == {
        ("introduction.proposed", 2): 1,
        ("introduction.proposed", 3): 1,
        ("introduction.made", 2): None,  # both said yes
        ("introduction.made", 3): None,
        ("introduction.outcome", 1): None,
        ("introduction.followed", 1): 2,
    }


async def test_of_a_talk_the_other_of_the_two_is_muted(services: Services, people: People, database: Database) -> None:
    asked = await services.talk_asking.ask(people.bruno, someone(3), "i:ask")
    await services.talk_asking.answer(3, asked.request.id, Answer.YES)
    await services.talk_planning.plan(people.bruno, someone(3), "2026-11-30 10:00", "", "i:plan")
    await services.one_to_ones.log(people.ana, someone(3), "", "", "i:log")
    found = await senders(database)
    assert {key: sender for key, sender in found.items() if key[0].startswith("touch.")} == {
        ("touch.ask", 3): 2,
        ("touch.agreed", 2): 3,
        ("touch.planned", 3): 2,
        ("touch.confirm", 3): 1,
    }
