"""A client who asks for it is forgotten: by giver or receiver in what is theirs, by a moderator everywhere, without a trace."""

from functools import partial
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.actor import Actor
from bot.core.calendar import PeriodName
from bot.core.db.database import Database, Tx
from bot.core.db.encryption import Cipher
from bot.core.errors import Refused
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Posted
from bot.referrals import contact_index, contact_schemes
from bot.referrals.model import Party, Referral, State, Verb
from bot.referrals.thanks.service import Typed as Thanked
from bot.referrals.typed import Typed
from bot.services import Services
from bot.weekly.boards.model import BoardName
from tests.conftest import KEY, Clock, tables_of
from tests.fuzz import examples
from tests.passing import forget_contact
from tests.people import GROUP, People, someone
from tests.sealed import readable

MARIA = Typed("Canarymaria", "+55 11 98888-1234, canary@example.org", "canaryneed", "direct", "3", sure=True)
WORDS = ("Canarymaria", "98888", "canary@example.org", "canaryneed", "canaryreason")
SPELLINGS = ("11 98888 1234", "(11)98888-1234", "988881234", "+55 (11) 9.8888.1234", "CANARY@example.org", " canary@Example.ORG ")


async def give(services: Services, giver: Actor, receiver: int = 2, typed: Typed = MARIA, key: str = "n") -> Referral:
    return (await services.referrals.give(giver, someone(receiver), typed, f"f:{giver.user_id}:{receiver}:{key}")).referral


async def held(database: Database) -> str:
    """All that the store holds, with what is sealed opened."""
    return "\n".join([await readable(database, table) for table in await tables_of(database)])


async def prospects(services: Services, *asked: tuple[int, Referral]) -> list[str]:
    return [(await services.referrals.open(user_id, each.id)).referral.client.prospect for user_id, each in asked]


async def steps(database: Database) -> list[tuple[int, str]]:
    """Who is told of a client who is forgotten."""
    rows = await database.read(
        lambda tx: tx.all("SELECT user_id, facts FROM outbox WHERE detail = 'forget' AND only_edit = 0 ORDER BY id")
    )
    return [(row["user_id"], row["facts"]) for row in rows]


async def test_a_draft_about_a_meeting_or_need_with_the_referrals_number_stays(services: Services, people: People) -> None:
    referral = await give(services, people.ana)
    forms = (f"guest:form:{referral.id}:n", f"ask:answer:{referral.id}:n", f"announce:form:{referral.id}:n")
    kept = [await services.drafts.keep(group, 3, form, {"name": "Otto"}) for group in (GROUP, 0) for form in forms]
    await services.erasure.forget(1, referral.id)
    assert [(await services.drafts.get(each, 3)).typed["name"] for each in kept] == ["Otto"] * 6


@pytest.mark.parametrize("way", [1, 2, "moderator"])
async def test_nothing_of_the_client_is_left_anywhere(
    services: Services, people: People, database: Database, way: int | str
) -> None:
    first = await give(services, people.ana)
    await services.referrals.move(2, first.id, Verb.ACCEPT)
    await services.referrals.move(2, first.id, Verb.NO_FIT, "canaryreason")
    await give(services, people.ana, key="2")
    typed = {"prospect": "Canarymaria", "contact": "11 98888-1234", "need": "canaryneed"}
    await services.drafts.keep(GROUP, 1, "refer:form:2:n", typed)
    await services.drafts.keep(GROUP, 1, "refer:form:3:n", {"prospect": "CANARYMARIA ", "contact": "98888-12"})
    await services.drafts.keep(0, 2, f"referral:no_fit_form:{first.id}:n", {"reason": "canaryreason"})
    await services.drafts.keep(GROUP, 2, f"thank:form:1:{first.id}:n", {"message": "Canarymaria is kind"})
    await services.drafts.keep(GROUP, 1, "import", {"contact": "canaryless"})
    kept = await services.drafts.keep(GROUP, 1, "refer:form:3:n", {"prospect": "Another", "contact": ""})
    before = await held(database)
    assert [word for word in WORDS if word not in before] == []
    if way == "moderator":
        await forget_contact(services, people.ana, "canary@example.org")
    else:
        await services.erasure.forget(int(way), first.id)
    after = await held(database)
    assert [word for word in WORDS if word.casefold() in after.casefold()] == []
    assert (await services.drafts.get(kept, 1)).typed["prospect"] == "Another"


