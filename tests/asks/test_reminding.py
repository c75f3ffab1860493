"""The author of a need is asked in the morning list, once each: who waits for them, who helped, what ends tomorrow. On both engines."""

import pytest
from msgspec.structs import replace

from bot.asks import reminding
from bot.asks.model import NeedKind
from bot.asks.seen import SeenNeed
from bot.core.db.database import Database
from bot.i18n import words
from bot.services import Services
from cogs.asks.reminding import RENDERERS
from tests.asks.test_needs import COVER, post
from tests.asks.test_referring import GONE, both_offer, pass_to
from tests.conftest import Clock
from tests.introductions.test_talks import last_list, mornings
from tests.people import GROUP, People

ANA = 1


async def asked(services: Services, database: Database) -> list[tuple[str, str]]:
    """The kinds of what Ana's last list asks, with the needs' labels."""
    found = (await last_list(services, database, ANA)).items
    return [(item.kind, item.record.need.label) for item in found if isinstance(item.record, SeenNeed)]


async def test_an_offer_that_waits_to_be_chosen(services: Services, database: Database, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.CLIENT_NEEDS)
    await services.offers.offer(people.bruno, 1, "f:offer:2:n", "Baker")
    assert await mornings(services, database, clock, 3) == []
    assert await mornings(services, database, clock) == [ANA]
    assert await asked(services, database) == [(reminding.UNANSWERED, "A-1")]
    await services.offers.choose(people.ana, 1, 2)
    assert (await last_list(services, database, ANA)).is_empty, "they chose meanwhile"
    await services.offers.offer(people.caio, 1, "f:offer:3:n", "Electrician")
    assert await mornings(services, database, clock, 2) == [ANA]
    assert await asked(services, database) == [(reminding.ENDING, "A-1")], "of who offers they are asked once"


async def test_where_another_was_chosen_nobody_waits(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await post(services, people, NeedKind.COVER)
    for person, key in ((people.bruno, "f:offer:2:n"), (people.caio, "f:offer:3:n")):
        await services.offers.offer(person, 1, key)
    await services.offers.choose(people.ana, 1, 2)
    assert await mornings(services, database, clock, 4) == []


@pytest.mark.parametrize("how", list(GONE))
async def test_once_the_referral_does_not_stand_who_offered_waits_again(
    services: Services, database: Database, people: People, clock: Clock, how: str
) -> None:
    await both_offer(services, people)
    await services.offers.offer(people.caio, 1, "f:offer:3:o", "Electrician")
    await services.offers.let_go(people.bruno, 1)
    await services.offers.offer(people.bruno, 1, "f:offer:2:o", "Electrician")
    for receiver_id in (2, 3):
        await pass_to(services, people.ana, receiver_id, f"{receiver_id}")
    assert ANA not in await mornings(services, database, clock, 4), "of each trade somebody was chosen"
    await GONE[how](services, people)
    assert ANA in await mornings(services, database, clock)
    assert (reminding.UNANSWERED, "A-1") in await asked(services, database)


async def test_a_question_by_which_nobody_helped(services: Services, database: Database, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.QUESTION)
    await services.offers.offer(people.bruno, 1, "f:offer:2:n", text="Ask mine")
    await services.offers.offer(people.caio, 1, "f:offer:3:n")
    assert await mornings(services, database, clock, 3) == []
    assert await mornings(services, database, clock) == [ANA]
    assert await asked(services, database) == [(reminding.HELPED, "A-1")]
    (item,) = (await last_list(services, database, ANA)).items
    text, buttons = RENDERERS[item.kind](words("en"), item.record, 0)
    assert text == "💛 Did somebody help you with A\u20111?"
    assert [each["custom_id"] for each in buttons] == ["ask:helped:1:2", "ask:helped:1:3"]
    await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:n")
    assert (await last_list(services, database, ANA)).is_empty


async def test_whom_they_muted_is_named_by_none(services: Services, database: Database, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.COVER)
    await post(services, people, NeedKind.QUESTION, key="f:ask:1:m")
    for need_id in (1, 2):
        for person in (people.bruno, people.caio):
            await services.offers.offer(person, need_id, f"f:offer:{person.user_id}:{need_id}")
    await services.muted_senders.mute(GROUP, ANA, 2, on=True)
    assert await mornings(services, database, clock, 4) == [ANA]
    items = (await last_list(services, database, ANA)).items
    rendered = {item.kind: RENDERERS[item.kind](words("en"), item.record, 0) for item in items}
    assert rendered[reminding.UNANSWERED][0] == "🙋 **Caio** offered for A\u20111 and waits for your answer. You choose in /ask."
    assert [each["custom_id"] for each in rendered[reminding.HELPED][1]] == ["ask:helped:2:3"]
    await services.muted_senders.mute(GROUP, ANA, 3, on=True)
    assert (await last_list(services, database, ANA)).is_empty, "muted since it was composed"


async def test_who_said_that_somebody_helped_is_not_asked(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await post(services, people, NeedKind.QUESTION)
    await services.offers.offer(people.bruno, 1, "f:offer:2:n")
    await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:n")
    assert await mornings(services, database, clock, 5) == []


async def test_a_cover_is_asked_of_once_it_is_past(services: Services, database: Database, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.COVER, replace(COVER, when="2026-11-24 19:00"))
    await services.offers.offer(people.bruno, 1, "f:offer:2:n")
    await services.offers.choose(people.ana, 1, 2)
    assert [await mornings(services, database, clock) for _ in range(7)] == [[]] * 6 + [[ANA]], "the morning after"
    assert await asked(services, database) == [(reminding.HELPED, "A-1")]


async def test_what_ends_tomorrow(services: Services, database: Database, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.LOOKING)
    assert await mornings(services, database, clock, 5) == []
    assert await mornings(services, database, clock) == [ANA]
    assert await asked(services, database) == [(reminding.ENDING, "A-1")]
    await services.needs.again(people.ana, 1, "f:again:1:n")
    assert (await last_list(services, database, ANA)).is_empty, "it was renewed"
    assert await mornings(services, database, clock) == []


async def test_who_muted_everybody_who_offered_is_not_asked(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    await post(services, people, NeedKind.QUESTION)
    await services.offers.offer(people.bruno, 1, "f:offer:2:n")
    await services.muted_senders.mute(GROUP, ANA, 2, on=True)
    assert await mornings(services, database, clock, 5) == []


@pytest.mark.parametrize("language", ["en", "pt-BR"])
async def test_several_who_wait_are_one_line(
    services: Services, database: Database, people: People, clock: Clock, language: str
) -> None:
    await post(services, people, NeedKind.CLIENT_NEEDS)
    for person, trade in ((people.bruno, "Baker"), (people.caio, "Electrician")):
        await services.offers.offer(person, 1, f"f:offer:{person.user_id}:n", trade)
    await mornings(services, database, clock, 4)
    (item,) = (await last_list(services, database, ANA)).items
    text, buttons = RENDERERS[item.kind](words(language), item.record, 0)
    assert "**Bruno**" in text
    assert ("others" if language == "en" else "outros") in text
    assert buttons == []
