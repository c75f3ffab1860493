"""What leaves when: in order for each destination and subject, nothing before its time, nothing twice."""

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.core import outbox_admin
from bot.core.db.database import Database, Tx
from bot.core.jobs import store as jobs_store
from bot.core.outbox import missed, shown
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import MARK_FROM, DeliveryState, Message, Outgoing, Pile, Posted
from tests.conftest import NOON, Clock

CARD = Message(1, "referral.card", "a", 7, user_id=50, subject="s")


async def put(database: Database, *messages: Message) -> None:
    for message in messages:
        await database.write(lambda tx, message=message: outbox_store.add(tx, message))


async def due(database: Database, in_hand: tuple[int, ...] = ()) -> list[str]:
    return [row.message.key for row in await rows(database, in_hand)]


async def rows(database: Database, in_hand: tuple[int, ...] = ()) -> list[Outgoing]:
    return await database.read(lambda tx: outbox_store.take_due(tx, 10, in_hand))


async def settle(database: Database, state: DeliveryState = DeliveryState.SENT) -> None:
    first = (await rows(database))[0]
    await database.write(lambda tx: outbox_store.settle(tx, first, state, None if state is DeliveryState.SENT else "closed"))


async def test_a_row_comes_back_as_it_was_written(database: Database) -> None:
    message = Message(
        1, "digest", "k", 9, channel_id=5, language="both", detail="d", subject="s", only_edit=True, after="z", facts="{}"
    )
    await put(database, message)
    row = (await rows(database))[0]
    assert row.message == message
    assert (row.attempts, row.created_at, row.first_sent_at) == (0, NOON, None)


async def test_the_same_key_is_written_once(database: Database) -> None:
    await put(database, CARD, replace(CARD, record_id=8))
    assert [row.message.record_id for row in await rows(database)] == [7]


async def test_a_destination_gets_one_after_the_other(database: Database) -> None:
    await put(database, CARD, replace(CARD, key="b", subject=None), replace(CARD, key="c", user_id=51, subject=None))
    assert await due(database) == ["a", "c"]
    await settle(database)
    assert await due(database) == ["b", "c"]


async def test_an_edit_waits_for_what_it_edits_wherever_that_goes(database: Database) -> None:
    await put(database, CARD, replace(CARD, key="b", user_id=None, channel_id=9, only_edit=True))
    assert await due(database) == ["a"]


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.DEAD])
async def test_what_comes_after_another_waits_until_that_is_settled(database: Database, state: DeliveryState) -> None:
    await put(database, CARD, Message(1, "referral.line", "line", 7, channel_id=9, after="a"))
    assert await due(database) == ["a"]
    await settle(database, state)
    assert await due(database) == ["line"]


async def test_what_is_in_hand_is_not_taken_and_holds_up_its_destination(database: Database) -> None:
    await put(database, CARD, replace(CARD, key="b", subject=None))
    first = (await rows(database))[0]
    assert await due(database, (first.id,)) == []


async def test_later_is_later_and_remembers_when_it_may_have_arrived(database: Database, clock: Clock) -> None:
    await put(database, CARD)
    first = (await rows(database))[0]
    await database.write(lambda tx: outbox_store.sending(tx, [first]))
    later = NOON + timedelta(minutes=5)
    await database.write(lambda tx: outbox_store.later(tx, first, later, "503", unknown=True))
    assert await due(database) == []
    assert await database.read(outbox_store.next_due) == later
    clock.now = later
    again = (await rows(database))[0]
    assert (again.first_sent_at, again.attempts, again.nonce) == (NOON, 1, first.nonce)
    await database.write(lambda tx: outbox_store.later(tx, first, later, "403", unknown=False))
    assert (await rows(database))[0].first_sent_at is None


