"""Changing, reopening and naming a referral; what counts follows exactly."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.core.calendar import PeriodName
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.referrals import contact_index, step_messages
from bot.referrals.model import Moved, State, Verb
from bot.referrals.transitions import Opened
from bot.referrals.typed import Typed
from bot.services import Services
from bot.weekly.boards.model import BoardName
from tests.conftest import NOON, Clock
from tests.people import GROUP, People, someone

MARIA = Typed("Maria Souza", "+55 11 98888-1234", "A wedding cake", "direct", "3")


async def give(services: Services, people: People, typed: Typed = MARIA) -> Opened:
    return await services.referrals.give(people.ana, someone(2), typed, "f:1:n")


async def counted(services: Services, people: People) -> list[tuple[int, int]]:
    board = await services.boards.board(people.ana, BoardName.GIVERS, PeriodName.ALL_TIME)
    return [(rank.standing.people, rank.standing.times) for rank in board.ranks]


async def test_what_is_reopened_counts_again_and_again_as_it_did(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    referral_id = (await give(services, people)).referral.id
    for _ in range(3):
        clock.pass_by(days=1)
        await services.referrals.move(2, referral_id, Verb.DECLINE)
        assert await counted(services, people) == []
        opened = await services.referrals.move(2, referral_id, Verb.REOPEN)
        assert opened.referral.state is State.ACCEPTED
        assert await counted(services, people) == [(1, 1)]
    rows = await database.read(lambda tx: tx.all("SELECT DISTINCT at FROM entries"))
    assert len(rows) == 1, "every round is dated as the first"


async def test_a_lead_that_agreed_was_declined_and_is_reopened_counts_once(services: Services, people: People) -> None:
    referral_id = (await give(services, people, replace(MARIA, kind="lead"))).referral.id
    assert await counted(services, people) == []
    await services.referrals.move(1, referral_id, Verb.AGREED)
    await services.referrals.move(2, referral_id, Verb.DECLINE)
    await services.referrals.move(2, referral_id, Verb.REOPEN)
    assert await counted(services, people) == [(1, 1)]


async def test_reopening_is_the_receivers_for_thirty_days(services: Services, people: People, clock: Clock) -> None:
    referral_id = (await give(services, people)).referral.id
    await services.referrals.move(2, referral_id, Verb.DECLINE)
    with pytest.raises(Refused, match="nothing here"):
        await services.referrals.move(1, referral_id, Verb.REOPEN)
    clock.pass_by(days=31)
    with pytest.raises(Refused, match="thirty days"):
        await services.referrals.move(2, referral_id, Verb.REOPEN)


async def test_nobody_but_the_clock_and_moderators_lapses_or_voids(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    for verb in (Verb.LAPSE, Verb.VOID):
        for user_id in (1, 2, 3):
            with pytest.raises(Refused, match="nothing here"):
                await services.referrals.move(user_id, referral_id, verb)


async def test_a_giver_changes_what_they_wrote_while_it_is_new(services: Services, people: People, database: Database) -> None:
    referral_id = (await give(services, people)).referral.id
    typed = Typed("Maria Silva", "maria@example.org", "", "", "5")
    for _ in range(2):
        opened = await services.referrals.edit(1, referral_id, typed, "f:1:e")
    assert (opened.referral.client.prospect, opened.referral.client.contact, opened.referral.warmth) == (
        "Maria Silva",
        "maria@example.org",
        5,
    )
    assert [moved.verb for moved in opened.history] == [Verb.EDIT]
    found = [
        await database.read(lambda tx, contact=contact: contact_index.with_contact(tx, GROUP, contact))
        for contact in ("MARIA@example.org", "11 98888 1234")
    ]
    assert found == [[referral_id], []]
    with pytest.raises(Refused, match="nothing here"):
        await services.referrals.edit(2, referral_id, typed, "f:2:e")
    await services.referrals.move(2, referral_id, Verb.ACCEPT)
    with pytest.raises(Refused, match="can't be changed"):
        await services.referrals.edit(1, referral_id, typed, "f:1:f")


async def test_a_label_is_the_receivers_alone_and_outlives_the_client(
    services: Services, people: People, database: Database
) -> None:
    referral_id = (await give(services, people)).referral.id
    with pytest.raises(Refused, match="nothing here"):
        await services.referrals.name(1, referral_id, "mine", "n")
    await services.referrals.name(2, referral_id, "kitchen, March", "n")
    await database.write(lambda tx: contact_index.wipe(tx, GROUP, referral_id))
    wiped = (await services.referrals.open(2, referral_id)).referral
    assert (wiped.client.prospect, wiped.client.contact, wiped.private_label) == ("", "", "kitchen, March")
    raw = await database.read(lambda tx: tx.all("SELECT * FROM referrals"))
    assert "kitchen" not in str([tuple(row) for row in raw]), "it may name the client, so it is sealed"


async def test_the_same_client_is_no_question_without_an_earlier_one(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    with pytest.raises(Refused, match="nothing here"):
        await services.referrals.move(2, referral_id, Verb.SAME)


async def test_moves_back_and_forth_are_two_messages_and_the_last_shows_where_it_stands(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    referral_id = (await give(services, people)).referral.id
    for _ in range(8):
        for verb in (Verb.DECLINE, Verb.REOPEN):
            clock.pass_by(minutes=1)
            await services.referrals.move(2, referral_id, verb)
    await services.referrals.move(2, referral_id, Verb.DECLINE)

    async def steps() -> list[tuple[str, int]]:
        sql = "SELECT detail, only_edit FROM outbox WHERE kind = 'referral.step' ORDER BY id"
        return [(row["detail"], row["only_edit"]) for row in await database.read(lambda tx: tx.all(sql))]

    assert await steps() == [("decline", 0), ("reopen", 0), ("decline", 1)]
    cards = "SELECT COUNT(*) AS n FROM outbox WHERE kind = 'referral.card' AND only_edit = 1"
    row = await database.read(lambda tx: tx.one(cards))
    assert row is not None
    assert row["n"] == 1
    clock.pass_by(minutes=61)
    await services.referrals.move(2, referral_id, Verb.REOPEN)
    assert (await steps())[-1] == ("reopen", 0), "after an hour it is news"


@pytest.mark.parametrize(
    ("verbs", "minutes", "versions"),
    [
        ("accept contacted no_fit", 1, [2, 3, 4]),
        ("decline reopen decline reopen contacted", 1, [2, 3, 3, 3, 6]),
        ("decline reopen decline", 31, [2, 3, 4]),
        ("edit agreed edit accept", 1, [2, 3, 2, 5]),
        ("won not_won won", 1, [2, 3, 4]),
        ("decline lapse decline", 1, [2, 3, 2]),
    ],
)
def test_which_message_shows_which_move(verbs: str, minutes: int, versions: list[int]) -> None:
    history = [
        Moved(Verb(verb), 2, NOON + timedelta(minutes=minutes * number), State.OPEN, State.OPEN)
        for number, verb in enumerate(verbs.split())
    ]
    assert step_messages.shown_in(history) == versions
