"""What a giver may leave out, and the same client sent twice."""

import pytest
from msgspec.structs import replace

from bot.core.db.database import Database
from bot.core.errors import Doubt, Refused
from bot.membership.members.profile import Profile
from bot.referrals import contact_index
from bot.referrals.model import State, Verb
from bot.referrals.transitions import Opened
from bot.referrals.typed import Typed
from bot.services import Services
from tests.conftest import Clock
from tests.people import GROUP, People, someone

MARIA = Typed("Maria Souza", "+55 11 98888-1234, maria@example.org", "A wedding cake", "direct", "3")
AGAIN = replace(MARIA, prospect="Mrs. Souza", contact="11 988881234")


async def give(services: Services, giver: object, key: str, typed: Typed = MARIA, to: int = 2) -> Opened:
    return await services.referrals.give(giver, someone(to), typed, f"f:{key}")


async def test_for_oneself_name_and_contact_are_ones_own(services: Services, people: People) -> None:
    mine = Typed(" ", "\u200b", "A cake for my office", "own", "1")
    with pytest.raises(Refused, match="How can they reach you"):
        await give(services, people.ana, "1", mine)
    await services.profiles.edit(people.ana, Profile("Law", "Contracts", "Startups", "ana@example.org"), "f:p")
    given = (await give(services, people.ana, "2", mine)).referral
    assert (given.client.prospect, given.client.contact, given.counts) == ("Ana", "ana@example.org", True)
    named = (await give(services, people.ana, "3", replace(mine, prospect="My office", contact="office@example.org"))).referral
    assert (named.client.prospect, named.client.contact) == ("My office", "office@example.org")


