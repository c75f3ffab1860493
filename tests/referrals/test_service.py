"""Passing a referral: counted once, moved by whom it may be, told to whom it concerns."""

import asyncio
from pathlib import Path

import pytest

from bot.admin.setup import Changes
from bot.core.db.database import Database
from bot.core.errors import Refused, not_found
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.referrals.model import Box, Kind, Party, State, Verb
from bot.referrals.thanks.service import Typed as Words
from bot.referrals.typed import Typed
from bot.services import Services
from tests import sealed
from tests.conftest import Clock, tables_of
from tests.passing import MARIA, give, helped
from tests.people import People, actor, someone


async def outbox(database: Database) -> list[tuple[str, str, int]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT kind, detail, only_edit FROM outbox WHERE kind LIKE 'referral%' ORDER BY id")
    )
    return [tuple(row) for row in rows]


async def test_a_referral_is_kept_counted_and_announced(services: Services, people: People, database: Database) -> None:
    opened = await give(services, people)
    assert opened.referral.label == "R-1"
    assert (opened.me, opened.receiver_name) == (Party.GIVER, "Bruno")
    assert await helped(services, people) == {"Ana": (1, 1)}
    assert await outbox(database) == [("referral.card", "", 0), ("referral.line", "", 0)]
    seen = await services.referrals.open(people.bruno.user_id, opened.referral.id)
    assert seen.referral.client.contact == "maria@example.org"
    assert seen.moves == (Verb.ACCEPT, Verb.CONTACTED, Verb.WON, Verb.DECLINE)


async def test_the_same_form_twice_is_one_referral(services: Services, people: People, database: Database) -> None:
    first, second = await give(services, people), await give(services, people)
    assert first.referral.id == second.referral.id
    assert (await give(services, people, key="f:1:other")).referral.number == 2
    assert len([row for row in await outbox(database) if row[0] == "referral.card"]) == 2


async def test_a_refused_form_uses_up_neither_key_nor_number(services: Services, people: People) -> None:
    with pytest.raises(Refused):
        await give(services, people, Typed("Maria", "nope", "", "direct", "1"))
    assert (await give(services, people)).referral.number == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (Typed("", "m@example.org", "", "direct", "1"), "Client's name"),
        (Typed("\u200b", "m@example.org", "", "direct", "1"), "Client's name"),
        (Typed("Maria", "call her", "", "direct", "1"), "Their phone, e-mail or link"),
        (Typed("Maria", "m@example.org", "x" * 401, "direct", "1"), "What they need"),
        (Typed("M" * 201, "m@example.org", "", "direct", "1"), "Client's name"),
    ],
)
async def test_a_bad_field_is_refused_by_its_name(services: Services, people: People, typed: Typed, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        await give(services, people, typed)
    assert refusal.value.sentence.params["field"].text == field


@pytest.mark.parametrize(("kind", "warmth"), [("", "1"), ("direct", "9"), ("direct", "0"), ("direct", "x"), ("nope", "1")])
async def test_forged_choices_are_refused(services: Services, people: People, kind: str, warmth: str) -> None:
    with pytest.raises(Refused):
        await give(services, people, Typed("Maria", "m@example.org", "", kind, warmth))


@pytest.mark.parametrize(
    ("kind", "chosen", "kept"),
    [("direct", "", 0), ("direct", "1", 1), ("direct", "5", 5), ("lead", "3", 0), ("own", "5", 0), ("lead", "", 0)],
)
async def test_warmth_is_optional_and_read_where_the_client_said_yes(
    services: Services, people: People, kind: str, chosen: str, kept: int
) -> None:
    opened = await give(services, people, Typed("Maria", "m@example.org", "", kind, chosen))
    again = await services.referrals.open(people.bruno.user_id, opened.referral.id)
    assert (opened.referral.warmth, again.referral.warmth) == (kept, kept)


@pytest.mark.parametrize(
    ("receiver", "said"),
    [
        (someone(1), "yourself"),
        (Person(9, "Robot", is_bot=True), "bot"),
        (someone(4), "not a member"),
        (Person(4), "not a member"),
    ],
)
async def test_only_another_active_member_can_receive(services: Services, people: People, receiver: Person, said: str) -> None:
    with pytest.raises(Refused, match=said):
        await services.referrals.receiver(people.ana, receiver)
    with pytest.raises(Refused, match=said):
        await services.referrals.give(people.ana, receiver, MARIA, "f:1:n")


async def test_only_members_give(services: Services, people: People) -> None:
    with pytest.raises(Refused, match="/join"):
        await services.referrals.give(people.duda, someone(2), MARIA, "f:4:n")
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "moved away")
    with pytest.raises(Refused, match="/join"):
        await services.referrals.give(people.caio, someone(2), MARIA, "f:3:n")


