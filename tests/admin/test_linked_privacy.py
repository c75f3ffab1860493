"""Export, erasure and deletion where somebody passed clients to a linked group."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.errors import Refused
from bot.core.jobs import store as jobs_store
from bot.membership.departed_groups import store as departed_groups_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person, Status
from bot.referrals import belonging_job
from bot.referrals.linked import store as linked_store
from bot.referrals.model import Party, State, Verb
from bot.referrals.thanks.service import Typed as ThanksTyped
from cogs._ui.people import former_of_linked
from tests.admin.test_privacy import EVA, dump, eva
from tests.linked import ELI, FABIO, OTHER, found_other, link, other
from tests.passing import MARIA
from tests.people import GROUP

if TYPE_CHECKING:
    from bot.core.db.database import Database
    from bot.referrals.model import Referral
    from bot.services import Services
    from tests.people import People


@pytest.fixture
async def across(services: Services, people: People) -> Referral:
    """Eva, of the one group, passed Fabio, of the other, a client, who became a job."""
    await found_other(services)
    await link(services, people)
    await services.linked.open_to_linked(other(FABIO), on=True)
    await services.roster.add(people.ana, Person(EVA, "Evangeline"), "Baker")
    opened = await services.linked.give(eva(), OTHER, FABIO, MARIA, f"f:refer:linked_form:{EVA}:n")
    await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)
    said = await services.thanks.give(
        other(FABIO), Person(EVA, "Evangeline"), opened.referral.id, ThanksTyped("Great!", "88001"), f"f:t:{FABIO}:n"
    )
    assert said.thanks.amount is not None
    return opened.referral


async def test_a_giver_reads_what_they_passed(services: Services, across: Referral) -> None:
    found = await services.privacy.export(eva())
    (mine,) = found["referrals"]
    assert (mine["group_id"], mine["prospect"]) == (OTHER, "Maria Souza")
    (said,) = found["thanks"]
    assert (said["message"], said["amount_minor"]) == ("Great!", None)
    assert {row["verb"] for row in found["referral_moves"]} == {"accept", "won"}
    assert [(row["group_id"], row["status"]) for row in found["members"]] == [(GROUP, "active"), (OTHER, "linked")]
    tables = await services.export.mine(eva())
    assert [(each.id, tables.names[each.receiver_id]) for each in tables.referrals] == [(across.id, "Fabio")]
    assert [each.message for each in tables.thanks] == ["Great!"]
    assert "Maria" not in json.dumps(await services.privacy.export(other(ELI)))
    theirs = await services.privacy.export(other(FABIO))
    assert [row["id"] for row in theirs["referrals"]] == [across.id]


async def test_a_giver_who_was_removed_reads_no_client(services: Services, people: People, across: Referral) -> None:
    await services.roster.decide(people.ana, Person(EVA), Step.REMOVE, "Moved")
    (mine,) = (await services.privacy.export(eva()))["referrals"]
    assert (mine["prospect"], mine["contact"]) == ("", "")


async def test_a_giver_deletes_their_data_in_both_groups(services: Services, across: Referral, database: Database) -> None:
    assert (await services.privacy.delete(eva(), "A former member")).existed
    for table, text in (await dump(database)).items():
        assert str(EVA) not in text, table
        assert "Evangeline" not in text, table
    kept = await services.referrals.open(FABIO, across.id)
    assert (kept.giver_name, kept.referral.client.prospect, kept.referral.state) == ("A former member", "Maria Souza", State.WON)
    assert not any((await services.privacy.export(eva())).values())
    (job,) = await database.read(lambda tx: jobs_store.pending(tx, belonging_job.JOB))
    await services.belonging_job.run(job)
    seen = await services.referrals.as_party(GROUP, across.id, Party.GIVER)
    assert (seen.referral.client.prospect, seen.belongs) == ("", False)


async def test_a_number_in_the_place_of_a_person_is_nobody_elses(services: Services, people: People, across: Referral) -> None:
    """Ids below zero are of one group; the other may have expected somebody under the same."""
    await services.roster_import.database.write(
        lambda tx: tx.run("UPDATE groups SET last_expected = 40 WHERE group_id = ?", OTHER)
    )
    await services.privacy.delete(eva(), "A former member")
    rows = await services.privacy.database.read(lambda tx: tx.all("SELECT group_id, giver_id FROM referrals"))
    assert [tuple(row) for row in rows] == [(OTHER, -41)]
    assert (await services.roster.get(OTHER, -41)).status is Status.LINKED  # type: ignore[union-attr]
    assert (await services.roster.get(GROUP, -41)).status is Status.FORMER  # type: ignore[union-attr]


async def test_the_number_is_nobody_elses_in_the_group_from_which_they_passed_either(
    services: Services, across: Referral
) -> None:
    """The referral's giver is looked for there, where somebody expected would read its client."""
    await services.roster_import.database.write(
        lambda tx: tx.run("UPDATE groups SET last_expected = 40 WHERE group_id = ?", GROUP)
    )
    await services.roster.add(other(ELI), Person(EVA, "Evangeline"), "Baker")
    await services.privacy.delete(eva(OTHER), "A former member")
    rows = await services.privacy.database.read(lambda tx: tx.all("SELECT group_id, giver_id FROM referrals"))
    assert [tuple(row) for row in rows] == [(OTHER, -41)]


