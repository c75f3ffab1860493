"""Who helped, and that it counts: on both engines."""

import asyncio

import pytest

from bot.asks import helps_store
from bot.asks import seen as asks_seen
from bot.asks import store as asks_store
from bot.asks.model import NeedKind, NeedState, OfferState
from bot.core.calendar import PeriodName
from bot.core.db.database import Database, Tx
from bot.core.errors import Doubt, Refused
from bot.membership.members.lifecycle import Step
from bot.services import Services
from bot.weekly.boards.model import BoardName
from tests.asks.test_needs import BY_KIND, TIP, logged, post, queued
from tests.conftest import Clock
from tests.passing import give
from tests.people import GROUP, People, someone


async def entries(database: Database, kind: str = "answer") -> list[tuple[int, int, int]]:
    sql = "SELECT member_id, counterpart_id, sign FROM entries WHERE kind = ? ORDER BY id"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql, kind))]


async def test_it_counts_when_the_form_is_submitted(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    await services.offers.offer(people.bruno, 1, "f:offer:2:n", text="That one")
    helper = await services.helping.check(people.ana, 1, 2)
    assert helper.name == "Bruno"
    assert await entries(database) == []
    seen = await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:n")
    assert [(each.helper_id, each.reader_id, each.counts, each.thanks_id) for each in seen.helped] == [(2, 1, True, None)]
    assert seen.offers[0].state is OfferState.HELPED
    assert await entries(database) == [(2, 1, 1)]
    assert await entries(database, "thanks") == [], "an empty form writes no thanks"
    assert [user for user, _ in await queued(database, "helped")] == [2]
    assert (await logged(database))[-1] == ("need.help", 1, 2)
    board = await services.boards.board(people.caio, BoardName.HELPERS, PeriodName.THIS_WEEK)
    assert [(rank.standing.name, rank.standing.people) for rank in board.ranks] == [("Bruno", 1)]


async def test_the_same_helper_counts_once_for_a_need(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    for key in ("n", "n", "m"):
        await services.helping.helped(people.ana, 1, 2, "Thank you so much", f"f:helped:1:{key}")
    await services.helping.helped(people.ana, 1, 3, "", "f:helped:1:o")
    assert await entries(database) == [(2, 1, 1), (3, 1, 1)]
    assert await entries(database, "thanks") == [(2, 1, 1)]


async def test_the_asker_alone_reads_of_all_who_helped(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    for helper in (2, 3):
        await services.helping.helped(people.ana, 1, helper, "", f"f:helped:1:{helper}")

    async def read(tx: Tx, reader_id: int) -> list[int]:
        need = await asks_store.get(tx, GROUP, 1)
        assert need is not None
        return [each.helper_id for each in (await asks_seen.one(tx, need, reader_id)).helped]

    seen = {reader: await database.read(lambda tx, reader=reader: read(tx, reader)) for reader in (1, 2, 3, 4, 0)}
    assert seen == {1: [2, 3], 2: [2], 3: [3], 4: [], 0: []}


async def test_ones_own_help_is_read_however_many_helped_with_other_needs(
    services: Services, database: Database, people: People
) -> None:
    for number in (1, 2):
        await post(services, people, NeedKind.QUESTION, key=f"f:ask:1:{number}")

    async def read(tx: Tx) -> list[list[int]]:
        needs = [need for each in (1, 2) if (need := await asks_store.get(tx, GROUP, each)) is not None]
        for helper in range(100, 100 + asks_seen.MOST_OFFERS):
            await helps_store.add(tx, needs[0], helper, 1, counts=False)
        await helps_store.add(tx, needs[1], 2, 1, counts=False)
        return [[each.helper_id for each in seen.helped] for seen in await asks_seen.several(tx, needs, 2)]

    assert await database.write(read) == [[], [2]]


async def test_words_are_thanks_that_everybody_reads(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    await services.helping.helped(people.ana, 1, 2, "You saved my day", "f:helped:1:n")
    told = await services.helping.told(GROUP, 1, 2)
    assert told is not None
    assert told.thanks == "You saved my day"
    rows = await database.read(lambda tx: tx.all("SELECT kind FROM outbox WHERE kind LIKE 'thanks.%'"))
    assert [row["kind"] for row in rows] == ["thanks.post"], "the helper gets one message, not two"
    assert await services.moderation.void(people.ana, "T", 1, "No") == "T-1"
    told = await services.helping.told(GROUP, 1, 2)
    assert told is not None
    assert told.thanks == ""


async def test_a_client_in_the_words_is_asked_about(services: Services, database: Database, people: People) -> None:
    await give(services, people)
    await post(services, people, NeedKind.QUESTION)
    with pytest.raises(Doubt):
        await services.helping.helped(people.ana, 1, 2, "For Maria Souza", "f:helped:1:n")
    assert await entries(database) == []
    await services.helping.helped(people.ana, 1, 2, "For Maria Souza", "f:helped:1:n", sure=True)
    assert await entries(database) == [(2, 1, 1)]


async def test_who_can_have_helped(services: Services, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved away")

    async def refused(who: object, user_id: int, says: str) -> None:
        for attempt in (
            services.helping.check(who, 1, user_id),
            services.helping.helped(who, 1, user_id, "", "f:helped:1:n"),
        ):
            with pytest.raises(Refused, match=says):
                await attempt

    await refused(people.ana, 1, "is yours")
    await refused(people.ana, 4, "not a member")
    await refused(people.ana, 3, "not a member of the group any more")
    await refused(people.bruno, 2, "nothing here by that name")
    await refused(people.duda, 2, "for members of the group")


async def test_for_a_cover_only_whom_they_chose_can_have_helped(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.COVER)
    await services.offers.offer(people.bruno, 1, "f:offer:2:n")
    await services.offers.offer(people.caio, 1, "f:offer:3:n")
    await services.offers.choose(people.ana, 1, 2)
    with pytest.raises(Refused, match="was not chosen for"):
        await services.helping.check(people.ana, 1, 3)
    with pytest.raises(Refused, match="was not chosen for"):
        await services.helping.helped(people.ana, 1, 3, "", "f:helped:1:n")
    assert await entries(database) == []
    assert (await services.needs.get(people.caio, 1)).need.details == "", "the details are for whom they chose"
    seen = await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:o")
    assert await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:p") == seen, "said again, nothing changes"
    assert (await services.needs.get(people.bruno, 1)).need.details == "Door code 1234"
    await services.offers.let_go(people.bruno, 1)
    assert await entries(database) == [(2, 1, 1)]


async def test_a_referral_meets_the_others(services: Services, people: People) -> None:
    for kind in (NeedKind.LOOKING, NeedKind.CLIENT_NEEDS):
        need = await post(services, people, kind, key=f"f:ask:1:{kind}")
        with pytest.raises(Refused, match="met by a referral"):
            await services.helping.helped(people.ana, need.need.id, 2, "", "f:helped:1:n")


async def test_help_counts_after_the_need_ended(services: Services, database: Database, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.QUESTION)
    clock.pass_by(days=10)
    assert (await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:n")).helpful == 1
    assert await entries(database) == [(2, 1, 1)]


async def test_a_reader_of_tips_counts_once_a_week_for_one_author(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    for number in range(2):
        await services.needs.post(people.bruno, NeedKind.TIP, TIP, f"f:ask:2:{number}")
    for need_id in (1, 1, 2):
        await services.helping.useful(people.ana, need_id)
    assert await entries(database) == [(2, 1, 1)]
    await services.helping.useful(people.caio, 2)
    assert await entries(database) == [(2, 1, 1), (2, 3, 1)]
    assert (await services.needs.get(people.caio, 2)).helpful == 2
    assert [each.reader_id for each in (await services.needs.get(people.caio, 2)).helped] == [3], "one reads nobody else's"
    assert [user for user, _ in await queued(database, "helped")] == [2, 2], "once a day for each tip"
    clock.pass_by(days=7)
    await services.needs.post(people.bruno, NeedKind.TIP, TIP, "f:ask:2:x")
    await services.helping.useful(people.ana, 3)
    assert await entries(database) == [(2, 1, 1), (2, 3, 1), (2, 1, 1)]


async def test_whose_tip_it_is_and_what_is_no_tip(services: Services, people: People) -> None:
    await post(services, people, NeedKind.TIP)
    await post(services, people, NeedKind.QUESTION, key="f:ask:1:m")
    with pytest.raises(Refused, match="is yours"):
        await services.helping.useful(people.ana, 1)
    with pytest.raises(Refused, match="is no tip"):
        await services.helping.useful(people.bruno, 2)
    assert (await services.needs.met(people.ana, 1)).need.state is NeedState.CLOSED, "a tip is not met"
    with pytest.raises(Refused, match="is closed since"):
        await services.helping.useful(people.bruno, 1)


async def test_presses_at_once_count_once(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    await asyncio.gather(*(services.helping.helped(people.ana, 1, 2, "Thanks", f"f:helped:1:{n}") for n in range(4)))
    assert await entries(database) == [(2, 1, 1)]
    assert await entries(database, "thanks") == [(2, 1, 1)]
    for number in range(2):
        await services.needs.post(people.bruno, NeedKind.TIP, TIP, f"f:ask:2:{number}")
    await asyncio.gather(*(services.helping.useful(people.caio, need_id) for need_id in (2, 3, 2, 3)))
    assert await entries(database) == [(2, 1, 1), (2, 3, 1)]


async def test_a_moderator_cancels_all_that_counts_by_it(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    await services.helping.helped(people.ana, 1, 2, "Thank you", "f:helped:1:n")
    await services.helping.helped(people.ana, 1, 3, "", "f:helped:1:m")
    for _ in range(2):
        assert await services.moderation.void(people.ana, "A", 1, "For friends") == "A-1"
    assert sorted(await entries(database)) == [(2, 1, -1), (2, 1, 1), (3, 1, -1), (3, 1, 1)]
    assert sorted(await entries(database, "thanks")) == [(2, 1, -1), (2, 1, 1)]
    assert [user for user, _ in await queued(database, "voided")] == [1, 2, 3]
    assert (await logged(database))[-1] == ("need.void", 1, 1)
    assert (await services.needs.get(people.caio, 1)).need.state is NeedState.VOIDED
    board = await services.boards.board(people.caio, BoardName.HELPERS, PeriodName.THIS_WEEK)
    assert board.ranks == ()
    with pytest.raises(Refused, match="cancelled"):
        await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:o")
    with pytest.raises(Refused, match="cancelled"):
        await services.needs.again(people.ana, 1, "f:again:1:n")
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.moderation.void(people.ana, "A", 2, "None")
    assert await services.offers.answers(people.caio, 1) == ()


async def test_a_cancelled_tip_counts_for_no_reader(services: Services, database: Database, people: People) -> None:
    await services.needs.post(people.bruno, NeedKind.TIP, BY_KIND[NeedKind.TIP], "f:ask:2:n")
    for who in (people.ana, people.caio):
        await services.helping.useful(who, 1)
    await services.moderation.void(people.ana, "A", 1, "An advert")
    assert sorted(await entries(database)) == [(2, 1, -1), (2, 1, 1), (2, 3, -1), (2, 3, 1)]
    assert [user for user, _ in await queued(database, "voided")] == [2]