async def test_before_set_up_nothing_is_done(services: Services) -> None:
    with pytest.raises(Refused, match="not set up"):
        await services.referrals.give(actor(1, group_id=555), someone(2), MARIA, "f:1:n")


async def test_a_stranger_reads_the_same_words_as_for_nothing(services: Services, people: People) -> None:
    opened = await give(services, people)
    for user_id, referral_id in ((3, opened.referral.id), (2, 999), (2, -1), (2, 2**62)):
        for attempt in (
            services.referrals.open(user_id, referral_id),
            services.referrals.contact(user_id, referral_id),
            services.referrals.move(user_id, referral_id, Verb.ACCEPT),
            services.referrals.check(user_id, referral_id, Verb.DECLINE),
        ):
            with pytest.raises(Refused) as refusal:
                await attempt
            assert refusal.value.sentence == not_found().sentence
    for who, number in ((people.caio, 1), (people.bruno, 2)):
        with pytest.raises(Refused) as refusal:
            await services.referrals.open_number(who, number)
        assert refusal.value.sentence == not_found().sentence


async def test_whoever_belongs_no_more_only_protects_the_client(services: Services, people: People) -> None:
    got = (await services.referrals.give(people.ana, someone(3), MARIA, "f:1:n")).referral.id
    gave = (await services.referrals.give(people.caio, someone(2), MARIA, "f:3:n")).referral.id
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved away")
    for attempt in (
        *(services.referrals.move(3, got, verb) for verb in (Verb.ACCEPT, Verb.CONTACTED, Verb.DECLINE)),
        services.referrals.check(3, got, Verb.DECLINE),
        services.referrals.contact(3, got),
        services.referrals.edit(3, gave, MARIA, "f:3:e"),
    ):
        with pytest.raises(Refused, match="not a member of that group any more"):
            await attempt
    assert (await services.referrals.move(3, gave, Verb.WITHDRAW)).referral.state is State.WITHDRAWN
    assert (await services.referrals.open(1, got)).referral.state is State.OPEN


async def test_another_group_does_not_see_the_number(services: Services, people: People) -> None:
    await give(services, people)
    elsewhere = actor(1, group_id=777)
    await services.setup.set_up(elsewhere, Changes(), 1)
    with pytest.raises(Refused, match="nothing here"):
        await services.referrals.open_number(elsewhere, 1)


async def test_the_way_to_a_decline_reverses_what_counted(services: Services, people: People, database: Database) -> None:
    opened = await give(services, people)
    await services.referrals.move(2, opened.referral.id, Verb.ACCEPT)
    declined = await services.referrals.move(2, opened.referral.id, Verb.DECLINE, "too busy")
    assert declined.referral.state is State.DECLINED
    assert await helped(services, people) == {}
    seen = await services.referrals.open(1, opened.referral.id)
    assert [(moved.verb, moved.reason) for moved in seen.history] == [(Verb.ACCEPT, ""), (Verb.DECLINE, "too busy")]
    steps = [row for row in await outbox(database) if row[0] == "referral.step"]
    assert [detail for _, detail, _ in steps] == ["accept", "decline"]
    with pytest.raises(Refused, match="not shown"):
        await services.referrals.contact(2, opened.referral.id)


async def test_pressing_twice_moves_once(services: Services, people: People, database: Database) -> None:
    opened = await give(services, people)
    for _ in range(3):
        moved = await services.referrals.move(2, opened.referral.id, Verb.ACCEPT)
    assert (moved.referral.state, moved.referral.version) == (State.ACCEPTED, 2)
    assert len([row for row in await outbox(database) if row[0] == "referral.step"]) == 1