async def test_two_workers_never_have_one_row_in_hand(database: Database, clock: Clock) -> None:
    await put(database, CARD)
    first = (await rows(database))[0]
    taken = await asyncio.gather(*(database.write(lambda tx: outbox_store.sending(tx, [first])) for _ in range(8)))
    assert [row for rows in taken for row in rows] == [first]
    assert await due(database) == []
    clock.pass_by(minutes=2)
    assert await due(database) == ["a"], "a worker that died loses its hold"


async def test_workers_that_share_a_store_find_each_row_and_job_once_and_only_its_own_sends_it(
    database: Database, clock: Clock
) -> None:
    await put(database, *(Message(1, "digest", f"k{number}", number, channel_id=number) for number in range(30)))
    for number in range(30):
        await database.write(lambda tx, number=number: jobs_store.schedule(tx, number, "digest", f"j{number}", NOON))

    async def take(tx: Tx) -> list[Outgoing]:
        return await outbox_store.sending(tx, await outbox_store.take_due(tx, 8, (), tx.skip_locked))

    found = [row for rows in await asyncio.gather(*(database.write(take) for _ in range(5))) for row in rows]
    assert len({row.id for row in found}) == len(found) == 30
    looking = [database.write(lambda tx: jobs_store.claim_due(tx, 8)) for _ in range(5)]
    assert len({job.id for some in await asyncio.gather(*looking) for job in some}) == 30
    clock.pass_by(minutes=2)
    assert len(await rows(database)) == 10
    assert len(await database.write(lambda tx: jobs_store.claim_due(tx, 50))) == 30, "a worker that died loses its hold"
    assert len(await database.write(lambda tx: outbox_store.sending(tx, found))) == 30
    assert await database.write(lambda tx: outbox_store.sending(tx, found)) == []


async def test_at_the_start_what_was_in_hand_is_taken_up_at_once(database: Database) -> None:
    await put(database, CARD)
    first = (await rows(database))[0]
    await database.write(lambda tx: outbox_store.sending(tx, [first]))
    await database.write(outbox_store.take_back)
    assert (await rows(database))[0].first_sent_at == NOON


async def test_release_sends_what_waits_to_the_channel_of_today(database: Database) -> None:
    line = Message(1, "referral.line", "line", 7, channel_id=9)
    await put(
        database, line, Message(1, "digest", "digest", 1, channel_id=9), CARD, replace(line, key="x", group_id=2, channel_id=10)
    )
    for row in await rows(database):
        await database.write(lambda tx, row=row: outbox_store.later(tx, row, NOON + timedelta(hours=1), "403", unknown=False))
    await database.write(lambda tx: outbox_store.release(tx, 1, {"referral.line": 77, "thanks.post": 77}))
    assert {(row.message.key, row.message.channel_id) for row in await rows(database)} == {
        ("line", 77),
        ("digest", 9),
        ("a", None),
    }


async def test_a_nonce_is_short_enough_for_discord_and_belongs_to_one_row(database: Database) -> None:
    await put(database, CARD)
    (first,) = await rows(database)
    assert len(first.nonce) == 24
    await database.write(lambda tx: tx.run("DELETE FROM outbox"))
    await put(database, CARD)
    (second,) = await rows(database)
    assert second.nonce != first.nonce, "the same key again is another message"


async def test_where_something_stands_is_remembered(database: Database) -> None:
    for posted in (Posted(1, 2), Posted(3, 4)):
        await database.write(lambda tx, posted=posted: outbox_store.keep_posted(tx, 1, "s", posted))
    assert await database.read(lambda tx: outbox_store.posted(tx, 1, "s")) == Posted(3, 4)
    assert await database.read(lambda tx: outbox_store.posted(tx, 2, "s")) is None


async def test_the_queue_is_told_by_kind_and_reason(database: Database, clock: Clock) -> None:
    await put(database, CARD, replace(CARD, key="b"), replace(CARD, key="c"), Message(1, "digest", "k", 1, channel_id=9))
    await settle(database, DeliveryState.DEAD)
    taken = (await rows(database))[0]
    await database.write(lambda tx: outbox_store.sending(tx, [taken]))
    clock.pass_by(minutes=1)
    await put(database, Message(1, "digest", "l", 1, channel_id=9))
    assert await database.read(outbox_admin.unsaid) == [
        Pile(DeliveryState.PENDING, "digest", "", 2, NOON),
        Pile(DeliveryState.PENDING, "referral.card", "", 2, NOON),
        Pile(DeliveryState.DEAD, "referral.card", "closed", 1, NOON),
    ]


