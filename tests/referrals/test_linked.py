"""A referral to a member of a linked group: it belongs to that group, and each of the two reads of it in their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.asks.model import NeedKind
from bot.asks.typed import Typed as AskTyped
from bot.core.actor import Actor
from bot.core.calendar import PeriodName, period
from bot.core.db.database import instant
from bot.core.errors import Doubt, Forbidden, Refused
from bot.core.jobs import store as jobs_store
from bot.groups import store as groups_store
from bot.membership.applications.service import Application
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person, Status
from bot.referrals.model import Box, Party, State, Verb
from bot.referrals.thanks.digest import thanked
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.weekly.boards.model import BoardName
from bot.weekly.business import store as business_store
from bot.weekly.digest.week import week
from tests.linked import ELI, FABIO, OTHER, OTHERS_CHANNEL, found_other, link, other
from tests.passing import MARIA, forget_contact
from tests.people import GROUP, someone

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx
    from bot.core.digest_block import Block
    from bot.referrals.transitions import Opened
    from bot.services import Services
    from tests.conftest import Clock
    from tests.people import People

BRUNO = 2


@pytest.fixture
async def linked(services: Services, people: People) -> People:
    """Fabio takes clients from linked groups; Eli does not."""
    await found_other(services)
    await link(services, people)
    await services.linked.open_to_linked(other(FABIO), on=True)
    return people


async def passed(services: Services, people: People, typed: object = MARIA, key: str = "f:refer:linked_form:2:n") -> Opened:
    """Bruno passes Fabio a client."""
    return await services.linked.give(people.bruno, OTHER, FABIO, typed, key)  # type: ignore[arg-type]


async def queued(database: Database, kind: str) -> list[tuple[int, int | None, int | None, str]]:
    rows = await database.read(
        lambda tx: tx.all("SELECT group_id, user_id, channel_id, detail FROM outbox WHERE kind = ? ORDER BY id", kind)
    )
    return [tuple(row) for row in rows]


async def test_only_who_said_so_can_be_chosen(services: Services, linked: People) -> None:
    (found,) = await services.linked.takers(linked.bruno)
    assert (found.link.name, [each.name for each in found.people]) == ("Hill", ["Fabio"])
    assert (await services.linked.takers_in(linked.bruno, OTHER)).people == found.people
    with pytest.raises(Refused, match="take no clients from linked groups"):
        await services.linked.give(linked.bruno, OTHER, ELI, MARIA, "f:1")
    for on in (False, False):
        await services.linked.open_to_linked(other(FABIO), on=on)
    with pytest.raises(Refused, match="Nobody in"):
        await services.linked.takers_in(linked.bruno, OTHER)
    with pytest.raises(Refused, match="take no clients"):
        await passed(services, linked)


async def test_it_belongs_to_the_receivers_group_and_counts_nowhere(
    services: Services, linked: People, database: Database
) -> None:
    opened = await passed(services, linked)
    again = await passed(services, linked)
    assert (again.referral.id, opened.referral.group_id, opened.others_group) == (opened.referral.id, OTHER, "Hill")
    assert await queued(database, "referral.card") == [(OTHER, FABIO, None, "")]
    assert await queued(database, "referral.line") == [(OTHER, None, OTHERS_CHANNEL, "")]
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM entries")) == []
    for actor in (linked.ana, other(ELI)):
        board = await services.boards.board(actor, BoardName.GIVERS, PeriodName.ALL_TIME)
        assert not board.ranks
    card = await services.referrals.as_party(OTHER, opened.referral.id, Party.RECEIVER)
    assert (card.giver_name, card.others_group, card.referral.client.prospect) == ("Bruno", "Harbour", "Maria Souza")
    assert (await services.roster.get(OTHER, BRUNO)).status is Status.LINKED  # type: ignore[union-attr]


async def test_its_client_is_asked_about_in_the_givers_group(services: Services, linked: People) -> None:
    """The name is sealed for the receiver's group."""
    await passed(services, linked)
    with pytest.raises(Doubt, match="seems to name a client"):
        await services.needs.post(linked.bruno, NeedKind.QUESTION, AskTyped("Who knows Maria Souza?"), "f:ask:form:n")
    await services.needs.post(linked.bruno, NeedKind.QUESTION, AskTyped("Who knows a good program?"), "f:ask:form:m")


