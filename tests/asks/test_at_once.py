"""What several people do with one need at the same moment, and how much is read where a group asks a lot. On both engines."""

import asyncio

import pytest
from msgspec.structs import replace

from bot.asks import morning
from bot.asks.home import MOST_LISTED, PAGE
from bot.asks.model import MOST_OPEN, NeedKind, NeedState
from bot.asks.typed import Typed
from bot.core.actor import Actor
from bot.core.db.database import Database, Tx, micros
from bot.core.errors import Refused
from bot.membership.members.lifecycle import Step
from bot.services import Services
from tests import growth
from tests.asks.test_helping import entries
from tests.asks.test_needs import CLIENT_NEEDS, COVER, QUESTION, TIP, post, queued
from tests.conftest import KEY, Clock
from tests.passing import MARIA
from tests.people import GROUP, People, someone


async def test_posts_at_once_keep_the_limit(services: Services, database: Database, people: People) -> None:
    posts = [services.needs.post(people.ana, NeedKind.QUESTION, QUESTION, f"f:ask:1:{number}") for number in range(MOST_OPEN + 3)]
    done = await asyncio.gather(*posts, return_exceptions=True)
    assert sum(isinstance(each, Refused) for each in done) == 3
    rows = await database.read(lambda tx: tx.all("SELECT number FROM needs ORDER BY number"))
    assert [row["number"] for row in rows] == [1, 2, 3], "a refused one takes no number"


async def test_the_same_form_twice_at_once_is_one_need(services: Services, database: Database, people: People) -> None:
    both = [services.needs.post(people.ana, NeedKind.QUESTION, QUESTION, "f:ask:1:n") for _ in range(4)]
    assert {each.need.id for each in await asyncio.gather(*both)} == {1}
    assert len(await queued(database, "card")) == 1


async def test_an_offer_and_the_end_at_once(services: Services, database: Database, people: People) -> None:
    """Either the offer came first, or it is refused; nobody offers for what is closed."""
    for number in range(4):
        seen = await post(services, people, NeedKind.QUESTION, key=f"f:ask:1:{number}")
        need_id = seen.need.id
        ended, offered = await asyncio.gather(
            services.needs.close(people.ana, need_id),
            services.offers.offer(people.bruno, need_id, f"f:offer:2:{number}"),
            return_exceptions=True,
        )
        assert not isinstance(ended, BaseException)
        after = await services.needs.get(people.ana, need_id)
        assert after.need.state is NeedState.CLOSED
        assert after.offered == (0 if isinstance(offered, Refused) else 1)


async def test_two_askers_choose_the_same_helper_at_once(services: Services, database: Database, people: People) -> None:
    """Each of their covers, and then that they helped; and each passes them a client. Nobody is in another's way."""
    for asker, number in ((people.ana, 1), (people.caio, 2)):
        await services.needs.post(asker, NeedKind.COVER, COVER, f"f:ask:{number}:c")
        await services.needs.post(asker, NeedKind.CLIENT_NEEDS, CLIENT_NEEDS, f"f:ask:{number}:n")
    for need_id in range(1, 5):
        await services.offers.offer(people.bruno, need_id, f"f:offer:2:{need_id}", trade="Baker" if need_id in {2, 4} else "")
    await asyncio.gather(
        *(services.offers.choose(asker, need_id, 2) for asker, need_id in ((people.ana, 1), (people.caio, 3)) * 2)
    )
    assert len(await queued(database, "chosen")) == 2
    helped = ((people.ana, 1), (people.caio, 3))
    await asyncio.gather(*(services.helping.helped(who, need_id, 2, "", f"f:helped:{need_id}") for who, need_id in helped))
    assert sorted(await entries(database)) == [(2, 1, 1), (2, 3, 1)]

    async def pass_client(who: Actor, need_id: int) -> str:
        action, typed = f"f:refer:{need_id}", replace(MARIA, prospect=f"Maria {need_id}", contact=f"m{need_id}@example.org")
        prepared = await services.referring.prepare(who, need_id, 2, action)
        return (await services.referrals.give(who, someone(2), typed, action, prepared.origin)).referral.label

    assert sorted(await asyncio.gather(pass_client(people.ana, 2), pass_client(people.caio, 4))) == ["R-1", "R-2"]
    states = await database.read(lambda tx: tx.all("SELECT state FROM offers ORDER BY id"))
    assert [row["state"] for row in states] == ["helped", "chosen", "helped", "chosen"]