async def test_it_is_the_persons_own_and_nobody_elses(services: Services, people: People, database: Database) -> None:
    mine = await give(services, people.ana)
    also_mine = await give(services, people.caio, 1, key="2")
    others = await give(services, people.caio, key="3")
    elsewhere = await give(services, people.ana, typed=Typed("Rita", "rita@example.org", "", "direct", "1"), key="4")
    asked = await services.erasure.ask(1, mine.id)
    assert (asked.others, asked.opened.me) == ((also_mine.label,), Party.GIVER)
    await services.erasure.forget(1, mine.id)
    assert await prospects(services, (1, mine), (1, also_mine), (3, others), (1, elsewhere)) == ["", "", "Canarymaria", "Rita"]
    for who in (1, 3):
        with pytest.raises(Refused, match="nothing here" if who == 3 else "deleted already"):
            await services.erasure.ask(who, mine.id)
    with pytest.raises(Refused, match="nothing here"):
        await services.erasure.forget(3, elsewhere.id)
    await services.erasure.forget(1, mine.id)
    assert await prospects(services, (3, others)) == ["Canarymaria"], "pressed twice it does no more"


async def test_what_was_taken_back_its_receiver_has_not_forgotten(services: Services, people: People) -> None:
    referral = await give(services, people.ana)
    await services.referrals.move(1, referral.id, Verb.WITHDRAW)
    for attempt in (services.erasure.ask, services.erasure.forget):
        with pytest.raises(Refused, match="was taken back"):
            await attempt(2, referral.id)
    assert await prospects(services, (1, referral)) == ["Canarymaria"]
    await services.erasure.forget(1, referral.id)
    assert await prospects(services, (1, referral)) == [""]


async def test_what_is_under_way_ends_counts_on_and_stays_ended(services: Services, people: People, database: Database) -> None:
    referral = await give(services, people.ana)
    await services.referrals.name(2, referral.id, "kitchen, March", "n")
    await services.erasure.forget(2, referral.id)
    seen = await services.referrals.open(2, referral.id)
    assert (seen.referral.state, seen.referral.private_label, seen.moves) == (State.NO_FIT, "kitchen, March", ())
    assert [moved.verb for moved in seen.history] == [Verb.FORGET]
    assert await steps(database) == [(1, "giver")]
    board = await services.boards.board(people.ana, BoardName.GIVERS, PeriodName.ALL_TIME)
    assert [(rank.standing.people, rank.standing.times) for rank in board.ranks] == [(1, 1)]
    with pytest.raises(Refused):
        await services.referrals.move(2, referral.id, Verb.REOPEN)
    for verb in (Verb.FORGET, Verb.ACCEPT):
        with pytest.raises(Refused):
            await services.referrals.move(2, referral.id, verb)


async def test_what_ended_is_wiped_without_a_word(services: Services, people: People, database: Database) -> None:
    referral = await give(services, people.ana)
    await services.referrals.move(2, referral.id, Verb.DECLINE)
    await services.erasure.forget(1, referral.id)
    assert (await services.referrals.open(2, referral.id)).referral.state is State.DECLINED
    assert await steps(database) == []


@pytest.mark.parametrize("contact", SPELLINGS)
async def test_a_moderator_forgets_by_a_contact_written_in_any_way(services: Services, people: People, contact: str) -> None:
    first, second = await give(services, people.bruno, 3), await give(services, people.caio, 2)
    await forget_contact(services, people.ana, contact)
    assert await prospects(services, (2, first), (3, second)) == ["", ""]


async def test_both_are_told_where_a_moderator_did_it(services: Services, people: People, database: Database) -> None:
    await give(services, people.bruno, 3)
    await forget_contact(services, people.ana, "canary@example.org")
    assert await steps(database) == [(2, "giver"), (3, "receiver")]


async def test_a_moderator_learns_nothing_of_what_was_found(services: Services, people: People, database: Database) -> None:
    """Neither from the log, nor from their own export, nor from what the service returns."""
    await give(services, people.bruno, 3)
    seen: list[list[str]] = []
    for contact in ("canary@example.org", "nobody@example.org"):
        before = len((await services.moderation.log(people.ana, None, 30, 100)).entries)
        assert await forget_contact(services, people.ana, contact) is None
        entries = (await services.moderation.log(people.ana, None, 30, 100)).entries
        seen.append([f"{each.entry}" for each in entries[: len(entries) - before]])
    assert seen[0] == seen[1]
    assert len(seen[0]) == 1
    assert "example.org" not in seen[0][0]
    export = await services.privacy.export(people.ana)
    assert export["referral_moves"] == []
    assert export["forgotten"] == []