async def test_the_giver_hears_of_each_step_in_their_own_group(services: Services, linked: People, database: Database) -> None:
    opened = await passed(services, linked)
    assert (await services.referrals.contact(FABIO, opened.referral.id)).referral.client.contact == "maria@example.org"
    await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)
    assert await queued(database, "referral.step") == [(GROUP, BRUNO, None, "accept")]
    step = await services.referrals.as_party(GROUP, opened.referral.id, Party.GIVER)
    assert (step.receiver_name, step.others_group, step.referral.client.prospect) == ("Fabio", "Hill", "Maria Souza")
    await services.referrals.move(FABIO, opened.referral.id, Verb.CONTACTED)
    said = await services.thanks.give(other(FABIO), someone(BRUNO), opened.referral.id, ThanksTyped("Great!", "500"), "f:t:32:n")
    assert said.thanked_name == "Bruno"
    assert await queued(database, "thanks.note") == [(GROUP, BRUNO, None, "")]
    assert (await services.thanks.get(said.thanks.id)).referral.state is State.WON  # type: ignore[union-attr]
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM entries")) == []
    mine = await services.activity.mine(linked.bruno)
    assert (mine.given, mine.linked_given, mine.linked_received) == (0, 1, 0)
    theirs = await services.activity.mine(other(FABIO))
    assert (theirs.received, theirs.linked_given, theirs.linked_received) == (0, 0, 1)
    (won,) = [money.minor for money in theirs.brought]
    assert won == 500_00
    await services.thanks.undo(FABIO, said.thanks.id)
    assert (await services.referrals.open(FABIO, opened.referral.id)).referral.state is State.CONTACTED


@pytest.mark.parametrize(
    "happened", ["opted out", "on leave", "left", "removed", "associate", "unlinked", "bot removed", "joined"]
)
async def test_what_happens_between_the_form_and_its_sending(
    services: Services, linked: People, database: Database, happened: str
) -> None:
    """The form is open; what is sent then is refused, and nothing is kept of it in either group."""
    await services.linked.receiver(linked.bruno, OTHER, FABIO)
    eli, fabio = other(ELI), replace(someone(1), user_id=FABIO, name="Fabio")
    match happened:
        case "opted out":
            await services.linked.open_to_linked(other(FABIO), on=False)
        case "on leave":
            await services.leave.go(other(FABIO), "", "")
        case "left":
            await services.departures.left(OTHER, FABIO)
        case "removed":
            await services.roster.decide(eli, fabio, Step.REMOVE, "Moved")
        case "associate":
            await services.associates.make(eli, fabio)
        case "unlinked":
            await services.links.unlink(eli, GROUP)
        case "bot removed":
            await services.departures.server_gone(OTHER)
        case _:
            await services.roster.add(eli, someone(BRUNO), "Trade 9")
    with pytest.raises(Refused):
        await services.linked.receiver(linked.bruno, OTHER, FABIO)
    with pytest.raises(Refused):
        await passed(services, linked)
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM referrals")) == []
    assert happened == "joined" or await services.roster.get(OTHER, BRUNO) is None
    assert not any(each.people for each in await services.linked.takers(linked.bruno)) or happened == "joined"


async def test_who_was_removed_chooses_anew(services: Services, linked: People) -> None:
    eli, fabio = other(ELI), replace(someone(1), user_id=FABIO, name="Fabio")
    await services.departures.left(OTHER, FABIO)
    await services.departures.back(OTHER, FABIO)
    assert await services.linked.is_open(other(FABIO)), "who left the server finds everything as it was"
    await services.roster.decide(eli, fabio, Step.REMOVE, "Moved")
    await services.roster.add(eli, fabio, "Trade 32")
    assert not await services.linked.is_open(other(FABIO))
    with pytest.raises(Refused, match="take no clients"):
        await passed(services, linked)