async def test_help_and_a_moderators_end_at_once_count_nothing(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    helped = [services.helping.helped(people.ana, 1, user_id, "Thanks", f"f:helped:1:{user_id}") for user_id in (2, 3)]
    done = await asyncio.gather(*helped, services.moderation.void(people.ana, "A", 1, "No"), return_exceptions=True)
    assert [each for each in done if isinstance(each, BaseException) and not isinstance(each, Refused)] == []
    for kind in ("answer", "thanks"):
        assert sum(sign for _, _, sign in await entries(database, kind)) == 0, kind


async def test_the_morning_and_its_author_end_a_need_once(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await post(services, people, NeedKind.QUESTION)
    clock.pass_by(days=8)
    await asyncio.gather(services.needs.met(people.ana, 1), database.write(lambda tx: morning.tend(tx, GROUP)))
    rows = await database.read(lambda tx: tx.all("SELECT action FROM log WHERE action LIKE 'need.%' ORDER BY id"))
    assert len(rows) == 2
    assert rows[1]["action"] in {"need.met", "need.lapse"}


async def test_a_removal_and_a_post_at_once_leave_nothing_open(services: Services, database: Database, people: People) -> None:
    await asyncio.gather(
        services.needs.post(people.bruno, NeedKind.TIP, TIP, "f:ask:2:n"),
        services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved away"),
        return_exceptions=True,
    )
    rows = await database.read(lambda tx: tx.all("SELECT state FROM needs"))
    assert {row["state"] for row in rows} <= {NeedState.CLOSED.value}


@pytest.mark.parametrize("trade", ["", "Trade 3"])
async def test_a_group_that_asks_a_lot_is_read_as_far_as_it_is_listed(
    services: Services, database: Database, people: People, trade: str
) -> None:
    await post(services, people, NeedKind.QUESTION)

    async def fill(tx: Tx) -> None:
        for number in range(2, 1002):
            await tx.run(
                "INSERT INTO needs (group_id, number, author_id, kind, title, text, link, place, details, agreed, state, days, until,"
                " posted_at) VALUES (?, ?, 3, 'question', '', '', '', '', '', '', 'open', 7, ?, ?)",
                GROUP,
                number,
                micros(tx.now) + 10**12,
                micros(tx.now) + number,
            )

    await database.write(fill)
    with growth.counted(database, KEY) as reads:
        home = await services.needs.home(people.bruno, trade=trade)
    assert (home.listed, len(home.open)) == ((0, 0) if trade else (MOST_LISTED, PAGE))
    assert sum(each.rows for each in reads) < 520, "500 needs at most are looked at, and a hundred listed"


async def test_a_page_of_needs_decrypts_what_it_shows(services: Services, database: Database, people: People) -> None:
    for number in range(2 * MOST_OPEN + 2):
        who, kind = (people.ana, people.caio)[number % 2], NeedKind.QUESTION if number < 2 * MOST_OPEN else NeedKind.TIP
        typed = Typed(f"Who insures workshop {number}?", title="Workshops" if kind is NeedKind.TIP else "")
        await services.needs.post(who, kind, typed, f"f:ask:{who.user_id}:{number}")
    with growth.counted(database, KEY) as reads:
        first, last = await services.needs.home(people.bruno), await services.needs.home(people.bruno, 7)
    assert [seen.need.number for seen in (*first.open, *last.open)] == [*range(8, 0, -1)]
    assert [(home.page, home.listed) for home in (first, last)] == [(0, 8), (1, 8)]
    reader = first.reader
    own = sum(map(bool, (reader.business, reader.offer, reader.ideal_referral, reader.skills)))
    assert [each.opened for each in reads] == [PAGE + 2 + own, 2 + own]