async def test_people_are_served_before_what_the_clock_brings(database: Database, clock: Clock) -> None:
    await put(database, *(Message(n, "digest", f"d{n}", n, channel_id=n) for n in range(1, 6)))
    clock.pass_by(minutes=1)
    await put(database, CARD)
    found = await database.read(lambda tx: outbox_store.take_due(tx, 3, ()))
    assert [row.message.key for row in found] == ["a", "d1", "d2"]


async def test_what_a_channel_refused_rests_with_all_behind_it_and_is_given_up_together(database: Database, clock: Clock) -> None:
    line = Message(1, "referral.line", "line", 7, channel_id=9)
    await put(database, line, replace(line, key="behind"), replace(line, key="elsewhere", channel_id=10))
    first = (await rows(database))[0]
    hour = NOON + timedelta(hours=1)
    await database.write(lambda tx: outbox_store.later(tx, first, hour, "50013", unknown=False))
    await database.write(lambda tx: outbox_store.shut(tx, first.message, hour))
    assert await due(database) == ["elsewhere"]
    clock.now = hour
    assert await due(database) == ["elsewhere", "line"]
    await put(database, replace(line, key="new"))
    await database.write(lambda tx: outbox_store.bury(tx, first, hour, "50013"))
    await database.write(lambda tx: outbox_store.shut(tx, first.message, hour + timedelta(hours=1)))
    assert await due(database) == ["elsewhere"]
    clock.pass_by(hours=1)
    assert await due(database) == ["elsewhere", "new"], "what is younger waits on"


async def test_an_old_digest_that_no_channel_took_gives_way_to_a_newer_one(database: Database, clock: Clock) -> None:
    old = Message(1, "digest", "old", 1, channel_id=9)
    await put(database, old, replace(old, key="old:2"), CARD, replace(old, key="of another", group_id=2, channel_id=8))
    clock.pass_by(days=7)
    await put(database, replace(old, key="new"))
    database.trusts_clock = lambda: False
    await database.write(lambda tx: outbox_store.supersede(tx, 1, "digest", NOON + timedelta(days=6)))
    assert await due(database) == ["a", "old", "of another"], "by a wrong clock nothing is old"
    database.trusts_clock = lambda: True
    await database.write(lambda tx: outbox_store.supersede(tx, 1, "digest", NOON + timedelta(days=6)))
    assert await due(database) == ["a", "of another", "new"]


async def test_refused_after_an_unknown_outcome_it_is_still_looked_for(database: Database) -> None:
    await put(database, CARD)
    for problem, unknown in (("503", True), ("50013", False)):
        row = (await rows(database))[0]
        await database.write(lambda tx, row=row: outbox_store.sending(tx, [row]))
        await database.write(lambda tx, row=row, p=problem, u=unknown: outbox_store.later(tx, row, NOON, p, unknown=u))
    assert (await rows(database))[0].first_sent_at == NOON


async def test_a_group_has_one_pending_job_of_a_kind_and_a_done_key_stays_done(database: Database, clock: Clock) -> None:
    for key in ("w1", "w2"):
        assert await database.write(lambda tx, key=key: jobs_store.schedule(tx, 1, "digest", key, NOON))
    found = await database.read(lambda tx: jobs_store.due(tx, 10))
    assert [job.key for job in found] == ["w2"]
    assert await database.write(lambda tx: jobs_store.finish(tx, found[0]))
    assert not await database.write(lambda tx: jobs_store.finish(tx, found[0]))
    assert not await database.write(lambda tx: jobs_store.schedule(tx, 1, "digest", "w2", NOON))