async def test_thanks_and_amounts_over_a_link_count_for_no_group(services: Services, linked: People, database: Database) -> None:
    opened = await passed(services, linked)
    await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)
    thanks = ThanksTyped("Great!", "500")
    await services.thanks.give(other(FABIO), someone(BRUNO), opened.referral.id, thanks, "f:t:32:n")
    own = ThanksTyped("Thank you for the chairs!")
    await services.thanks.give(other(ELI), replace(someone(1), user_id=FABIO, name="Fabio"), None, own, "f:t:31:n")

    async def told(tx: Tx, group_id: int) -> tuple[Block, Block | None, dict[int, int]]:
        group = await groups_store.get(tx, group_id)
        span = period(PeriodName.THIS_WEEK, tx.now, group.zone, group.week_starts)
        amounts = await business_store.entered(tx, group_id, group.currency, (span,))
        return await week(tx, group, span), await thanked(tx, group, span), amounts

    numbers, said, amounts = await database.read(lambda tx: told(tx, OTHER))
    assert (numbers.facts["referrals"], numbers.facts["jobs"], numbers.facts["thanks"]) == (0, 0, 1)
    assert said is not None
    assert [(each["author"], each["thanked"]) for each in said.facts["said"]] == [("Eli", "Fabio")]
    assert amounts == {}
    numbers, said, amounts = await database.read(lambda tx: told(tx, GROUP))
    assert (numbers.facts["thanks"], said, amounts) == (0, None, {})
    theirs = await services.activity.mine(other(FABIO))
    assert [money.minor for money in theirs.brought] == [500_00], "their own amounts are theirs"


async def test_it_stands_in_ones_own_year_and_among_ones_groups(services: Services, linked: People, clock: Clock) -> None:
    opened = await passed(services, linked)
    await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)
    thanks = ThanksTyped("Great!", "500")
    await services.thanks.give(other(FABIO), someone(BRUNO), opened.referral.id, thanks, "f:t:32:n")
    year = await services.years.mine(linked.bruno, None)
    assert [(each.text, each.author) for each in year.said] == [("Great!", "Fabio")]
    assert (year.linked_given, year.linked_received, year.exchanges.given, year.brought) == (1, 0, {}, ())
    here = (await services.my_groups.mine(linked.bruno)).here
    assert (here.given, here.linked_given, here.linked_received) == (0, 1, 0)
    theirs = await services.years.mine(other(FABIO), None)
    assert (theirs.linked_given, theirs.linked_received, theirs.said) == (0, 1, ())
    there = (await services.my_groups.mine(other(FABIO))).here
    assert (there.linked_given, there.linked_received) == (0, 1)
    clock.pass_by(days=400)
    assert not (await services.years.mine(linked.bruno, None)).linked_given
    assert not (await services.years.mine(linked.bruno, None)).said
    ever = await services.years.mine(linked.bruno, PeriodName.ALL_TIME)
    assert (ever.linked_given, [each.text for each in ever.said]) == (1, ["Great!"])


async def test_it_stands_in_both_lists(services: Services, linked: People) -> None:
    opened = await passed(services, linked)
    (mine,) = (await services.referrals.list(linked.bruno, Box.GIVEN, None, 9)).entries
    assert (mine[0].id, mine[1]) == (opened.referral.id, "Fabio · Hill")
    assert (await services.referrals.list(linked.bruno, Box.ALL, None, 9, search="maria")).entries == (mine,)
    assert await services.referrals.suggested(linked.bruno, Box.ALL, None, 9) == [mine]
    numbered = await services.referrals.suggested(linked.bruno, Box.ALL, 1, 9)
    assert [(each.id, name) for each, name in numbered] == [(opened.referral.id, "Fabio · Hill")]
    assert await services.referrals.suggested(linked.bruno, Box.RECEIVED, 1, 9) == []
    (theirs,) = (await services.referrals.list(other(FABIO), Box.RECEIVED, None, 9)).entries
    assert theirs[1] == "Bruno"


async def test_its_giver_opens_it_by_its_number_there(services: Services, linked: People) -> None:
    opened = await passed(services, linked)
    number = opened.referral.number
    assert (await services.referrals.numbered(linked.bruno, number)).opened == opened
    for nobody in (linked.caio, other(ELI)):
        with pytest.raises(Refused, match="There is nothing here by that name"):
            await services.referrals.numbered(nobody, number)
    assert (await services.referrals.numbered(other(FABIO), number)).opened.referral.id == opened.referral.id
    await services.referrals.give(linked.ana, someone(3), MARIA, "f:ana")
    of_others = await services.referrals.numbered(linked.bruno, number)
    assert (of_others.opened.referral.id, of_others.others) == (opened.referral.id, ()), "R-1 of this group is not Bruno's"