async def test_the_same_is_done_for_a_client_and_for_none_before_the_moderator_is_answered(
    services: Services, people: People, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer's time would tell whether there was one; the job, whose time nobody sees, does the rest."""
    statements: list[str] = []

    class Recording:
        def __init__(self, tx: Tx) -> None:
            self._tx = tx

        def __getattr__(self, name: str) -> Any:
            found = getattr(self._tx, name)
            return partial(self._noted, found) if name in {"one", "all", "run"} else found

        def _noted(self, call: Any, sql: str, *values: object) -> Any:
            statements.append(sql)
            return call(sql, *values)

    await give(services, people.bruno, 3)
    await services.drafts.keep(GROUP, 3, "refer:form:2:n", {"prospect": "Canarymaria", "contact": "canary@example.org"})
    write = database.write
    done: list[list[str]] = []
    with monkeypatch.context() as recorded:
        recorded.setattr(database, "write", lambda work: write(lambda tx: work(cast("Tx", Recording(tx)))))
        for contact in ("canary@example.org", "nobody@example.org"):
            statements.clear()
            await services.erasure.forget_contact(people.ana, contact)
            done.append([*statements])
    assert done[0] == done[1]
    assert len(done[0]) > 3
    await forget_contact(services, people.ana, "third@example.org")
    assert [word for word in WORDS if word.casefold() in (await held(database)).casefold()] == []
    assert await database.read(lambda tx: tx.all("SELECT token FROM forget_requests WHERE group_id = ?", GROUP)) == []


async def test_only_moderators_and_only_a_contact(services: Services, people: People) -> None:
    with pytest.raises(Refused, match="moderators"):
        await forget_contact(services, people.bruno, "canary@example.org")
    for contact in ("", "Maria", "12"):
        with pytest.raises(Refused):
            await forget_contact(services, people.ana, contact)


async def test_another_group_is_another_matter(services: Services, people: People) -> None:
    kept = await give(services, people.bruno, 3)
    stranger = Actor(999, 1, "Ana", manages_group=True)
    with pytest.raises(Refused, match="not set up"):
        await forget_contact(services, stranger, "canary@example.org")
    assert await prospects(services, (2, kept)) == ["Canarymaria"]


async def test_a_client_may_come_back(services: Services, people: People, clock: Clock, database: Database) -> None:
    """Who asked to be forgotten may agree to another referral later."""
    await services.erasure.forget(1, (await give(services, people.ana)).id)
    clock.pass_by(days=1)
    again = await give(services, people.ana, key="2")
    assert await prospects(services, (2, again)) == ["Canarymaria"]
    assert await database.read(lambda tx: contact_index.with_contact(tx, GROUP, "canary@example.org")) == [again.id]


async def test_what_was_said_in_discord_is_said_anew(services: Services, people: People, database: Database) -> None:
    referral = await give(services, people.ana)
    await services.referrals.move(2, referral.id, Verb.ACCEPT)
    subjects = {f"referral:{referral.id}:receiver", f"referral:{referral.id}:step:2:1"}
    for number, subject in enumerate(subjects):
        await database.write(
            lambda tx, subject=subject, number=number: outbox_store.keep_posted(tx, GROUP, subject, Posted(9, number))
        )
    await database.write(lambda tx: tx.run("DELETE FROM outbox"))
    await services.erasure.forget(2, referral.id)
    rows = await database.read(lambda tx: tx.all("SELECT subject FROM outbox WHERE only_edit = 1"))
    assert {row["subject"] for row in rows} - {f"referral:{referral.id}:step:3:1"} == subjects


@pytest.mark.parametrize("by", ["author", "moderator"])
async def test_a_job_that_was_none_is_not_under_way_again_without_its_client(
    services: Services, people: People, clock: Clock, by: str
) -> None:
    """A waiting referral whose client nobody knows could never be dealt with, nor would it ever end."""
    referral = await give(services, people.ana)
    said = (await services.thanks.give(people.bruno, someone(1), referral.id, Thanked("Thanks!"), "f:2:t")).thanks
    await services.erasure.forget(1, referral.id)
    if by == "author":
        await services.thanks.undo(2, said.id)
    else:
        clock.pass_by(days=400)
        await services.moderation.void(people.ana, "T", said.number, "It was another one")
    seen = await services.referrals.open(2, referral.id)
    assert (seen.referral.state, seen.moves) == (State.NO_FIT, ())
    assert (await services.activity.mine(people.bruno)).waiting == ()


@given(st.permutations(SPELLINGS), st.sampled_from(["; ", ",", " / ", " ou "]))
@examples(10)
def test_each_contact_that_is_kept_is_found_by_every_other_spelling(spellings: list[str], separator: str) -> None:
    kept, *others = spellings
    text = f"rita@example.org{separator}{kept}"
    digests = {each.digest for each in contact_schemes.stored(Cipher(KEY), GROUP, text, "BR")}
    for other in others:
        same_way = ("@" in other) == ("@" in kept)
        assert bool(digests & {each.digest for each in contact_schemes.wanted(Cipher(KEY), GROUP, other, "US")}) is same_way


@given(st.sampled_from([*SPELLINGS, "linkedin.com/in/rita", "@rita_real", "Rua Augusta", "3333-4444 ramal 12, rita@example.org"]))
@examples(10)
def test_what_a_client_is_looked_for_by_is_hashed_by_every_scheme(text: str) -> None:
    digests = contact_schemes.wanted_digests(Cipher(KEY), GROUP, text, "BR")
    assert sorted(digests) == sorted({each.digest for each in contact_schemes.wanted(Cipher(KEY), GROUP, text, "BR")})