async def test_a_postponed_job_keeps_its_hour_and_waits(database: Database, clock: Clock) -> None:
    await database.write(lambda tx: jobs_store.schedule(tx, 1, "digest", "w1", NOON))
    job = (await database.read(lambda tx: jobs_store.due(tx, 10)))[0]
    await database.write(lambda tx: jobs_store.postpone(tx, job, NOON + timedelta(minutes=1)))
    assert await database.read(lambda tx: jobs_store.due(tx, 10)) == []
    clock.pass_by(minutes=1)
    assert (await database.read(lambda tx: jobs_store.due(tx, 10)))[0].due_at == NOON


async def test_what_was_settled_or_done_long_ago_is_swept_out_and_nothing_else(database: Database, clock: Clock) -> None:
    await put(database, replace(CARD, facts="names"))
    await settle(database)
    await database.write(lambda tx: jobs_store.schedule(tx, 1, "digest", "w1", NOON))
    job = (await database.read(lambda tx: jobs_store.due(tx, 10)))[0]
    await database.write(lambda tx: jobs_store.finish(tx, job))
    clock.pass_by(days=40)
    await put(database, replace(CARD, key="b"))
    assert [await database.write(sweep) for sweep in (outbox_store.sweep, jobs_store.sweep)] == [0, 0]
    clock.pass_by(seconds=1)
    database.trusts_clock = lambda: False
    assert [await database.write(sweep) for sweep in (outbox_store.sweep, jobs_store.sweep)] == [0, 0], "by a wrong clock"
    database.trusts_clock = lambda: True
    assert [await database.write(sweep) for sweep in (outbox_store.sweep, jobs_store.sweep)] == [1, 1]
    left = await database.read(lambda tx: tx.all("SELECT key FROM outbox UNION ALL SELECT key FROM jobs"))
    assert [row["key"] for row in left] == ["b"]


async def test_settled_rows_keep_no_names_and_a_last_deed_leaves_nothing(database: Database) -> None:
    await put(database, replace(CARD, facts="names"), replace(CARD, key=f"{outbox_store.PARTING}1", user_id=None, subject=None))
    await settle(database)
    await settle(database)
    left = await database.read(lambda tx: tx.all("SELECT key, facts FROM outbox"))
    assert [tuple(row) for row in left] == [("a", "")]


async def test_what_waits_for_another_holds_up_nothing_and_keeps_its_place(database: Database, clock: Clock) -> None:
    """The direct message is in trouble; its public line waits, and the channel goes on."""
    line = Message(1, "referral.line", "line", 7, channel_id=9, subject="line", after="a")
    await put(database, CARD, line, replace(line, key="line:edit", only_edit=True, after=None))
    await put(database, *(replace(line, key=f"other {n}", subject=None, after=None) for n in (1, 2)))
    await put(database, replace(line, key="other edit", subject="other", only_edit=True, after=None))
    card = (await rows(database))[0]
    assert card.message == CARD
    later = NOON + timedelta(minutes=10)
    await database.write(lambda tx: outbox_store.later(tx, card, later, "40003", unknown=False))
    assert await due(database) == ["other 1", "other edit"]
    await settle(database)
    assert await due(database) == ["other 2", "other edit"]
    clock.now = later
    await database.write(lambda tx: outbox_store.settle(tx, card, DeliveryState.SENT))
    assert await due(database) == ["line", "other edit"], "in the order in which they were written"
    await settle(database)
    assert await due(database) == ["line:edit", "other 2"], "what is free to go goes one after the other"


async def test_a_change_that_cannot_be_made_keeps_nothing_from_being_said(database: Database) -> None:
    await put(database, replace(CARD, key="edit", only_edit=True), replace(CARD, key="next", subject=None))
    edit = (await rows(database))[0]
    await database.write(lambda tx: outbox_store.later(tx, edit, NOON + timedelta(hours=1), "50007", unknown=False))
    await database.write(lambda tx: outbox_store.shut(tx, edit.message, NOON + timedelta(hours=1)))
    assert await due(database) == ["next"]