async def test_of_two_with_one_number_the_groups_own_comes_first(services: Services, linked: People) -> None:
    there = await passed(services, linked)
    here = await services.referrals.give(linked.bruno, someone(3), replace(MARIA, contact="m@example.org"), "f:bruno")
    assert here.referral.label == there.referral.label
    found = await services.referrals.numbered(linked.bruno, here.referral.number)
    assert found.opened.referral.id == here.referral.id
    assert [(each.id, name) for each, name in found.others] == [(there.referral.id, "Fabio · Hill")]
    suggested = await services.referrals.suggested(linked.bruno, Box.ALL, here.referral.number, 9)
    assert [each.id for each, _ in suggested] == [here.referral.id, there.referral.id]


class Recording:
    """A transaction whose statements are noted."""

    def __init__(self, tx: Tx, statements: list[str]) -> None:
        self._tx, self._statements = tx, statements

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._tx, name)
        if name not in {"one", "all", "run"}:
            return found

        async def noted(sql: str, *values: object) -> Any:
            self._statements.append(sql)
            return await found(sql, *values)

        return noted


async def test_a_list_reads_all_linked_receivers_at_once(
    services: Services, linked: People, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, statements = database.read, list[str]()
    monkeypatch.setattr(database, "read", lambda work: read(lambda tx: work(cast("Tx", Recording(tx, statements)))))

    async def count(number: int) -> int:
        await passed(services, linked, key=f"f:{number}")
        statements.clear()
        found = (await services.referrals.list(linked.bruno, Box.GIVEN, None, 9)).entries
        assert [name for _, name in found] == ["Fabio · Hill"] * number
        return len(statements)

    assert len({await count(number) for number in (1, 2, 3)}) == 1


async def test_thanks_read_their_referral_once(
    services: Services, linked: People, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = await passed(services, linked)
    write, statements = database.write, list[str]()
    monkeypatch.setattr(database, "write", lambda work: write(lambda tx: work(cast("Tx", Recording(tx, statements)))))

    def reads() -> int:
        found = [sql for sql in statements if sql.startswith("SELECT") and " prospect," in sql and "FROM referrals" in sql]
        statements.clear()
        return len(found)

    await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)
    reads()
    said = await services.thanks.give(other(FABIO), someone(BRUNO), opened.referral.id, ThanksTyped("Great!"), "f:t:32:n")
    given = reads()
    assert await queued(database, "thanks.note") == [(GROUP, BRUNO, None, "")]
    await services.moderation.void(other(ELI), "T", said.thanks.number, "By mistake")
    assert (given, reads()) == (1, 1)
    assert [each[:2] for each in await queued(database, "thanks.voided")] == [(OTHER, FABIO), (GROUP, BRUNO)]


async def test_undo_edit_withdraw_decline(services: Services, linked: People, database: Database) -> None:
    first = await passed(services, linked)
    await services.referrals.edit(BRUNO, first.referral.id, replace(MARIA, need="Two cakes"), "f:e:2:n")
    assert (await services.referrals.open(FABIO, first.referral.id)).referral.client.need == "Two cakes"
    await services.referrals.move(BRUNO, first.referral.id, Verb.UNDO)
    taken_back = await services.referrals.open(FABIO, first.referral.id)
    assert (taken_back.referral.state, taken_back.referral.client.prospect) == (State.WITHDRAWN, "")
    second = await passed(services, linked, key="f:2")
    await services.referrals.move(BRUNO, second.referral.id, Verb.WITHDRAW)
    third = await passed(services, linked, key="f:3")
    await services.referrals.move(FABIO, third.referral.id, Verb.DECLINE, "Too far")
    assert (await queued(database, "referral.step"))[-1] == (GROUP, BRUNO, None, "decline")
    declined = await services.referrals.open(BRUNO, third.referral.id)
    assert (declined.history[-1].reason, declined.can_be_passed_on) == ("Too far", False)
    await services.referrals.move(FABIO, third.referral.id, Verb.REOPEN)
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM entries")) == []


async def test_each_groups_log_has_what_is_its_own(services: Services, linked: People, database: Database) -> None:
    opened = await passed(services, linked)
    await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)
    await services.links.unlink(linked.ana, OTHER)
    rows = await database.read(
        lambda tx: tx.all(
            "SELECT group_id, actor_id, action FROM log WHERE action LIKE '%link%' OR action LIKE 'referral%' ORDER BY id"
        )
    )
    assert [tuple(row) for row in rows] == [
        (GROUP, 1, "group.link_code"),
        (OTHER, ELI, "group.link"),
        (GROUP, 1, "group.link"),
        (OTHER, BRUNO, "referral.give"),
        (OTHER, FABIO, "referral.accept"),
        (GROUP, 1, "group.unlink"),
    ]
    text = str([tuple(row) for row in await database.read(lambda tx: tx.all("SELECT * FROM log"))])
    assert "Maria" not in text
    assert "maria@" not in text