@pytest.mark.parametrize("kind", ["direct", "lead"])
@pytest.mark.parametrize("field", ["prospect", "contact"])
async def test_for_others_neither_may_be_left_out(services: Services, people: People, kind: str, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        await give(services, people.ana, "1", replace(MARIA, kind=kind, **{field: ""}))
    assert "field" in refusal.value.sentence.params


async def test_the_same_client_to_the_same_receiver_is_asked_about(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await give(services, people.ana, "1")
    with pytest.raises(Doubt, match="You sent this client") as doubt:
        await give(services, people.ana, "2", AGAIN)
    assert doubt.value.sentence.params["referral"] == "R-1"
    rows = await database.read(lambda tx: tx.all("SELECT id FROM referrals"))
    assert len(rows) == 1, "nothing is written before they say so"
    again = await give(services, people.ana, "2", replace(AGAIN, sure=True))
    assert (again.referral.label, again.referral.same_as) == ("R-2", None)
    assert (await give(services, people.ana, "3", replace(MARIA, contact="new@example.org"))).referral.label == "R-3"
    assert (await give(services, people.ana, "4", MARIA, to=3)).referral.label == "R-4", "to somebody else it is another matter"
    clock.pass_by(days=91)
    assert (await give(services, people.ana, "5")).referral.label == "R-5"


@pytest.mark.parametrize(
    ("contact", "again"),
    [
        ("(11) 3333-4444 / 98888-1234", "98888\u20111234"),
        ("ana@example.org;bia@example.org", "mailto:bia@example.org"),
        ("@padaria_real", "https://www.instagram.com/padaria_real/"),
        ("+55 11 98888\u20111234", "https://wa.me/5511988881234"),
    ],
)
async def test_the_same_contact_is_noticed_however_it_is_written(
    services: Services, people: People, contact: str, again: str
) -> None:
    await give(services, people.ana, "1", replace(MARIA, contact=contact))
    with pytest.raises(Doubt, match="You sent this client"):
        await give(services, people.ana, "2", replace(MARIA, contact=again))


@pytest.mark.parametrize("name", ["João Lima", "Dra. Ana de Lima", "李明"])
async def test_the_same_contact_under_another_name_says_so(services: Services, people: People, name: str) -> None:
    await give(services, people.ana, "1")
    other = replace(AGAIN, prospect=name)
    with pytest.raises(Doubt, match="The same contact, another name") as doubt:
        await give(services, people.ana, "2", other)
    assert doubt.value.sentence.params["client"] == "Maria Souza"
    second = (await give(services, people.caio, "3", other)).referral
    seen = await services.referrals.open(2, second.id)
    assert (seen.earlier, seen.earlier_client) == ("R-1", "Maria Souza")
    assert (await services.referrals.open(3, second.id)).earlier_client == "", "another giver's client is nothing to them"
    third = (await give(services, people.caio, "4", replace(AGAIN, sure=True))).referral
    assert (await services.referrals.open(2, third.id)).earlier_client == ""


async def test_what_was_taken_back_or_forgotten_is_not_asked_about(
    services: Services, people: People, database: Database
) -> None:
    first = (await give(services, people.ana, "1")).referral
    await services.referrals.move(1, first.id, Verb.UNDO)
    second = (await give(services, people.ana, "2")).referral
    await database.write(lambda tx: contact_index.wipe(tx, GROUP, second.id))
    assert (await give(services, people.ana, "3")).referral.label == "R-3"


async def test_a_client_of_two_givers_is_the_receivers_to_tell(services: Services, people: People) -> None:
    first = (await give(services, people.ana, "1")).referral
    second = (await give(services, people.caio, "2", AGAIN)).referral
    assert second.same_as == first.id
    assert (await services.referrals.open(2, second.id)).earlier == "R-1"
    assert (await services.referrals.open(3, second.id)).earlier == "", "the second giver learns nothing of the first"
    settled = await services.referrals.move(2, second.id, Verb.SAME)
    assert (settled.referral.state, settled.earlier) == (State.DECLINED, "")
    assert (await services.activity.mine(people.ana)).given == 1
    assert (await services.activity.mine(people.caio)).given == 0
    again = await services.referrals.move(2, second.id, Verb.SAME)
    assert len(again.history) == 1


async def test_an_earlier_one_that_counts_no_more_is_no_reason(services: Services, people: People) -> None:
    first = (await give(services, people.ana, "1")).referral
    second = (await give(services, people.caio, "2")).referral
    await services.referrals.move(2, first.id, Verb.DECLINE)
    assert (await services.referrals.open(2, second.id)).earlier == ""
    with pytest.raises(Refused, match="nothing here"):
        await services.referrals.move(2, second.id, Verb.SAME)


async def test_what_two_sent_is_known_to_the_receiver_alone(services: Services, people: People, database: Database) -> None:
    await give(services, people.ana, "1")
    second = (await give(services, people.caio, "2")).referral
    for who in (people.ana, people.caio):
        assert not [row for row in (await services.privacy.export(who))["referrals"] if row["same_as"]]
        with pytest.raises(Refused, match="nothing here"):
            await services.referrals.move(who.user_id, second.id, Verb.SAME)
    await services.referrals.move(2, second.id, Verb.SAME)
    told = await database.read(lambda tx: tx.all("SELECT user_id, detail FROM outbox WHERE kind = 'referral.step'"))
    assert [tuple(row) for row in told] == [(3, "same")], "the first giver hears nothing of it"
    log = await database.read(lambda tx: tx.all("SELECT action FROM log WHERE target = 'R-2' ORDER BY id"))
    assert [row["action"] for row in log] == ["referral.give", "referral.decline"], "nor do moderators"


@pytest.mark.parametrize("first", ["a lead", "ones own"])
async def test_the_first_one_has_to_count_and_be_somebody_elses(services: Services, people: People, first: str) -> None:
    if first == "a lead":
        await give(services, people.ana, "1", replace(MARIA, kind="lead"))
    else:
        await give(services, people.caio, "1")
        await give(services, people.ana, "2")
    assert (await give(services, people.caio, "3", replace(MARIA, sure=True))).referral.same_as is None


async def test_a_change_finds_the_client_anew(services: Services, people: People) -> None:
    await give(services, people.ana, "1")
    second = (await give(services, people.caio, "2", replace(MARIA, contact="other@example.org"))).referral
    for contact, earlier in (("maria@example.org", "R-1"), ("other@example.org", "")):
        edited = replace(MARIA, contact=contact, kind="")
        assert (await services.referrals.edit(3, second.id, edited, f"f:{contact}")).earlier == ""
        assert (await services.referrals.open(2, second.id)).earlier == earlier
    await services.referrals.edit(1, 1, replace(MARIA, contact="other@example.org", kind=""), "f:later")
    assert (await services.referrals.open(2, 1)).earlier == "", "the one that came first stays the first"
