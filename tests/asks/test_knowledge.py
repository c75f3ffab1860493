"""What a group knows stays found: its questions, answers and tips, on both engines."""

import pytest
from msgspec.structs import replace

from bot.asks.matching.model import Entry, EntryKind
from bot.asks.matching.service import Matching
from bot.asks.model import NeedKind
from bot.core.errors import Refused
from bot.services import Services
from tests.asks.test_needs import QUESTION, TIP, post
from tests.conftest import Clock
from tests.people import GROUP, People


async def test_questions_answers_and_tips_are_found_the_newest_first(services: Services, people: People, clock: Clock) -> None:
    await post(services, people, NeedKind.QUESTION)
    clock.pass_by(hours=1)
    await services.offers.offer(people.bruno, 1, "f:offer:2:n", text="The one at the corner")
    await services.offers.offer(people.caio, 1, "f:offer:3:n")
    clock.pass_by(hours=1)
    await services.needs.post(people.bruno, NeedKind.TIP, TIP, "f:ask:2:n")
    await services.needs.post(people.bruno, NeedKind.LOOKING, replace(QUESTION, hinted=True), "f:ask:2:m")
    await services.helping.helped(people.ana, 1, 2, "", "f:helped:1:n")
    entries = await services.needs.texts(people.caio)
    assert entries == [
        Entry(2, EntryKind.TIP, f"{TIP.title}\n{TIP.text}", 2),
        Entry(1, EntryKind.ANSWER, "The one at the corner", 2, is_helped=True),
        Entry(1, EntryKind.QUESTION, QUESTION.text, 1, is_helped=True),
    ]
    matching = Matching(services.needs.database)
    found = await services.needs.found(people.caio, await matching.search(GROUP, "bank", entries))
    assert {each.need.id for each in found} == {1, 2}
    assert [each.need.id for each in await services.needs.found(people.caio, [entries[1], entries[0], entries[2]])] == [1, 2]
    before = await matching.answered_before(GROUP, "Which bank opens an account for a new company?", entries)
    assert before == entries[2]


async def test_what_was_cancelled_closed_or_taken_back_is_not(services: Services, people: People) -> None:
    await post(services, people, NeedKind.QUESTION)
    await services.offers.offer(people.bruno, 1, "f:offer:2:n", text="The one at the corner")
    await services.offers.let_go(people.bruno, 1)
    await services.needs.met(people.ana, 1)
    await post(services, people, NeedKind.TIP, key="f:ask:1:m")
    await services.needs.close(people.ana, 2)
    await post(services, people, NeedKind.QUESTION, key="f:ask:1:o")
    await services.moderation.void(people.ana, "A", 3, "An advert")
    entries = await services.needs.texts(people.caio)
    assert [(each.kind, each.id) for each in entries] == [(EntryKind.QUESTION, 1)]


async def test_members_alone_search(services: Services, people: People) -> None:
    assert await services.needs.texts(people.bruno) == []
    for attempt in (services.needs.texts(people.duda), services.needs.found(people.duda, [])):
        with pytest.raises(Refused, match="for members of the group"):
            await attempt