async def test_links_go_no_further_than_two_groups(services: Services, linked: People) -> None:
    """Bruno is in this group and in a third one, which is linked with the other too: each link is of its own two."""
    third = 400
    zoe = Actor(third, 99, "Zoe", manages_group=True)
    await services.setup.set_up(zoe, Changes(time_zone="Europe/Lisbon", currency="EUR"), 1)
    for person in (replace(someone(1), user_id=99, name="Zoe"), someone(BRUNO)):
        await services.roster.add(zoe, person, f"Trade {person.user_id}")
    await services.linked.open_to_linked(zoe, on=True)
    made = await services.links.make_code(zoe, "Bay")
    assert made.code is not None
    await services.links.link(other(ELI), made.code.text, "Hill", "i:third")
    assert [each.link.other_id for each in await services.linked.takers(linked.bruno)] == [OTHER], "not by way of the other"
    with pytest.raises(Refused, match="not linked with that one now"):
        await services.linked.give(linked.bruno, third, 99, MARIA, "f:3")
    opened = await passed(services, linked)
    there = Actor(third, BRUNO, "Bruno")
    assert [[each.name for each in found.people] for found in await services.linked.takers(there)] == [["Fabio"]]
    again = replace(MARIA, contact="rosa@example.org")
    second = await services.linked.give(there, OTHER, FABIO, again, "f:there")
    groups = {
        each.here.group_id: each.here.linked_given
        for each in [await services.my_groups.mine(who) for who in (linked.bruno, there)]
    }
    assert groups == {GROUP: 1, third: 1}, "each counts where it was given from"
    await services.referrals.move(FABIO, second.referral.id, Verb.ACCEPT)
    await services.privacy.delete(there, "A former member")
    told = await services.referrals.as_party(third, second.referral.id, Party.GIVER)
    assert (told.belongs, told.referral.client.prospect) == (False, ""), "what they were sent of it names no client any more"
    assert (await services.referrals.open(BRUNO, opened.referral.id)).belongs, "what they passed from this group stays theirs"
    theirs = await services.referrals.open(BRUNO, second.referral.id)
    assert (theirs.belongs, theirs.referral.client.prospect) == (False, ""), "what they passed from the one they deleted does not"
    assert (await services.activity.mine(linked.bruno)).linked_given == 1
    await services.privacy.delete(linked.bruno, "A former member")
    for referral in (opened.referral, second.referral):
        assert (await services.referrals.open(FABIO, referral.id)).giver_name == "A former member"
    assert await services.roster.get(OTHER, BRUNO) is None


async def test_what_fitted_is_told_in_the_givers_group(services: Services, linked: People, database: Database) -> None:
    opened = await passed(services, linked)
    await services.referrals.move(FABIO, opened.referral.id, Verb.DECLINE)
    await services.fit.tell(FABIO, opened.referral.id, "place")
    assert await queued(database, "fit.told") == [(GROUP, BRUNO, None, "")]
    told = await services.fit.for_giver(GROUP, opened.referral.id)
    assert told is not None
    assert told.receiver_name == "Fabio"


async def test_it_goes_on_after_unlinking(services: Services, linked: People, database: Database) -> None:
    opened = await passed(services, linked)
    await services.links.unlink(other(ELI), GROUP)
    with pytest.raises(Refused, match="not linked with that one now"):
        await passed(services, linked, key="f:2")
    await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)
    assert await queued(database, "referral.step") == [(GROUP, BRUNO, None, "accept")]
    assert (await services.referrals.open(BRUNO, opened.referral.id)).others_group == "Hill"


async def test_who_is_removed_sees_nothing_more(services: Services, linked: People, database: Database) -> None:
    opened = await passed(services, linked)
    await services.roster.decide(linked.ana, someone(BRUNO), Step.REMOVE, "Moved")
    seen = await services.referrals.open(BRUNO, opened.referral.id)
    assert (seen.referral.client.prospect, seen.belongs) == ("", False)
    assert await queued(database, "linked.left") == [(OTHER, FABIO, None, "")]
    await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)
    assert await queued(database, "referral.step") == [], "nobody is told who does not belong"
    with pytest.raises(Refused, match="not a member of that group any more"):
        await services.referrals.contact(BRUNO, opened.referral.id)


