"""One edit a channel in five seconds, across workers and restarts; new messages wait for none."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.core.db.database import Database, Tx
from bot.core.outbox import edit_pace, queue
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import DeliveryState, Message, Outgoing
from tests.conftest import Clock

EDIT = Message(1, "need.card", "a", 7, channel_id=5, subject="a", only_edit=True)
MADE = 900
"""The id of the message that was edited."""


async def put(database: Database, *messages: Message) -> None:
    async def work(tx: Tx) -> None:
        for message in messages:
            await outbox_store.add(tx, message)

    await database.write(work)


async def taken(database: Database) -> list[Outgoing]:
    """What a worker takes and leases now."""

    async def work(tx: Tx) -> list[Outgoing]:
        return await outbox_store.sending(tx, await queue.take(tx, 64, ()))

    return await database.write(work)


async def settle(database: Database, *rows: Outgoing, message_id: int | None = MADE) -> None:
    async def work(tx: Tx) -> None:
        for row in rows:
            await outbox_store.settle(tx, row, DeliveryState.SENT, message_id=message_id)

    await database.write(work)


async def delivered(database: Database) -> list[str]:
    rows = await taken(database)
    await settle(database, *rows)
    return [row.message.key for row in rows]


async def next_due(database: Database) -> datetime | None:
    return await database.read(outbox_store.next_due)


def edits(number: int) -> list[Message]:
    """Edits of that many cards in one channel."""
    return [replace(EDIT, key=f"{card}", subject=f"{card}", record_id=card) for card in range(number)]


async def test_the_first_edit_goes_at_once_and_the_next_five_seconds_after_it(database: Database, clock: Clock) -> None:
    await put(database, *edits(3))
    assert await delivered(database) == ["0"]
    assert await delivered(database) == []
    assert await next_due(database) == clock.now + edit_pace.EVERY
    clock.pass_by(seconds=4.9)
    assert await delivered(database) == []
    clock.pass_by(seconds=0.1)
    assert await delivered(database) == ["1"]
    clock.pass_by(seconds=60)
    assert await delivered(database) == ["2"]
    clock.pass_by(seconds=5)
    await put(database, replace(EDIT, key="after a while"))
    assert await delivered(database) == ["after a while"]


async def test_what_changes_while_an_edit_waits_joins_it_and_the_last_state_wins(database: Database, clock: Clock) -> None:
    """Two hundred presses on one card in a minute."""
    made: list[tuple[int, str]] = []
    for press in range(200):
        await put(database, replace(EDIT, key=f"a{press}", detail=f"{press}"))
        rows = await taken(database)
        await settle(database, *rows)
        made += [(press, row.message.detail) for row in rows]
        clock.pass_by(seconds=0.3)
    clock.pass_by(seconds=5)
    made += [(200, row.message.detail) for row in await taken(database)]
    assert len(made) == 60 // 5 + 1
    assert [detail for _, detail in made] == [f"{min(press, 199)}" for press, _ in made], (
        "each shows what is true when it is made"
    )


async def test_new_messages_and_edits_elsewhere_wait_for_none(database: Database) -> None:
    await put(database, EDIT)
    assert await delivered(database) == ["a"]
    post = Message(1, "need.card", "post", 8, channel_id=5, subject="b")
    await put(database, *edits(1), post, replace(EDIT, key="elsewhere", channel_id=6, subject="c"))
    direct = [replace(EDIT, key=f"to a person {number}", channel_id=None, user_id=9, subject=f"p{number}") for number in range(2)]
    await put(database, *direct)
    assert await delivered(database) == ["post", "elsewhere", "to a person 0"]
    assert await delivered(database) == ["to a person 1"]


async def test_an_edit_of_nothing_makes_no_other_wait(database: Database) -> None:
    """No request was made for it."""
    await put(database, *edits(2))
    await settle(database, *await taken(database), message_id=None)
    assert await delivered(database) == ["1"]


async def test_what_a_person_caused_is_before_what_the_clock_caused(database: Database, clock: Clock) -> None:
    await put(database, *(replace(edit, may_wait=True) for edit in edits(40)))
    assert await delivered(database) == ["0"]
    await put(database, replace(EDIT, key="pressed", subject="pressed"))
    assert await delivered(database) == []
    clock.pass_by(seconds=5)
    assert await delivered(database) == ["pressed"]
    clock.pass_by(seconds=5)
    assert await delivered(database) == ["1"]


async def test_two_are_never_under_way_in_one_channel(database: Database, clock: Clock) -> None:
    """Of edits that are due together, and of one that a worker has: also after the lease of a worker that died."""
    await put(database, *(replace(edit, may_wait=True) for edit in edits(2)))
    await put(database, replace(EDIT, key="pressed", subject="pressed"))
    (pressed,) = await taken(database)
    assert pressed.message.key == "pressed"
    clock.pass_by(seconds=60)
    assert await taken(database) == []
    clock.pass_by(seconds=60)
    assert [row.id for row in await taken(database)] == [pressed.id]
    await settle(database, pressed)
    clock.pass_by(seconds=5)
    assert await delivered(database) == ["0"]


async def test_a_clock_that_was_set_back_makes_no_edit_wait_for_hours(database: Database, clock: Clock) -> None:
    await put(database, *edits(1))
    assert await delivered(database) == ["0"]
    clock.now -= timedelta(hours=3)
    await put(database, replace(EDIT, key="b"))
    assert await delivered(database) == ["b"]


async def test_a_free_channel_is_found_behind_many_that_rest(database: Database) -> None:
    """More channels rest than rows are taken at once."""
    many = 70
    first = [replace(EDIT, key=f"first {n}", channel_id=100 + n, subject=f"first {n}") for n in range(many)]
    await put(database, *first)
    assert len(await delivered(database)) + len(await delivered(database)) == many
    await put(database, *(replace(each, key=f"again {n}", subject=f"again {n}") for n, each in enumerate(first)), EDIT)
    assert await delivered(database) == ["a"]
