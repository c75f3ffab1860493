"""Two groups are linked by a code of one of them, until one of them ends it or is gone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.errors import Forbidden, Refused
from bot.core.limit import TooOften
from bot.groups import store as groups_store
from bot.groups.links import store as links_store
from bot.groups.links.model import CODE_LASTS, MOST_LINKS, Link, new_code
from bot.groups.model import Group, PublicLanguage
from bot.membership.departed_groups import store as departed_groups_store
from tests.linked import ELI, FABIO, OTHER, OTHERS_CHANNEL, OTHERS_MODERATORS, found_other, link, other
from tests.people import GROUP, MODERATORS, actor

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx
    from bot.services import Services
    from tests.conftest import Clock
    from tests.people import People


async def told(database: Database) -> list[tuple[int, str, int]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT group_id, kind, channel_id FROM outbox WHERE kind LIKE 'link.%' ORDER BY id")
    )
    return [tuple(row) for row in rows]


async def test_a_code_links_both_and_works_once(services: Services, people: People, database: Database) -> None:
    eli = await found_other(services)
    made = await services.links.make_code(people.ana, "Harbour")
    assert made.code is not None
    assert made.code.text not in str([tuple(row) for row in await database.read(lambda tx: tx.all("SELECT * FROM link_codes"))])
    typed = f" {made.code.text.lower().replace('-', ' ')} "
    assert await services.links.link(eli, typed, "Hill", "i:1") == Link(GROUP, "Harbour")
    assert await services.links.link(eli, typed, "Hill", "i:1") == Link(GROUP, "Harbour"), "the same press again"
    assert await services.links.links(people.ana) == [Link(OTHER, "Hill")]
    assert await services.links.links(eli) == [Link(GROUP, "Harbour")]
    assert await told(database) == [(GROUP, "link.made", MODERATORS)], "a message of the group that it is for"
    with pytest.raises(Refused, match="unknown, was used, or is older"):
        await services.links.link(eli, made.code.text, "Hill", "i:2")


async def test_either_side_ends_it_for_both(services: Services, people: People, database: Database) -> None:
    eli = await found_other(services)
    await link(services, people)
    for _ in range(2):
        assert await services.links.unlink(eli, GROUP) == Link(GROUP, "Harbour")
    assert await services.links.links(people.ana) == await services.links.links(eli) == []
    assert await told(database) == [(GROUP, "link.made", MODERATORS), (GROUP, "link.ended", MODERATORS)]
    assert await services.links.name_of(GROUP, OTHER) == "Hill", "for what is under way"
    await link(services, people, "i:again")
    await services.links.unlink(people.ana, OTHER)
    assert (await told(database))[-1] == (OTHER, "link.ended", OTHERS_MODERATORS)
    with pytest.raises(Refused, match="not linked with that one"):
        await services.links.unlink(people.ana, 999)


async def test_only_moderators_read_and_end_links(services: Services, people: People) -> None:
    await found_other(services)
    await link(services, people)
    for attempt in (services.links.links(people.bruno), services.links.unlink(people.bruno, OTHER)):
        with pytest.raises(Forbidden):
            await attempt
    assert await services.links.links(people.ana) == [Link(OTHER, "Hill")]


async def test_what_is_refused(services: Services, people: People, clock: Clock) -> None:
    eli = await found_other(services)
    with pytest.raises(Forbidden):
        await services.links.make_code(people.bruno, "Harbour")
    made = await services.links.make_code(people.ana, "Harbour")
    assert made.code is not None
    with pytest.raises(Forbidden):
        await services.links.link(other(FABIO), made.code.text, "Hill", "i:1")
    with pytest.raises(Refused, match="made that code itself"):
        await services.links.link(people.ana, made.code.text, "Harbour", "i:2")
    for typed in ("", "ABCD", new_code()):
        with pytest.raises(Refused, match="unknown"):
            await services.links.link(eli, typed, "Hill", f"i:3:{typed}")
    newer = await services.links.make_code(people.ana, "Harbour")
    assert newer.code is not None
    with pytest.raises(Refused, match="unknown"):
        await services.links.link(eli, made.code.text, "Hill", "i:4")
    clock.pass_by(seconds=CODE_LASTS.total_seconds())
    with pytest.raises(Refused, match="older than a day"):
        await services.links.link(eli, newer.code.text, "Hill", "i:5")
    await link(services, people)
    again = await services.links.make_code(people.ana, "Harbour")
    assert again.code is not None
    with pytest.raises(Refused, match="linked already"):
        await services.links.link(eli, again.code.text, "Hill", "i:6")


async def test_a_code_cannot_be_guessed_without_end(services: Services, people: People, clock: Clock) -> None:
    eli = await found_other(services)
    for number in range(20):
        with pytest.raises(Refused, match="unknown"):
            await services.links.link(eli, new_code(), "Hill", f"i:{number}")
    with pytest.raises(TooOften):
        await services.links.link(eli, new_code(), "Hill", "i:20")
    made = await services.links.make_code(people.ana, "Harbour")
    assert made.code is not None
    clock.pass_by(minutes=4)
    assert await services.links.link(eli, made.code.text, "Hill", "i:21") == Link(GROUP, "Harbour"), (
        "it works again after a while"
    )


async def test_twenty_codes_an_hour_are_the_most(services: Services, people: People, clock: Clock) -> None:
    for _ in range(20):
        await services.links.make_code(people.ana, "Harbour")
    with pytest.raises(TooOften):
        await services.links.make_code(people.ana, "Harbour")
    clock.pass_by(minutes=4)
    assert (await services.links.make_code(people.ana, "Harbour")).code is not None


async def test_by_night_a_code_goes_that_can_not_be_used_any_more(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.links.make_code(people.ana, "Harbour")
    for pause, left in ((CODE_LASTS - timedelta(seconds=1), 1), (timedelta(seconds=1), 0)):
        clock.pass_by(seconds=pause.total_seconds())
        await database.write(lambda tx: links_store.prune(tx, GROUP))
        assert len(await database.read(lambda tx: tx.all("SELECT 1 FROM link_codes"))) == left


async def test_a_group_that_is_not_set_up_is_linked_with_none(services: Services, people: People) -> None:
    made = await services.links.make_code(people.ana, "Harbour")
    assert made.code is not None
    elsewhere = actor(1, group_id=999)
    with pytest.raises(Refused, match="not set up"):
        await services.links.make_code(elsewhere, "Elsewhere")
    with pytest.raises(Refused, match="not set up"):
        await services.links.link(elsewhere, made.code.text, "Elsewhere", "i:1")


async def test_without_a_channel_who_set_the_group_up_reads_it_in_its_first_language(
    services: Services, people: People, database: Database
) -> None:
    await found_other(services)

    async def take_the_channel(tx: Tx) -> None:
        group = await groups_store.get(tx, GROUP)
        await groups_store.save(tx, replace(group, moderators_channel_id=None, language=PublicLanguage.BOTH))

    await database.write(take_the_channel)
    await link(services, people)
    sql = "SELECT group_id, channel_id, user_id, language FROM outbox WHERE kind = 'link.made'"
    assert [tuple(row) for row in await database.read(lambda tx: tx.all(sql))] == [(GROUP, None, 1, "en")]


async def test_the_code_of_a_group_that_removed_the_bot(services: Services, people: People, database: Database) -> None:
    eli = await found_other(services)
    made = await services.links.make_code(people.ana, "Harbour")
    assert made.code is not None
    await database.write(lambda tx: departed_groups_store.note(tx, GROUP))
    with pytest.raises(Refused, match="removed Goodword"):
        await services.links.link(eli, made.code.text, "Hill", "i:1")
    assert await services.links.links(eli) == []
    assert await told(database) == []
    await database.write(lambda tx: departed_groups_store.back(tx, GROUP))
    assert await services.links.link(eli, made.code.text, "Hill", "i:2") == Link(GROUP, "Harbour"), "it was not used up"


async def test_ten_links_are_the_most_on_either_side(services: Services, people: People, database: Database) -> None:
    eli = await found_other(services)
    code = (await services.links.make_code(people.ana, "Harbour")).code
    assert code is not None

    async def full(group_id: int) -> None:
        async def work(tx: Tx) -> None:
            for number in range(MOST_LINKS):
                await groups_store.begin(tx, Group(9000 + number))
                await links_store.add(tx, group_id, 9000 + number, "Far")
                await links_store.add(tx, 9000 + number, group_id, "Near")

        await database.write(work)

    await full(GROUP)
    with pytest.raises(Refused, match="The other group is linked with"):
        await services.links.link(eli, code.text, "Hill", "i:1")
    with pytest.raises(Refused, match="This group is linked with"):
        await services.links.make_code(people.ana, "Harbour")
    own = (await services.links.make_code(eli, "Hill")).code
    assert own is not None
    with pytest.raises(Refused, match="This group is linked with"):
        await services.links.link(people.ana, own.text, "Harbour", "i:2")
    await services.links.unlink(people.ana, 9000)
    assert await services.links.link(people.ana, own.text, "Harbour", "i:3") == Link(OTHER, "Hill")


async def test_of_two_at_once_one_gets_the_code(services: Services, people: People) -> None:
    eli = await found_other(services)
    code = (await services.links.make_code(people.ana, "Harbour")).code
    assert code is not None
    tries = (services.links.link(eli, code.text, "Hill", f"i:{number}") for number in range(3))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(each) for each in results].count(Link) == 1
    assert all(isinstance(each, Link | Refused) for each in results)


async def test_a_group_that_is_gone_is_linked_no_more(services: Services, people: People, database: Database) -> None:
    eli = await found_other(services)
    await link(services, people)
    await database.write(lambda tx: departed_groups_store.note(tx, OTHER))
    reached = await database.read(lambda tx: links_store.reached(tx, GROUP))
    assert reached == [], "nobody there can be reached"
    assert await services.links.links(people.ana) == [Link(OTHER, "Hill")], "it comes back with the bot"
    await database.write(lambda tx: departed_groups_store.end(tx, OTHER))
    assert await services.links.links(people.ana) == []
    # Its server added the bot again, and it is linked with another group alone.
    await services.setup.set_up(eli, Changes(), OTHERS_CHANNEL)
    await database.write(lambda tx: links_store.add(tx, OTHER, 999, "Elsewhere"))
    assert await services.links.links(people.ana) == []


async def test_a_servers_new_name_is_read_on_the_other_side(services: Services, people: People) -> None:
    await found_other(services)
    await link(services, people)
    await services.links.renamed(GROUP, "Harbour and Docks")
    assert await services.links.links(other(ELI)) == [Link(GROUP, "Harbour and Docks")]
    await services.links.make_code(people.ana, "Docks")
    assert await services.links.links(other(ELI)) == [Link(GROUP, "Docks")], "also where a code is made under it"


async def test_a_code_leads_to_the_name_that_the_server_has_when_it_is_used(services: Services, people: People) -> None:
    eli = await found_other(services)
    made = await services.links.make_code(people.ana, "Harbour")
    assert made.code is not None
    await services.links.renamed(GROUP, "Docks")
    assert await services.links.link(eli, made.code.text, "Hill", "i:1") == Link(GROUP, "Docks")
    assert await services.links.links(eli) == [Link(GROUP, "Docks")]