async def test_a_receiver_who_is_removed_leaves_it_to_the_giver(services: Services, linked: People, database: Database) -> None:
    opened = await passed(services, linked)
    await services.roster.decide(other(ELI), replace(someone(1), user_id=FABIO, name="Fabio"), Step.REMOVE, "Moved")
    assert await queued(database, "linked.left") == [(GROUP, BRUNO, None, "")]
    (key,) = await database.read(lambda tx: tx.all("SELECT key FROM outbox WHERE kind = 'linked.left'"))
    assert str(FABIO) not in key["key"].split(":"), "a row of Bruno's group, which no erasure in Fabio's reaches"
    await services.referrals.move(BRUNO, opened.referral.id, Verb.WITHDRAW)
    with pytest.raises(Refused):
        await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)


async def test_a_moderator_of_the_receivers_group_cancels_it(services: Services, linked: People, database: Database) -> None:
    opened = await passed(services, linked)
    await services.moderation.void(other(ELI), "R", 1, "By mistake")
    assert {(group, user) for group, user, *_ in await queued(database, "referral.step")} == {(GROUP, BRUNO), (OTHER, FABIO)}
    with pytest.raises(Refused):
        await services.moderation.void(linked.ana, "R", 1, "It is not ours")
    assert (await services.referrals.open(BRUNO, opened.referral.id)).referral.state is State.VOIDED


async def test_who_is_on_the_other_roll_uses_that_server(services: Services, linked: People) -> None:
    eli = other(ELI)
    await services.roster.add(eli, someone(BRUNO), "Trade 9")
    with pytest.raises(Refused, match="on the roll of"):
        await passed(services, linked)
    await services.roster.decide(eli, someone(BRUNO), Step.REMOVE, "Moved")
    with pytest.raises(Refused, match="on the roll of"):
        await passed(services, linked)
    with pytest.raises(Forbidden):
        await services.linked.takers(linked.duda)


async def test_a_giver_may_become_a_member_there(services: Services, linked: People, database: Database) -> None:
    opened = await passed(services, linked)
    eli = other(ELI)
    await services.roster.add(eli, someone(BRUNO), "Trade 9")
    await services.roster.decide(linked.ana, someone(BRUNO), Step.REMOVE, "Moved")
    await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)
    assert (await queued(database, "referral.step"))[-1] == (OTHER, BRUNO, None, "accept")
    assert (await services.referrals.open(BRUNO, opened.referral.id)).belongs


async def test_a_phone_of_another_country_needs_its_code(services: Services, linked: People) -> None:
    await services.setup.set_up(other(ELI), Changes(time_zone="Europe/Berlin", currency="EUR"), 1)
    local = replace(MARIA, contact="(11) 91234-5678")
    with pytest.raises(Refused, match="is in another country"):
        await passed(services, linked, local)
    opened = await passed(services, linked, replace(MARIA, contact="+55 11 91234-5678"), "f:2")
    assert opened.referral.client.contact


async def test_muting_a_giver_from_a_linked_group(services: Services, linked: People, database: Database) -> None:
    await passed(services, linked)
    await services.muted_senders.mute(OTHER, FABIO, BRUNO, on=True)
    assert [each.name for each in await services.muted_senders.mine(OTHER, FABIO)] == ["Bruno"]


async def wiped(database: Database) -> list[tuple[int, bool]]:
    """Of each referral its group, and whether its client was erased."""
    rows = await database.read(lambda tx: tx.all("SELECT group_id, prospect, contact, wiped_at FROM referrals ORDER BY id"))
    for row in rows:
        assert (row["prospect"] is None) is (row["contact"] is None) is (row["wiped_at"] is not None)
    return [(row["group_id"], row["wiped_at"] is not None) for row in rows]


async def test_either_groups_moderators_forget_the_client(services: Services, linked: People, database: Database) -> None:
    for number, moderator in enumerate((linked.ana, other(ELI))):
        contact = f"maria{number}@example.org"
        opened = await passed(services, linked, replace(MARIA, contact=contact), f"f:{number}")
        await forget_contact(services, moderator, f"nobody{number}@example.org")
        assert (await services.referrals.open(BRUNO, opened.referral.id)).referral.client.prospect == "Maria Souza"
        await forget_contact(services, moderator, contact.upper())
        assert (await wiped(database))[-1] == (OTHER, True), moderator
        ended = await services.referrals.open(BRUNO, opened.referral.id)
        assert (ended.referral.state, ended.history[-1].verb) == (State.NO_FIT, Verb.FORGET)
        told = [row[:2] for row in await queued(database, "referral.step") if row[3] == "forget"]
        assert sorted(told[-2:]) == [(GROUP, BRUNO), (OTHER, FABIO)]
    stranger = await services.referrals.give(linked.bruno, someone(3), MARIA, "f:own")
    await forget_contact(services, other(ELI), MARIA.contact)
    assert (await services.referrals.open(BRUNO, stranger.referral.id)).referral.client.prospect, "of the other group alone"


