"""Thanks on a profile: three at most, told to their author once, gone with the thanks, with their author's data or the member's."""

import asyncio

import pytest

from bot.core.actor import Actor
from bot.core.db.database import Database
from bot.core.errors import Forbidden, Refused
from bot.membership.members.lifecycle import Step
from bot.referrals.thanks.service import Typed
from bot.services import Services
from tests.passing import give
from tests.people import GROUP, People, someone


async def thank(services: Services, people: People, number: int = 1, author: Actor | None = None) -> int:
    """Bruno, or the author, thanks Ana; the id of the thanks."""
    author = author or people.bruno
    typed = Typed(f"You saved week {number}")
    return (await services.thanks.give(author, someone(1), None, typed, f"f:{author.user_id}:{number}")).thanks.id


async def on_profile(services: Services, reader: Actor, user_id: int = 1) -> list[str]:
    return [each.thanks.message for each in (await services.profile_pages.show(reader, user_id)).said]


async def told(database: Database) -> list[int]:
    rows = await database.read(lambda tx: tx.all("SELECT user_id FROM outbox WHERE kind = 'thanks.pinned'"))
    return [row["user_id"] for row in rows]


async def test_pinned_once_they_stand_on_the_profile_and_their_author_is_told(
    services: Services, people: People, database: Database
) -> None:
    said = await thank(services, people)
    assert await on_profile(services, people.caio) == []
    for _ in range(2):
        assert (await services.testimonials.pin(1, said)).is_shown
    (shown,) = (await services.profile_pages.show(people.caio, 1)).said
    assert (shown.author_name, shown.thanks.message) == ("Bruno", "You saved week 1")
    assert await told(database) == [2]
    logged = await database.read(lambda tx: tx.all("SELECT action FROM log WHERE action LIKE '%pin%'"))
    assert logged == []


async def test_whose_profile_it_is_takes_it_off_and_may_show_it_again(
    services: Services, people: People, database: Database
) -> None:
    said = await thank(services, people)
    await services.testimonials.pin(1, said)
    for _ in range(2):
        assert not (await services.testimonials.unpin(1, said)).is_shown
    assert await on_profile(services, people.caio) == []
    await services.testimonials.pin(1, said)
    assert await on_profile(services, people.caio) == ["You saved week 1"]
    assert await told(database) == [2], "the author knows"


async def test_what_its_author_takes_off_stays_off(services: Services, people: People) -> None:
    first, second = [await thank(services, people, number) for number in (1, 2)]
    await services.testimonials.pin(1, first)
    for _ in range(2):
        assert not (await services.testimonials.unpin(2, first)).is_shown
    await services.testimonials.unpin(2, second)  # before anybody showed it
    await services.testimonials.unpin(1, first)  # forgets nothing of it
    for each in (first, second):
        with pytest.raises(Refused, match="would rather not"):
            await services.testimonials.pin(1, each)
    assert await on_profile(services, people.caio) == []


async def test_a_fourth_waits_for_room(services: Services, people: People) -> None:
    ids = [await thank(services, people, number) for number in range(1, 5)]
    for each in ids[:3]:
        await services.testimonials.pin(1, each)
    with pytest.raises(Refused, match="Three thank-yous"):
        await services.testimonials.pin(1, ids[3])
    assert (await services.testimonials.pin(1, ids[0])).is_shown, "it is there already"
    await services.testimonials.unpin(1, ids[0])
    await services.testimonials.pin(1, ids[3])
    assert await on_profile(services, people.caio) == ["You saved week 4", "You saved week 3", "You saved week 2"]


async def test_of_four_at_once_three_find_room(services: Services, people: People) -> None:
    ids = [await thank(services, people, number) for number in range(1, 5)]
    results = await asyncio.gather(*(services.testimonials.pin(1, each) for each in ids), return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Refused", "Testimonial", "Testimonial", "Testimonial"]
    assert len(await on_profile(services, people.caio)) == 3


async def test_undone_or_cancelled_thanks_vanish_and_leave_their_room(services: Services, people: People) -> None:
    ids = [await thank(services, people, number) for number in range(1, 5)]
    for each in ids[:3]:
        await services.testimonials.pin(1, each)
    await services.thanks.undo(2, ids[0])
    await services.moderation.void(people.ana, "T", 2, "It never happened")
    assert await on_profile(services, people.caio) == ["You saved week 3"]
    await services.testimonials.pin(1, ids[3])
    assert len(await on_profile(services, people.caio)) == 2
    for each in ids[:2]:
        assert not (await services.testimonials.get(GROUP, each)).is_shown
        with pytest.raises(Refused, match="was taken back"):
            await services.testimonials.pin(1, each)


async def test_nobody_else_pins_or_unpins(services: Services, people: People, database: Database) -> None:
    said = await thank(services, people)
    for user_id, thanks_id in ((2, said), (3, said), (4, said), (1, 999)):
        with pytest.raises(Forbidden, match="Only the one who was thanked"):
            await services.testimonials.pin(user_id, thanks_id)
    await services.testimonials.pin(1, said)
    for user_id, thanks_id in ((3, said), (4, said), (2, 999)):
        with pytest.raises(Refused, match="nothing here by that name"):
            await services.testimonials.unpin(user_id, thanks_id)
    assert await on_profile(services, people.caio) == ["You saved week 1"]
    with pytest.raises(Refused):
        await services.profile_pages.show(people.duda, 1)


async def test_a_press_without_words_is_no_testimonial(services: Services, people: People) -> None:
    referral_id = (await give(services, people)).referral.id
    said = (await services.thanks.for_act(people.bruno, referral_id)).thanks.id
    with pytest.raises(Refused, match="no words"):
        await services.testimonials.pin(1, said)


async def test_words_of_a_former_member_stay_until_they_take_them_off(services: Services, people: People) -> None:
    first, second = await thank(services, people, author=people.caio), await thank(services, people, 2, people.caio)
    await services.testimonials.pin(1, first)
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved away")
    assert await on_profile(services, people.bruno) == ["You saved week 1"]
    with pytest.raises(Refused, match="can't be told"):
        await services.testimonials.pin(1, second)
    await services.testimonials.unpin(3, first)
    assert await on_profile(services, people.bruno) == []


async def test_the_authors_data_takes_the_words_along(services: Services, people: People, database: Database) -> None:
    said = await thank(services, people, author=people.caio)
    await services.testimonials.pin(1, said)
    await services.privacy.delete(people.caio, "A former member")
    assert await on_profile(services, people.bruno) == []
    assert await database.read(lambda tx: tx.all("SELECT * FROM testimonials")) == []
    with pytest.raises(Refused, match="no words"):
        await services.testimonials.pin(1, said)


async def test_the_members_data_takes_the_profile_along(services: Services, people: People, database: Database) -> None:
    given = await services.thanks.give(people.bruno, someone(3), None, Typed("You saved my week!"), "f:2:t")
    await services.testimonials.pin(3, given.thanks.id)
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved away")
    with pytest.raises(Refused, match="not a member of the group"):  # nobody reads the profile of a former member
        await on_profile(services, people.bruno, 3)
    with pytest.raises(Refused):
        await services.testimonials.pin(3, given.thanks.id)
    await services.privacy.delete(people.caio, "A former member")
    assert await database.read(lambda tx: tx.all("SELECT * FROM testimonials")) == []