@pytest.mark.parametrize("unknown", [True, False])
async def test_what_is_given_up_after_an_unknown_outcome_stays_until_it_was_looked_for(
    database: Database, clock: Clock, unknown: bool
) -> None:
    await put(database, CARD)
    row = (await rows(database))[0]
    await database.write(lambda tx: outbox_store.sending(tx, [row]))
    await database.write(lambda tx: outbox_store.settle(tx, row, DeliveryState.DEAD, "TimeoutError", unknown=unknown))
    clock.pass_by(days=50)
    assert await database.write(outbox_store.sweep) == (0 if unknown else 1)
    found = await database.read(lambda tx: shown.unsure(tx, 1, "s"))
    assert [(each.id, each.mark) for each in found] == ([(row.id, row.mark)] if unknown else [])
    assert await database.read(lambda tx: shown.spoken_of(tx, 1, ["s", "t"])) == (["s"] if unknown else [])
    await database.write(lambda tx: shown.looked_for(tx, row))
    assert await database.read(lambda tx: shown.unsure(tx, 1, "s")) == []
    assert await database.write(outbox_store.sweep) == (1 if unknown else 0)


async def test_a_mark_is_no_others_even_where_ids_come_again(database: Database) -> None:
    await put(database, *(replace(CARD, key=f"{n}", user_id=n, subject=None) for n in range(9)))
    marks = {row.mark for row in await rows(database)}
    assert len(marks) == 9
    assert all(MARK_FROM <= mark < 2**31 for mark in marks)


async def test_what_somebody_missed_is_found_and_said_as_it_was(database: Database) -> None:
    step = Message(1, "referral.step", "step", 7, user_id=50, facts="receiver", detail="lapse")
    await put(database, step, replace(step, key="other", user_id=51))
    for row in await rows(database):
        await database.write(lambda tx, row=row: missed.miss(tx, row, f"{missed.CLOSED} (50007)"))
    assert await due(database) == []
    found = await database.read(lambda tx: missed.of_person(tx, 50))
    assert [each.message for each in found] == [step]
    await database.write(lambda tx: missed.say_again(tx, found[0]))
    assert [row.message for row in await rows(database)] == [step]


async def test_edits_of_one_message_that_wait_together_are_one_and_the_last_counts(database: Database) -> None:
    step = Message(1, "referral.step", "a", 7, user_id=50, subject="s", detail="accept", only_edit=True)
    later = Message(1, "referral.card", "d", 7, user_id=50, subject="s", only_edit=True)
    await put(
        database,
        replace(step, may_wait=True),
        *(replace(step, key=f"b{number}", detail=f"{number}") for number in range(20)),
        later,
    )
    waiting = await rows(database)
    assert [(row.message.key, row.message.detail) for row in waiting] == [("a", "19")]
    stored = await database.read(lambda tx: tx.all("SELECT kind, urgency FROM outbox ORDER BY id"))
    assert [(row["kind"], row["urgency"]) for row in stored] == [("referral.step", 0), ("referral.card", 0)]
    await database.write(lambda tx: outbox_store.sending(tx, waiting))
    await put(database, *(replace(step, key=f"c{number}", detail=f"{number}") for number in range(20)))
    sql = "SELECT key, detail FROM outbox WHERE kind = 'referral.step' ORDER BY id"
    left = [(row["key"], row["detail"]) for row in await database.read(lambda tx: tx.all(sql))]
    assert left == [("a", "19"), ("c0", "19")], "what is being sent may show an earlier state"


async def test_an_edit_takes_over_sealed_facts_and_the_language(database: Database) -> None:
    edit = replace(CARD, detail="old", facts="{}", only_edit=True)
    await put(database, edit, replace(edit, key="b", detail="new", facts="{1}", language="pt-BR", record_id=8))
    (row,) = await rows(database)
    assert (row.message.detail, row.message.facts, row.message.language, row.message.record_id) == ("new", "{1}", "pt-BR", 8)