async def test_the_givers_moderators_forget_nothing_of_the_other_groups_own(services: Services, linked: People) -> None:
    across = await passed(services, linked)
    own = await services.referrals.give(other(ELI), Person(FABIO, "Fabio"), MARIA, "f:refer:form:31:n")
    await forget_contact(services, linked.ana, MARIA.contact)
    seen = [await services.referrals.open(FABIO, each.referral.id) for each in (across, own)]
    assert [each.referral.client.prospect for each in seen] == ["", "Maria Souza"]


async def test_either_of_the_two_forgets_the_client(services: Services, linked: People, database: Database) -> None:
    own = await services.referrals.give(linked.bruno, someone(3), MARIA, "f:own")
    across = await passed(services, linked)
    asked = await services.erasure.ask(BRUNO, across.referral.id)
    assert asked.others == (own.referral.label,)
    await services.erasure.forget(BRUNO, across.referral.id)
    assert await wiped(database) == [(GROUP, True), (OTHER, True)]
    second = await services.referrals.give(linked.bruno, someone(3), MARIA, "f:own:2")
    third = await passed(services, linked, key="f:3")
    await services.erasure.forget(FABIO, third.referral.id)
    assert await wiped(database) == [(GROUP, True), (OTHER, True), (GROUP, False), (OTHER, True)], "what the receiver has"
    fourth = await passed(services, linked, key="f:4")
    await services.erasure.forget(BRUNO, second.referral.id)
    assert await wiped(database) == [(GROUP, True), (OTHER, True), (GROUP, True), (OTHER, True), (OTHER, True)]
    assert (await services.referrals.open(FABIO, fourth.referral.id)).referral.state is State.NO_FIT


async def test_a_form_that_was_refused_is_forgotten_too(services: Services, linked: People, database: Database) -> None:
    await passed(services, linked)
    form = f"refer:linked_form:{OTHER}:{FABIO}:x"
    await services.drafts.keep(GROUP, BRUNO, form, {"prospect": "Maria Souza", "contact": "maria@example.org"})
    await services.drafts.keep(GROUP, BRUNO, "refer:form:3:x", {"prospect": "Somebody", "contact": "else@example.org"})
    await forget_contact(services, other(ELI), MARIA.contact)
    assert [row["form"] for row in await database.read(lambda tx: tx.all("SELECT form FROM drafts"))] == ["refer:form:3:x"]


async def test_a_giver_forgets_what_they_typed_for_their_own_group_too(
    services: Services, linked: People, database: Database
) -> None:
    across = await passed(services, linked)
    typed = {"prospect": "Maria Souza", "contact": MARIA.contact}
    for who, form in ((BRUNO, "refer:form:3:x"), (3, "refer:form:2:x"), (3, f"refer:linked_form:{OTHER}:{FABIO}:x")):
        await services.drafts.keep(GROUP, who, form, typed)
    await services.drafts.keep(GROUP, BRUNO, "refer:form:3:y", {"prospect": "Somebody", "contact": "else@example.org"})
    await services.erasure.forget(BRUNO, across.referral.id)
    rows = await database.read(lambda tx: tx.all("SELECT user_id, form FROM drafts ORDER BY user_id, form"))
    assert [(row["user_id"], row["form"]) for row in rows] == [
        (BRUNO, "refer:form:3:y"),
        (3, "refer:form:2:x"),
        (3, f"refer:linked_form:{OTHER}:{FABIO}:x"),
    ], "what others know of the client is theirs"


async def mornings(services: Services, database: Database, clock: Clock) -> None:
    """Run the daily jobs, which are late, and those of the next morning."""
    for _ in range(2):
        clock.pass_by(days=1)
        for job in [each for each in await database.read(lambda tx: jobs_store.due(tx, 50)) if each.kind == "care"]:
            await services.daily_job.run(job)


