"""Keep in touch is its owner's alone: others notice nothing of it, the morning's look opens nothing, and nothing is kept of what failed."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.core.actor import Actor
from bot.core.db.database import Database, Tx
from bot.core.db.encryption import Cipher
from bot.groups import store as groups_store
from bot.membership.preferences.service import Preferences
from bot.referrals.reminders import morning_items
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.referrals.typed import Typed as ReferralTyped
from bot.relationships.keep_in_touch import service
from bot.relationships.keep_in_touch.model import ITEM, MOST_NAMED, Every
from bot.relationships.keep_in_touch.service import Typed
from bot.relationships.touches.model import Kind
from bot.services import Services
from tests.conftest import Clock
from tests.failing import fail_at_each_statement, rows_of
from tests.people import GROUP, People, someone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

KEPT = {"acquaintances", "note_prints", "touches", "morning_items", "outbox", "actions", "allowances", "log", "entries"}


async def named_in_the_morning(database: Database, clock: Clock) -> list[tuple[int, int]]:
    async def look(tx: Tx) -> list[tuple[int, int]]:
        items = await service.due(tx, await groups_store.get(tx, GROUP), clock.now, 0, 25)
        return [(each.user_id, each.record_id) for each in items]

    return await database.read(look)


async def name(database: Database, clock: Clock) -> list[tuple[int, int]]:
    """Have the morning list name whom it would."""
    found = await named_in_the_morning(database, clock)
    for user_id, record_id in found:
        await database.write(
            lambda tx, user_id=user_id, record_id=record_id: morning_items.name(tx, GROUP, user_id, tx.now, [(ITEM, record_id)])
        )
    return found


async def switch_on(services: Services, who: Actor) -> None:
    await services.of(Preferences).switch(who, "keep_in_touch", on=True)


async def test_who_is_on_a_list_and_who_is_not_make_the_same_happen(
    services: Services, people: People, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[str] = []

    class Recording:
        def __init__(self, tx: Tx) -> None:
            self._tx = tx

        def __getattr__(self, called: str) -> Any:
            found = getattr(self._tx, called)
            return partial(self._noted, found) if called in {"one", "all", "run"} else found

        def _noted(self, call: Any, sql: str, *values: object) -> Any:
            statements.append(sql)
            return call(sql, *values)

    await services.keep_in_touch.add(people.ana, Typed("", member_id=2, note="He likes chess"))
    await switch_on(services, people.ana)

    async def thank(who: Actor) -> None:
        await services.thanks.give(who, someone(1), None, ThanksTyped("Thank you"), f"f:t:{who.user_id}:n")

    async def refer(who: Actor) -> None:
        typed = ReferralTyped(f"Client {who.user_id}", f"c{who.user_id}@example.org", "A cake", "direct", "3", sure=True)
        await services.referrals.give(who, someone(1), typed, f"f:r:{who.user_id}:n")

    async def meet(who: Actor) -> None:
        await services.one_to_ones.log(who, someone(1), "", "", f"i:{who.user_id}")

    write = database.write
    acts: list[Callable[[Actor], Awaitable[None]]] = [thank, refer, meet]
    for act in acts:
        done: list[list[str]] = []
        queued: list[list[tuple[object, ...]]] = []
        for who in (people.bruno, people.caio):
            statements.clear()
            last = await database.read(lambda tx: tx.one("SELECT COALESCE(MAX(id), 0) AS id FROM outbox"))
            assert last is not None
            with monkeypatch.context() as recorded:
                recorded.setattr(database, "write", lambda work: write(lambda tx: work(cast("Tx", Recording(tx)))))
                await act(who)
            done.append([*statements])
            rows = await database.read(
                lambda tx, last=last: tx.all(
                    "SELECT kind, destination, only_edit FROM outbox WHERE id > ? ORDER BY id", last["id"]
                )
            )
            queued.append([tuple(row) for row in rows])
        assert done[0] == done[1], act.__name__
        assert queued[0] == queued[1]
        assert len(done[0]) > 3


async def test_the_morning_opens_nothing_and_names_one_of_each_list(
    services: Services, people: People, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in (people.ana, people.bruno, people.caio):
        for number in range(3):
            await services.keep_in_touch.add(who, Typed(f"Person {number}", Every.WEEK, note="x"))
    clock.now += timedelta(days=7)
    assert await named_in_the_morning(database, clock) == [], "off unless switched on"
    await switch_on(services, people.ana)
    await switch_on(services, people.caio)
    opened: list[str] = []
    whole = Cipher.open

    def counted(self: Cipher, table: str, *place: Any) -> str:
        opened.append(table)
        return whole(self, table, *place)

    with monkeypatch.context() as counting:
        counting.setattr(Cipher, "open", counted)
        assert await named_in_the_morning(database, clock) == [(1, 1), (3, 7)]
    assert "acquaintances" not in opened


async def test_ten_who_are_let_pass_are_followed_by_nobody(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    ids = [(await services.keep_in_touch.add(people.ana, Typed(f"Person {number}"))).found.id for number in range(MOST_NAMED + 2)]
    await switch_on(services, people.ana)
    clock.now += timedelta(days=30)
    named = [await name(database, clock) for _ in range(MOST_NAMED + 1)]
    assert named == [*([(1, each)] for each in ids[:MOST_NAMED]), []]
    await services.keep_in_touch.did(people.ana, ids[0], Kind.CALLED)
    assert await name(database, clock) == [(1, ids[MOST_NAMED])]
    clock.now += timedelta(days=30)
    await services.keep_in_touch.did(people.ana, ids[1], Kind.CALLED)
    await services.keep_in_touch.put_off(people.ana, ids[2])
    clock.now += timedelta(days=7)
    assert await name(database, clock) == [(1, ids[MOST_NAMED + 1])]
    for each in ids[3:]:
        await services.keep_in_touch.take_off(people.ana, each)
    assert [await name(database, clock) for _ in range(3)] == [[(1, ids[0])], [(1, ids[2])], []], "named again after a contact"


async def test_a_referral_that_came_before_the_list_was_read_is_not_asked_of(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.keep_in_touch.add(people.ana, Typed("Bruno"))
    await switch_on(services, people.ana)
    clock.now += timedelta(days=30)
    ((_, record_id),) = await name(database, clock)
    read = lambda tx: service.read_item(tx, GROUP, 1, record_id)  # noqa: E731 - the transaction's work
    assert await database.read(read) is not None
    assert await database.read(lambda tx: service.read_item(tx, GROUP, 2, record_id)) is None
    await services.thanks.give(people.bruno, someone(1), None, ThanksTyped("Thank you"), "f:t:2:n")
    assert await database.read(read) is None
    clock.now += timedelta(days=30)
    assert await name(database, clock) == [(1, record_id)], "the next time it is asked again"


@pytest.mark.scenario
async def test_nothing_is_kept_of_what_failed(services: Services, people: People, database: Database, clock: Clock) -> None:
    mine = services.keep_in_touch
    bruno = (await mine.add(people.ana, Typed("Bruno", note="b@example.org"))).found.id
    rosa = (await mine.add(people.ana, Typed("Rosa", note="rosa@example.org"))).found.id
    acts: list[Callable[[], Awaitable[object]]] = [
        lambda: mine.add(people.ana, Typed("Tom", relation="tom@example.org")),
        lambda: mine.add(people.ana, Typed("Rosa", Every.WEEK, note="r@example.org")),
        lambda: mine.did(people.ana, bruno, Kind.CALLED),
        lambda: mine.received(people.ana, rosa),
        lambda: mine.put_off(people.ana, rosa),
        lambda: mine.take_off(people.ana, rosa),
        lambda: mine.word(people.ana, 3, Kind.WROTE),
    ]
    for act in acts:
        before = await rows_of(database, KEPT)
        number = await fail_at_each_statement(database, act, lambda: rows_of(database, KEPT))
        assert await rows_of(database, KEPT) != before
        assert number > 3, "it failed at each of its statements"