async def test_who_is_a_member_there_by_now_stays_it(services: Services, across: Referral) -> None:
    await services.roster.add(other(ELI), Person(EVA, "Evangeline"), "Baker")
    await services.privacy.delete(eva(), "A former member")
    kept = await services.referrals.open(EVA, across.id)
    assert (kept.belongs, kept.giver_name, kept.referral.client.prospect) == (True, "Evangeline", "Maria Souza")
    assert [row["id"] for row in (await services.privacy.export(eva(OTHER)))["referrals"]] == [across.id]
    await services.privacy.delete(eva(OTHER), "A former member")
    assert (await services.referrals.open(FABIO, across.id)).giver_name == "A former member"


async def test_who_deletes_there_alone_is_nobody_there(services: Services, across: Referral, database: Database) -> None:
    await services.roster.add(other(ELI), Person(EVA, "Evangeline"), "Baker")
    await services.privacy.delete(eva(OTHER), "A former member")
    assert (await services.referrals.open(FABIO, across.id)).giver_name == "A former member"
    assert (await services.roster.get(GROUP, EVA)).is_active  # type: ignore[union-attr]
    seen = await services.referrals.as_party(GROUP, across.id, Party.GIVER)
    assert (seen.referral.client.prospect, seen.belongs) == ("", False)
    assert (await services.activity.mine(eva())).linked_given == 0


async def test_a_receiver_who_deletes_sends_it_back(services: Services, people: People, database: Database) -> None:
    await found_other(services)
    await link(services, people)
    await services.linked.open_to_linked(other(FABIO), on=True)
    opened = await services.linked.give(people.bruno, OTHER, FABIO, MARIA, "f:1")
    await services.privacy.delete(other(FABIO), "A former member")
    back = await services.referrals.open(2, opened.referral.id)
    assert (back.referral.state, back.receiver_name) == (State.DECLINED, "A former member")
    rows = await database.read(lambda tx: tx.all("SELECT group_id, user_id, detail FROM outbox WHERE kind = 'referral.step'"))
    assert [tuple(row) for row in rows] == [(GROUP, 2, "decline")]
    assert not await database.read(lambda tx: tx.all("SELECT 1 FROM linked_members"))


async def delete_group(services: Services, database: Database, group_id: int = GROUP) -> None:
    """As the daily deletion does it."""
    await services.privacy.part_from_linked(group_id, former_of_linked)
    await database.write(lambda tx: departed_groups_store.end(tx, group_id))


async def test_a_group_that_is_deleted_leaves_the_others_referral_without_its_giver(
    services: Services, people: People, across: Referral, database: Database
) -> None:
    await services.links.unlink(people.ana, OTHER)
    await delete_group(services, database)
    for table, text in (await dump(database)).items():
        assert str(EVA) not in text, table
        assert "Evangeline" not in text, table
    kept = await services.referrals.open(FABIO, across.id)
    assert (kept.giver_name, kept.others_group) == ("A former member of a linked group", "")
    assert (kept.referral.client.prospect, kept.referral.state) == ("Maria Souza", State.WON)
    assert (await services.activity.mine(other(FABIO))).linked_received == 1
    with pytest.raises(Refused, match="There is nothing here by that name"):
        await services.referrals.open(EVA, across.id)
    rows = await database.read(lambda tx: tx.all("SELECT 1 FROM outbox WHERE group_id = ?", GROUP))
    assert not rows, "nothing more is queued for a group that is no more"


