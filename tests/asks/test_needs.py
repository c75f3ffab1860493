"""Use cases of needs, on both engines."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.asks.home import Line
from bot.asks.model import MOST_A_WEEK, MOST_OPEN, ListedNeed, NeedKind, NeedState, Replaces, Vague
from bot.asks.seen import SeenNeed
from bot.asks.typed import Typed
from bot.core.db.database import Database
from bot.core.errors import Doubt, Moment, Refused
from bot.i18n import words
from bot.services import Services
from tests.conftest import Clock
from tests.passing import give
from tests.people import GROUP, People

LOOKING = Typed("A building manager in Pinheiros, please")
QUESTION = Typed("Which bank opens accounts for new companies?")
CLIENT_NEEDS = Typed("A café is being built", trades=("Electrician", "Baker"), agreed="yes")
COVER = Typed("Take pictures at a wedding", place="Pinheiros", when="2026-12-03 19:00", details="Door code 1234")
TIP = Typed("They answer within a day", title="A bank that answers", link="example.org")
BY_KIND = {
    NeedKind.LOOKING: LOOKING,
    NeedKind.QUESTION: QUESTION,
    NeedKind.CLIENT_NEEDS: CLIENT_NEEDS,
    NeedKind.COVER: COVER,
    NeedKind.TIP: TIP,
}


async def post(
    services: Services, people: People, kind: NeedKind, typed: Typed | None = None, key: str = "f:ask:1:n"
) -> SeenNeed:
    return await services.needs.post(people.ana, kind, typed or BY_KIND[kind], key)


async def queued(database: Database, kind: str) -> list[tuple[int | None, str]]:
    rows = await database.read(lambda tx: tx.all("SELECT user_id, key FROM outbox WHERE kind = ? ORDER BY id", f"need.{kind}"))
    return [(row["user_id"], row["key"]) for row in rows]


async def logged(database: Database) -> list[tuple[str, int, int]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT action, actor_id, member_id FROM log WHERE action LIKE 'need.%' ORDER BY id")
    )
    return [(row["action"], row["actor_id"], row["member_id"]) for row in rows]


@pytest.mark.parametrize("kind", list(NeedKind))
async def test_each_kind_is_posted_with_its_card(services: Services, database: Database, people: People, kind: NeedKind) -> None:
    seen = await post(services, people, kind)
    assert (seen.need.label, seen.need.state, seen.is_mine) == ("A-1", NeedState.OPEN, True)
    assert await queued(database, "card") == [(None, "need:1:card")]
    assert await logged(database) == [("need.post", 1, 1)]
    typed: Any = BY_KIND[kind]
    found = await services.needs.get(people.bruno, 1)
    assert found.need.text == typed.text
    assert found.trades == typed.trades
    assert found.names == {1: "Ana"}
    need = found.need
    listed = ListedNeed(need.id, need.number, need.author_id, need.kind, need.title, need.text, need.until)
    assert (await services.needs.home(people.bruno)).open == (Line(listed, "Ana", trades=typed.trades),)
    assert (await services.needs.home(people.ana)).yours == (Line(listed, "Ana"),)


async def test_the_same_form_again_is_the_same_need(services: Services, database: Database, people: People) -> None:
    assert await post(services, people, NeedKind.QUESTION) == await post(services, people, NeedKind.QUESTION)
    assert len(await queued(database, "card")) == 1


async def test_a_cover_tells_its_details_to_its_author_alone(services: Services, people: People) -> None:
    seen = await post(services, people, NeedKind.COVER)
    assert seen.need.details == "Door code 1234"
    assert seen.need.until == seen.need.happens_at
    assert seen.need.happens_at is not None
    assert seen.need.happens_at.isoformat() == "2026-12-03T22:00:00+00:00"
    assert (await services.needs.get(people.bruno, 1)).need.details == ""
    public = await services.needs.public(GROUP, 1)
    assert public is not None
    assert public.need.details == ""


async def test_bad_input_names_the_field(services: Services, people: People) -> None:
    async def refused(kind: NeedKind, says: str, **changes: Any) -> None:
        with pytest.raises(Refused) as problem:
            await post(services, people, kind, replace(BY_KIND[kind], **changes))
        assert re.search(says, words("en").say(problem.value.sentence, str))

    await refused(NeedKind.QUESTION, "“Your question” is empty", text=" \u200b")
    await refused(NeedKind.QUESTION, "401 characters", text="x" * 401)
    await refused(NeedKind.TIP, "“Your tip in one line” is empty", title="")
    await refused(NeedKind.TIP, "is no link", link="nothing")
    await refused(NeedKind.TIP, "has room for one", link="example.org example.com")
    await refused(NeedKind.COVER, "not a day and a time", when="soon")
    await refused(NeedKind.COVER, "not a day and a time", when="2026-12-03")
    await refused(NeedKind.COVER, "within the coming year", when="2026-11-17 19:00")
    await refused(NeedKind.CLIENT_NEEDS, "from one to 6", trades=())
    await refused(NeedKind.CLIENT_NEEDS, "from one to 6", trades=tuple(f"Trade {number}" for number in range(7)))
    await refused(NeedKind.CLIENT_NEEDS, "agreed to be called", agreed="")


async def test_trades_are_each_there_once(services: Services, people: People) -> None:
    typed = replace(CLIENT_NEEDS, trades=("Electrician", "eletricista", "Baker"))
    assert (await post(services, people, NeedKind.CLIENT_NEEDS, typed)).trades == ("Electrician", "Baker")


async def test_one_looking_at_a_time_and_a_new_one_asks_first(services: Services, database: Database, people: People) -> None:
    await post(services, people, NeedKind.LOOKING)
    with pytest.raises(Replaces, match="is still open"):
        await post(services, people, NeedKind.LOOKING, key="f:ask:1:m")
    second = await post(services, people, NeedKind.LOOKING, replace(LOOKING, replace=True), key="f:ask:1:m")
    assert second.need.label == "A-2"
    assert (await services.needs.get(people.ana, 1)).need.state is NeedState.CLOSED
    assert [action for action, *_ in await logged(database)] == ["need.post", "need.close", "need.post"]


async def test_a_wide_looking_gets_one_hint(services: Services, people: People) -> None:
    wide = replace(LOOKING, text="Anyone who owns a phone")
    with pytest.raises(Vague, match="building manager"):
        await post(services, people, NeedKind.LOOKING, wide)
    assert (await post(services, people, NeedKind.LOOKING, replace(wide, hinted=True))).need.text == wide.text


async def test_a_client_in_the_text_is_asked_about(services: Services, people: People) -> None:
    await give(services, people)
    named = replace(QUESTION, text="Does anybody know Maria Souza well?")
    with pytest.raises(Doubt, match="name a client"):
        await post(services, people, NeedKind.QUESTION, named)
    assert (await post(services, people, NeedKind.QUESTION, replace(named, sure=True))).need.id == 1


async def test_a_client_among_the_trades_that_were_typed_is_asked_about(services: Services, people: People) -> None:
    await give(services, people)
    named = replace(CLIENT_NEEDS, other_trades=("Gardener for Maria Souza",))
    with pytest.raises(Doubt, match="name a client"):
        await post(services, people, NeedKind.CLIENT_NEEDS, named)
    seen = await post(services, people, NeedKind.CLIENT_NEEDS, replace(named, sure=True))
    assert seen.trades == ("Electrician", "Baker", "Gardener for Maria Souza")


@pytest.mark.parametrize("kind", [NeedKind.LOOKING, NeedKind.QUESTION, NeedKind.CLIENT_NEEDS])
async def test_the_same_again_pressed_twice_is_one_need(services: Services, people: People, kind: NeedKind) -> None:
    await post(services, people, kind)
    await services.needs.close(people.ana, 1)
    first, second = await asyncio.gather(*(services.needs.again(people.ana, 1, f"i:{number}") for number in (1, 2)))
    assert first == second
    assert first.need.label == "A-2"
    await services.needs.close(people.ana, 2)
    assert (await services.needs.again(people.ana, 1, "i:3")).need.label == "A-3", "once that one is over it is posted anew"


async def test_three_open_and_five_a_week(services: Services, people: People, clock: Clock) -> None:
    for number in range(MOST_OPEN):
        await post(services, people, NeedKind.QUESTION, key=f"f:ask:1:{number}")
    with pytest.raises(Refused, match="of your asks are open") as refused:
        await post(services, people, NeedKind.QUESTION, key="f:ask:1:x")
    assert refused.value.sentence.params["asks"] == "A\u20111, A\u20112, A\u20113"
    assert refused.value.sentence.params["when"] == Moment(clock.now + timedelta(days=7))
    with pytest.raises(Refused, match="asks are open"):
        await services.needs.check_new(people.ana, NeedKind.QUESTION)
    clock.pass_by(hours=1)
    for number in range(MOST_OPEN, MOST_A_WEEK):
        await services.needs.close(people.ana, number - MOST_OPEN + 1)
        await post(services, people, NeedKind.TIP, key=f"f:ask:1:{number}")
    with pytest.raises(Refused, match="asks within a week") as refused:
        await post(services, people, NeedKind.TIP, key="f:ask:1:x")
    assert refused.value.sentence.params["when"] == Moment(clock.now + timedelta(days=7, hours=-1))
    clock.pass_by(days=6, hours=23)
    assert (await post(services, people, NeedKind.QUESTION, key="f:ask:1:x")).need.number == MOST_A_WEEK + 1
