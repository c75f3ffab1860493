"""*Shall we talk?*, on both engines: a no can't be told from silence, by what is read, stored for others, queued or executed."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any, cast

import pytest

from bot.core.actor import Actor
from bot.core.db.database import Database, Tx
from bot.core.errors import Refused
from bot.core.outbox.kinds import kind_of
from bot.core.outbox.rows import read_row
from bot.membership.members.lifecycle import Step
from bot.membership.muted_senders import store as muted_senders_store
from bot.relationships.one_to_ones.asking import Asked
from bot.relationships.one_to_ones.model import AGREED_FOR, ASK_AGAIN, Answer
from bot.services import Services
from tests.conftest import Clock
from tests.failing import fail_at_each_statement, rows_of
from tests.people import GROUP, People, someone

KEPT = {"talk_requests", "outbox", "actions", "allowances", "log", "entries"}


async def ask(services: Services, who: Actor, other: int, action: str) -> Asked:
    return await services.talk_asking.ask(who, someone(other), action)


async def told(database: Database) -> list[tuple[str, int, bool]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT kind, user_id, only_edit FROM outbox WHERE kind LIKE 'touch%' ORDER BY id")
    )
    return [(row["kind"], row["user_id"], bool(row["only_edit"])) for row in rows]


async def test_of_a_no_silence_and_muting_the_asker_makes_the_same_happen(
    services: Services, people: People, database: Database, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    statements: list[str] = []

    class Recording:
        def __init__(self, tx: Tx) -> None:
            self._tx = tx

        def __getattr__(self, name: str) -> Any:
            found = getattr(self._tx, name)
            return partial(self._noted, found) if name in {"one", "all", "run"} else found

        def _noted(self, call: Any, sql: str, *values: object) -> Any:
            statements.append(sql)
            return call(sql, *values)

    await database.write(lambda tx: muted_senders_store.add(tx, GROUP, 1, 2))
    asked = {other: await ask(services, people.bruno, other, f"i:{other}") for other in (1, 3)}
    queued = await told(database)
    assert queued == [("touch.ask", 1, False), ("touch.ask", 3, False)], "equal rows, also for whom the other muted"
    await services.talk_asking.answer(3, asked[3].request.id, Answer.ANOTHER_TIME)
    write = database.write
    for wait in (timedelta(0), timedelta(days=14)):
        clock.now += wait
        done: list[list[str]] = []
        found: list[Asked] = []
        with monkeypatch.context() as recorded:
            recorded.setattr(database, "write", lambda work: write(lambda tx: work(cast("Tx", Recording(tx)))))
            for other in (1, 3):
                statements.clear()
                found.append(await ask(services, people.bruno, other, f"i:{other}:{wait.days}"))
                done.append([*statements])
        assert done[0] == done[1]
        assert len(done[0]) > 3
        assert found[0].request.asked_at == found[1].request.asked_at
        assert not found[0].is_agreed | found[1].is_agreed
    assert await told(database) == queued * 2


async def test_yes_is_told_once(services: Services, people: People, database: Database) -> None:
    asked = await ask(services, people.bruno, 3, "i:1")
    assert (await ask(services, people.bruno, 3, "i:1")).request == asked.request, "the same press delivered twice"
    for said in (Answer.YES, Answer.YES, Answer.ANOTHER_TIME):
        assert (await services.talk_asking.answer(3, asked.request.id, said)).request.answer is Answer.YES
    assert await told(database) == [("touch.ask", 3, False), ("touch.agreed", 2, False), ("touch.ask", 3, True)]
    assert (await ask(services, people.bruno, 3, "i:2")).is_agreed
    assert (await ask(services, people.caio, 2, "i:3")).is_agreed, "for either of the two"
    assert len(await told(database)) == 3


async def test_a_yes_holds_for_sixty_days_and_a_question_is_put_anew_after_it(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    asked = await ask(services, people.bruno, 3, "i:1")
    await services.talk_asking.answer(3, asked.request.id, Answer.YES)
    queued = await told(database)
    clock.now += AGREED_FOR - timedelta(seconds=1)
    assert (await ask(services, people.bruno, 3, "i:2")).is_agreed
    assert await told(database) == queued, "nobody is asked again"
    clock.now += timedelta(seconds=1)
    again = await ask(services, people.bruno, 3, "i:3")
    assert (again.request.answer, again.request.answered_at, again.is_agreed) == (Answer.NOTHING, None, False)
    assert await told(database) == [*queued, ("touch.ask", 3, False)]


async def test_to_a_question_of_long_ago_asking_back_is_no_yes(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await ask(services, people.caio, 2, "i:1")
    clock.now += ASK_AGAIN
    assert not (await ask(services, people.bruno, 3, "i:2")).is_agreed
    assert await told(database) == [("touch.ask", 2, False), ("touch.ask", 3, False)]


async def test_who_is_on_leave_is_not_asked(services: Services, people: People, database: Database) -> None:
    await services.leave.go(people.caio, "", "")
    with pytest.raises(Refused, match="on leave"):
        await ask(services, people.bruno, 3, "i:1")
    assert await told(database) == []


async def test_each_reads_it_in_their_own_language(services: Services, people: People, database: Database) -> None:
    await database.write(lambda tx: tx.run("UPDATE members SET chosen_language = 'en' WHERE user_id = 2"))
    await database.write(lambda tx: tx.run("UPDATE members SET chosen_language = 'pt-BR' WHERE user_id = 3"))
    asked = await ask(services, people.bruno, 3, "i:1")
    await services.talk_asking.answer(3, asked.request.id, Answer.YES)
    rows = await database.read(lambda tx: tx.all("SELECT kind, language FROM outbox WHERE kind LIKE 'touch%' AND only_edit = 0"))
    assert {tuple(row) for row in rows} == {("touch.ask", "pt-BR"), ("touch.agreed", "en")}


async def test_a_question_that_was_missed_is_put_again_while_it_is_open(
    services: Services, people: People, database: Database
) -> None:
    asked = await ask(services, people.bruno, 3, "i:1")

    async def concerns() -> bool:
        async def work(tx: Tx) -> bool:
            row = await tx.one("SELECT * FROM outbox WHERE kind = 'touch.ask' AND only_edit = 0")
            assert row is not None
            still_concerns = kind_of("touch.ask").still_concerns
            assert still_concerns is not None
            return await still_concerns(tx, read_row(tx.cipher, row).message)

        return await database.read(work)

    assert await concerns()
    await services.talk_asking.answer(3, asked.request.id, Answer.ANOTHER_TIME)
    assert not await concerns()


async def test_both_ask_at_once(services: Services, people: People, database: Database) -> None:
    await asyncio.gather(ask(services, people.bruno, 3, "i:1"), ask(services, people.caio, 2, "i:2"))
    assert [row for row in await told(database) if row[0] == "touch.agreed"] in (
        [("touch.agreed", 2, False)],
        [("touch.agreed", 3, False)],
    )


@pytest.mark.parametrize("who", [1, 2, 4, 99])
async def test_nobody_else_answers(services: Services, people: People, who: int) -> None:
    asked = await ask(services, people.bruno, 3, "i:1")
    for said in (Answer.YES, Answer.ANOTHER_TIME):
        with pytest.raises(Refused, match="nothing here by that name"):
            await services.talk_asking.answer(who, asked.request.id, said)


async def test_after_leaving_nobody_answers_or_reads(services: Services, people: People) -> None:
    asked = await ask(services, people.bruno, 3, "i:1")
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved")
    with pytest.raises(Refused, match="not a member of that group any more"):
        await services.talk_asking.answer(3, asked.request.id, Answer.YES)
    assert await services.talk_asking.get(GROUP, asked.request.id, 3) is None
    seen = await services.talk_asking.get(GROUP, asked.request.id, 2)
    assert seen is not None
    assert seen.other is None


@pytest.mark.scenario
@pytest.mark.parametrize("act", ["ask", "yes"])
async def test_nothing_is_kept_of_what_failed(services: Services, database: Database, people: People, act: str) -> None:
    if act == "yes":
        await ask(services, people.bruno, 3, "i:1")
    acts = {
        "ask": lambda: ask(services, people.bruno, 3, "i:1"),
        "yes": lambda: services.talk_asking.answer(3, 1, Answer.YES),
    }
    before = await rows_of(database, KEPT)
    number = await fail_at_each_statement(database, acts[act], lambda: rows_of(database, KEPT))
    assert await rows_of(database, KEPT) != before
    assert number > 3, "it failed at each of its statements"