async def test_the_giver_of_a_lead_is_asked_once_in_their_own_morning(
    services: Services, linked: People, database: Database, clock: Clock
) -> None:
    opened = await passed(services, linked, replace(MARIA, kind="lead"))
    clock.pass_by(days=15)

    async def morning() -> list[int]:
        await mornings(services, database, clock)
        return [group for group, user, *_ in await queued(database, "reminder") if user == BRUNO]

    assert await morning() == [GROUP]
    rows = await database.read(lambda tx: tx.all("SELECT at FROM morning_items WHERE user_id = ?", BRUNO))
    listed = await services.daily_job.reminder(GROUP, BRUNO, instant(rows[0]["at"]))
    ((kind, seen),) = [(each.kind, each.record) for each in listed.items]
    assert (kind, seen.referral.id, seen.others_group) == ("linked.lead", opened.referral.id, "Hill")  # type: ignore[attr-defined]
    assert await morning() == [GROUP], "once"
    await services.referrals.move(BRUNO, opened.referral.id, Verb.AGREED)
    assert not (await services.daily_job.reminder(GROUP, BRUNO, instant(rows[0]["at"]))).items
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM entries")) == []
    assert (await queued(database, "referral.step"))[-1] == (OTHER, FABIO, None, "agreed")


async def test_a_receiver_is_reminded_as_of_every_referral(
    services: Services, linked: People, database: Database, clock: Clock
) -> None:
    await passed(services, linked)
    clock.pass_by(days=3)
    await mornings(services, database, clock)
    assert await queued(database, "reminder") != []
    assert {(group, user) for group, user, *_ in await queued(database, "reminder")} == {(OTHER, FABIO)}


async def test_without_news_it_goes_quiet_and_both_read_so(
    services: Services, linked: People, database: Database, clock: Clock
) -> None:
    opened = await passed(services, linked)
    clock.pass_by(days=121)
    await mornings(services, database, clock)
    assert {(group, user) for group, user, *_ in await queued(database, "referral.step")} == {(GROUP, BRUNO), (OTHER, FABIO)}
    clock.pass_by(days=91)
    await mornings(services, database, clock)
    assert (await services.referrals.open(BRUNO, opened.referral.id)).referral.client.prospect == ""


async def test_a_giver_joins_the_other_group_as_anybody(services: Services, linked: People) -> None:
    opened = await passed(services, linked)
    bruno = other(BRUNO, "Bruno")
    application = Application("Baker", "Bruno's Bread", "Cakes", "Cafés", "bruno@example.org")
    assert (await services.applications.apply(bruno, application, "f:join:form:2:n")).status is Status.APPLICANT
    with pytest.raises(Refused, match="on the roll of"):
        await passed(services, linked, key="f:2")
    await services.roster.decide(other(ELI), someone(BRUNO), Step.DECLINE)
    with pytest.raises(Refused, match="could not let you in the last time"):
        await services.applications.check_may_apply(bruno, "Baker")
    assert (await services.referrals.open(BRUNO, opened.referral.id)).belongs, "in their own group"


async def test_a_decline_outlasts_a_deletion_and_a_referral(services: Services, linked: People, clock: Clock) -> None:
    bruno = other(BRUNO, "Bruno")
    application = Application("Baker", "Bruno's Bread", "Cakes", "Cafés", "bruno@example.org")
    await services.applications.apply(bruno, application, "f:join:form:2:n")
    await services.roster.decide(other(ELI), someone(BRUNO), Step.DECLINE)
    await services.privacy.delete(bruno, "A former member")
    await passed(services, linked)
    with pytest.raises(Refused, match="could not let you in the last time"):
        await services.applications.check_may_apply(bruno, "Baker")
    clock.pass_by(days=8)
    await services.applications.check_may_apply(bruno, "Baker")


async def test_changing_the_contact_is_read_in_both_countries(services: Services, linked: People) -> None:
    await services.setup.set_up(other(ELI), Changes(time_zone="Europe/Berlin", currency="EUR"), 1)
    opened = await passed(services, linked)
    with pytest.raises(Refused, match="is in another country"):
        await services.referrals.edit(BRUNO, opened.referral.id, replace(MARIA, contact="(11) 91234-5678"), "f:e:1")
    changed = await services.referrals.edit(BRUNO, opened.referral.id, replace(MARIA, contact="+55 11 91234-5678"), "f:e:2")
    assert changed.referral.client.contact