async def test_thanks_reach_nobody_whose_group_is_deleted(
    services: Services, people: People, across: Referral, database: Database
) -> None:
    await database.write(lambda tx: departed_groups_store.end(tx, GROUP))
    again = ThanksTyped("Again!", "")
    said = await services.thanks.give(other(FABIO), Person(EVA, "Evangeline"), across.id, again, f"f:t:{FABIO}:2")
    await services.thanks.undo(FABIO, said.thanks.id)
    assert not await database.read(lambda tx: tx.all("SELECT 1 FROM outbox WHERE group_id = ?", GROUP))
    with pytest.raises(Refused, match="not a member of that group any more"):
        await services.thanks.answer(EVA, said.thanks.id)


async def test_its_giver_who_is_a_member_of_the_other_by_now_stays_named(
    services: Services, across: Referral, database: Database
) -> None:
    await services.roster.add(other(ELI), Person(EVA, "Evangeline"), "Baker")
    await delete_group(services, database)
    kept = await services.referrals.open(FABIO, across.id)
    assert (kept.giver_name, kept.others_group) == ("Evangeline", "")
    assert (await services.referrals.open(EVA, across.id)).referral.client.prospect == "Maria Souza"


async def test_a_giver_in_another_group_that_is_linked_too_keeps_what_they_passed_from_it(
    services: Services, across: Referral, database: Database
) -> None:
    third = 400
    zoe, there = Actor(third, 99, "Zoe", manages_group=True), Actor(third, EVA, "Evangeline")
    await services.setup.set_up(zoe, Changes(time_zone="Europe/Lisbon", currency="EUR"), 1)
    await services.roster.add(zoe, Person(EVA, "Evangeline"), "Baker")
    made = await services.links.make_code(zoe, "Bay")
    assert made.code is not None
    await services.links.link(other(ELI), made.code.text, "Hill", "i:third")
    second = await services.linked.give(there, OTHER, FABIO, replace(MARIA, contact="rosa@example.org"), "f:there")
    await delete_group(services, database)
    with pytest.raises(Refused, match="nothing here by that name"):
        await services.referrals.as_party(GROUP, across.id, Party.GIVER)
    kept = await services.referrals.open(EVA, second.referral.id)
    assert (kept.belongs, kept.referral.client.contact) == (True, "rosa@example.org")
    assert not await database.read(lambda tx: tx.all("SELECT 1 FROM referrals WHERE giver_group_id = ?", GROUP))


async def test_what_is_under_way_goes_on_without_its_giver(services: Services, people: People, database: Database) -> None:
    await found_other(services)
    await link(services, people)
    await services.linked.open_to_linked(other(FABIO), on=True)
    opened = await services.linked.give(people.bruno, OTHER, FABIO, MARIA, "f:1")
    await delete_group(services, database)
    await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)
    contact = await services.referrals.contact(FABIO, opened.referral.id)
    assert contact.referral.client.contact == MARIA.contact
    await services.referrals.move(FABIO, opened.referral.id, Verb.NO_FIT, "Too far")
    rows = await database.read(lambda tx: tx.all("SELECT group_id FROM outbox WHERE user_id = 2 OR user_id < 0"))
    assert not rows, "nobody is told"


async def test_a_number_of_the_group_that_comes_back_reads_nothing_of_it(
    services: Services, across: Referral, database: Database
) -> None:
    """Its numbers below zero begin anew: somebody expected may have that of whoever deleted their data before."""
    await services.privacy.delete(eva(), "A former member")
    ((stranger,),) = await database.read(lambda tx: tx.all("SELECT giver_id FROM referrals"))
    await delete_group(services, database)
    assert await database.read(lambda tx: linked_store.groups_named_in(tx, GROUP, stranger)) == []


async def test_with_its_group_a_referral_goes_from_both(services: Services, across: Referral, database: Database) -> None:
    await database.write(lambda tx: departed_groups_store.end(tx, OTHER))
    assert (await services.activity.mine(eva())).linked_given == 0
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM referrals")) == []