async def test_undo_is_for_ten_minutes_and_for_the_giver(services: Services, people: People, clock: Clock) -> None:
    opened = await give(services, people)
    with pytest.raises(Refused):
        await services.referrals.move(2, opened.referral.id, Verb.UNDO)
    clock.pass_by(minutes=11)
    with pytest.raises(Refused, match="ten minutes"):
        await services.referrals.move(1, opened.referral.id, Verb.UNDO)
    withdrawn = await services.referrals.move(1, opened.referral.id, Verb.WITHDRAW)
    assert withdrawn.referral.state is State.WITHDRAWN
    assert await helped(services, people) == {}


async def test_a_lead_counts_from_when_its_person_agreed(services: Services, people: People, clock: Clock) -> None:
    opened = await give(services, people, Typed("Maria", "m@example.org", "", "lead", "1"))
    assert await helped(services, people) == {}
    clock.pass_by(days=7)
    agreed = await services.referrals.move(1, opened.referral.id, Verb.AGREED)
    assert agreed.referral.kind is Kind.DIRECT
    assert await helped(services, people) == {"Ana": (1, 1)}


async def test_a_lead_that_became_a_job_can_still_count(services: Services, people: People) -> None:
    opened = await give(services, people, Typed("Maria", "m@example.org", "", "lead", "1"))
    await services.thanks.give(people.bruno, someone(1), opened.referral.id, Words("Thank you!"), "t:2:1")
    assert await helped(services, people) == {}
    agreed = await services.referrals.move(1, opened.referral.id, Verb.AGREED)
    assert agreed.referral.state is State.WON
    assert await helped(services, people) == {"Ana": (1, 1)}


async def test_lists_put_first_what_waits_for_oneself(services: Services, people: People, clock: Clock) -> None:
    waiting = await give(services, people)
    clock.pass_by(minutes=1)
    done = await give(services, people, key="f:1:2")
    await services.referrals.move(2, done.referral.id, Verb.ACCEPT)
    await services.referrals.move(2, done.referral.id, Verb.NO_FIT)
    clock.pass_by(minutes=1)
    given = await services.referrals.give(people.bruno, someone(3), MARIA, "f:2:1")
    listed = (await services.referrals.list(people.bruno, Box.ALL, None, 10)).entries
    assert [(referral.id, name) for referral, name in listed] == [
        (waiting.referral.id, "Ana"),
        (given.referral.id, "Caio"),
        (done.referral.id, "Ana"),
    ]
    for box, state, expected in (
        (Box.GIVEN, None, [given]),
        (Box.RECEIVED, State.NO_FIT, [done]),
        (Box.RECEIVED, None, [waiting, done]),
    ):
        found = (await services.referrals.list(people.bruno, box, state, 10)).entries
        assert [referral.id for referral, _ in found] == [each.referral.id for each in expected]
    assert (await services.referrals.list(people.bruno, Box.ALL, None, 10, offset=3)).entries == ()


async def test_no_clients_data_outside_its_sealed_columns(
    services: Services, people: People, database: Database, tmp_path: Path
) -> None:
    opened = await give(services, people)
    await services.referrals.move(2, opened.referral.id, Verb.ACCEPT)
    await services.referrals.move(2, opened.referral.id, Verb.NO_FIT, "Maria wanted pies")
    for table in await tables_of(database):
        rows = await database.read(lambda tx, name=table: tx.all(f"SELECT * FROM {name}"))
        assert not any(word in str(tuple(row)) for row in rows for word in ("Maria", "maria@", "wedding", "pies")), table
    raw = b"".join(path.read_bytes() for path in await asyncio.to_thread(lambda: list(tmp_path.iterdir())))
    assert not any(word in raw for word in (b"Maria", b"maria@", b"wedding", b"pies"))


async def test_the_log_says_who_did_what_without_the_client(services: Services, people: People, database: Database) -> None:
    given = await give(services, people)
    await services.referrals.move(2, given.referral.id, Verb.ACCEPT)
    rows = await sealed.opened(
        database, "log", "actor_id", "action", "target", "before", "after", where="action LIKE 'referral%'"
    )
    assert [row[:3] for row in rows] == [(1, "referral.give", "R-1"), (2, "referral.accept", "R-1")]
    assert '"open"' in rows[1][3]
    assert '"accepted"' in rows[1][4]
