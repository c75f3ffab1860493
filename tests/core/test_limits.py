"""How often one person may do something: exact in bursts and over time, kept over a restart, counted once for each form."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asks.model import NeedKind
from bot.asks.typed import Typed as Question
from bot.core import allowances
from bot.core.declarations import DeclarationError, declared
from bot.core.errors import Refused
from bot.core.limit import MOST_PEOPLE, Limit, Recent, TooOften, spent
from bot.introductions.service import Typed as Introduced
from bot.meetings.guests.inviting import Typed as Invited
from bot.membership.members.profile import Profile
from bot.referrals.model import State, Verb
from bot.referrals.thanks.service import Typed as Words
from bot.referrals.typed import Typed
from bot.relationships.one_to_ones.model import Answer
from tests.conftest import NOON
from tests.meetings.met import meet
from tests.membership.test_claims import expect
from tests.people import GROUP, actor, someone

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx
    from bot.services import Services
    from tests.conftest import Clock
    from tests.people import People

HOUR = timedelta(hours=1)


@given(st.integers(1, 100), st.integers(1, 10**6), st.lists(st.integers(0, 10**7), max_size=300))
def test_so_many_at_once_and_never_more_than_twice_as_many_in_any_such_span(most: int, seconds: int, pauses: list[int]) -> None:
    limit = Limit("x", most, timedelta(seconds=seconds))
    now, full_at, done = NOON, None, []
    for _ in range(most):
        full_at = spent(limit, full_at, now)
    with pytest.raises(TooOften) as refused:
        spent(limit, full_at, now)
    assert now < refused.value.at <= now + limit.interval + timedelta(seconds=1)
    spent(limit, full_at, refused.value.at)
    done += [now] * most
    for pause in pauses:
        now += timedelta(milliseconds=pause)
        try:
            full_at = spent(limit, full_at, now)
        except TooOften:
            continue
        done.append(now)
        assert sum(now - limit.within < each for each in done) <= 2 * most


@given(st.timedeltas(timedelta(0), timedelta(days=1000)))
def test_a_clock_that_was_set_back_locks_nobody_out_for_longer_than_one_interval(back: timedelta) -> None:
    limit = Limit("x", 10, HOUR)
    with pytest.raises(TooOften) as refused:
        spent(limit, NOON + HOUR, NOON - back)
    assert refused.value.at <= NOON - back + limit.interval + timedelta(seconds=1)


def test_in_memory_so_many_and_no_more_and_nothing_is_kept_of_those_who_stopped() -> None:
    recent = Recent(Limit("x", 3, HOUR))
    assert [recent.take(1, NOON) for _ in range(4)] == [True, True, True, False]
    assert recent.take(2, NOON)
    for number in range(3 * MOST_PEOPLE):
        assert recent.take(10 + number, NOON + number * HOUR)
    assert len(recent._full_at) <= MOST_PEOPLE


async def give(services: Services, giver: int, key: str, **changes: str) -> None:
    typed = Typed("Maria", changes.get("contact", f"m{key}@example.org"), "", "direct", "1", sure=True)
    await services.referrals.give(actor(giver), someone(3 if giver != 3 else 2), typed, f"f:refer:form:{giver}:{key}")


async def test_a_flood_of_referrals_stops_and_says_when_it_works_again(
    services: Services, people: People, clock: Clock, database: Database
) -> None:
    most = declared().limits["referral.give"].most
    assert most >= 30, "who comes home from a fair with thirty enters them within the hour"
    await give(services, 2, "0")
    for _ in range(most - 1):
        await database.write(lambda tx: allowances.take(tx, GROUP, 2, "referral.give"))
    await give(services, 2, "0")
    with pytest.raises(TooOften, match="works again") as refused:
        await give(services, 2, "over")
    await give(services, 1, "another")
    rows = await database.read(lambda tx: tx.all("SELECT COUNT(*) AS n FROM referrals WHERE giver_id = 2"))
    assert rows[0]["n"] == 1, "the form that was submitted twice counts once, and the refused one not at all"
    clock.now = refused.value.at
    await give(services, 2, "over")


async def test_what_is_refused_for_another_reason_counts_nothing(services: Services, people: People, database: Database) -> None:
    with pytest.raises(Refused):
        await give(services, 2, "x", contact="")
    assert await database.read(lambda tx: tx.all("SELECT act FROM allowances WHERE user_id = 2")) == []


async def test_thanks_edits_and_leaves_are_limited_too(services: Services, people: People, database: Database) -> None:
    await give(services, 2, "a")
    for act in ("thanks.give", "away.go", "referral.edit"):
        for _ in range(declared().limits[act].most):
            await database.write(lambda tx, act=act: allowances.take(tx, GROUP, 2, act))
    (referral,) = await database.read(lambda tx: tx.all("SELECT id FROM referrals"))
    with pytest.raises(TooOften):
        await services.thanks.give(people.bruno, someone(3), None, Words("Thanks"), "f:t")
    with pytest.raises(TooOften):
        await services.leave.go(people.bruno, "", "")
    with pytest.raises(TooOften):
        await services.referrals.edit(2, referral["id"], Typed("Ma", "m@example.org", "", "direct", "1"), "f:e")


async def test_an_act_that_no_feature_declares_is_a_fault(services: Services, people: People, database: Database) -> None:
    with pytest.raises(DeclarationError):
        await database.write(lambda tx: allowances.take(tx, GROUP, 2, "nothing"))


async def test_the_nightly_run_deletes_what_is_whole_again(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await give(services, 2, "a")
    await services.drafts.keep(0, 2, "refer:form:3:x", {"prospect": "x"})
    clock.pass_by(minutes=6)
    await give(services, 1, "b")
    await database.write(lambda tx: allowances.prune(tx, GROUP))
    assert {row["user_id"] for row in await database.read(lambda tx: tx.all("SELECT user_id FROM allowances"))} == {1}


async def test_what_reaches_one_other_has_a_lower_limit_of_its_own(
    services: Services, people: People, clock: Clock, database: Database
) -> None:
    most = declared().limits["referral.give"].to_one
    assert most >= 10, "who comes home from a fair with ten for one member enters them at once"
    for number in range(most):
        await give(services, 2, str(number))
    with pytest.raises(TooOften, match="for this member") as refused:
        await give(services, 2, "over")
    await services.referrals.give(
        people.bruno, someone(1), Typed("Rosa", "r@example.org", "", "direct", "1"), "f:refer:form:2:else"
    )
    clock.now = refused.value.at
    await give(services, 2, "over")
    acts = await database.read(lambda tx: tx.all("SELECT act FROM allowances WHERE user_id = 2"))
    assert not any(row["act"].endswith(":3") for row in acts), "a hash, which names nobody who deletes their data"


async def test_thanks_and_steps_for_one_other_are_limited_too(services: Services, people: People, database: Database) -> None:
    await give(services, 2, "a")
    for act in ("thanks.give", "referral.edit", "referral.move"):
        for _ in range(declared().limits[act].to_one):
            await database.write(lambda tx, act=act: allowances.take(tx, GROUP, 2, act, 3))
            await database.write(lambda tx, act=act: allowances.take(tx, GROUP, 3, act, 2))
    (referral,) = await database.read(lambda tx: tx.all("SELECT id FROM referrals"))
    with pytest.raises(TooOften, match="for this member"):
        await services.thanks.give(people.bruno, someone(3), None, Words("Thanks"), "f:t")
    with pytest.raises(TooOften, match="for this member"):
        await services.referrals.edit(2, referral["id"], Typed("Ma", "m@example.org", "", "direct", "1"), "f:e")
    with pytest.raises(TooOften, match="for this member"):
        await services.referrals.move(3, referral["id"], Verb.ACCEPT)
    taken_back = await services.referrals.move(2, referral["id"], Verb.WITHDRAW)
    assert taken_back.referral.state is State.WITHDRAWN, "no limit keeps anybody from protecting a client"


async def use_up(database: Database, act: str, user_id: int) -> None:
    async def work(tx: Tx) -> None:
        for _ in range(declared().limits[act].most):
            await allowances.take(tx, GROUP, user_id, act)

    await database.write(work)


async def test_what_one_does_alone_or_to_the_group_is_limited(services: Services, people: People, database: Database) -> None:
    number = await expect(database, "D. Long")
    acts = {
        "log.export": lambda: services.moderation.whole_log(people.ana, None, 30),
        "introduction.propose": lambda: services.introductions.propose(
            people.ana, someone(2), someone(3), Introduced("You should meet"), "f:intro:1:n"
        ),
        "profile.edit": lambda: services.profiles.edit(people.ana, Profile("Ana's", "Law", "Founders", "a@example.org"), "f:1:p"),
        "member.claims": lambda: services.claims.claim(people.duda, number, ["D. Long"]),
    }
    for act, attempt in acts.items():
        await use_up(database, act, 4 if act == "member.claims" else 1)
        with pytest.raises(TooOften):
            await attempt()
    assert not [
        table for table in ("introductions", "claims") if await database.read(lambda tx, of=table: tx.all(f"SELECT 1 FROM {of}"))
    ]


async def test_what_one_does_about_meetings_needs_and_thanks_is_limited(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    meeting = await meet(database, clock.now + timedelta(minutes=30))
    need = (await services.needs.post(people.ana, NeedKind.QUESTION, Question("Which bread?"), "f:ask:1:1")).need
    await services.offers.offer(people.bruno, need.id, "f:offer:2:n")
    tip = (await services.needs.post(people.bruno, NeedKind.TIP, Question("An app does it", "Invoices"), "f:ask:2:1")).need
    said = await services.thanks.give(people.bruno, someone(1), None, Words("Thanks for all"), "f:t")
    await services.talk_asking.answer(1, (await services.talk_asking.ask(people.caio, someone(1), "i:a")).request.id, Answer.YES)
    later = f"<t:{int((clock.now + timedelta(days=3)).timestamp())}>"
    acts = {
        "guest.invite": lambda: services.guests.invite(
            people.ana, meeting.id, Invited("Rosa", "Florist", "guest", "yes"), "f:guest:1:n"
        ),
        "meeting.slip": lambda: services.marking.slip(people.ana, meeting.id, someone(2), someone(3), "f:slip:1:n"),
        "need.help": lambda: services.helping.helped(people.ana, need.id, 2, "", "f:helped:1:n"),
        "thanks.pin": lambda: services.testimonials.pin(1, said.thanks.id),
        "one_to_one.ask": lambda: services.talk_asking.ask(people.ana, someone(2), "i:b"),
        "one_to_one.plan": lambda: services.talk_planning.plan(people.ana, someone(3), later, "", "i:c"),
    }
    for act, attempt in acts.items():
        await use_up(database, act, 1)
        with pytest.raises(TooOften):
            await attempt()
    with pytest.raises(TooOften):
        await services.helping.useful(people.ana, tip.id)


async def test_what_fitted_is_told_so_often_and_no_more(services: Services, people: People, database: Database) -> None:
    await give(services, 2, "a")
    ((referral,),) = await database.read(lambda tx: tx.all("SELECT id FROM referrals"))
    await services.referrals.move(3, referral, Verb.ACCEPT)
    await services.referrals.move(3, referral, Verb.NO_FIT, "Too far")
    await use_up(database, "fit.tell", 3)
    with pytest.raises(TooOften):
        await services.fit.tell(3, referral, "place")


async def test_a_limit_that_outlasts_a_deletion_is_as_spent_as_before(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    kept = [limit for limit in declared().limits.values() if limit.kept_as]
    assert {limit.name for limit in kept} == {"member.apply", "member.claims"}
    for limit in kept:
        for _ in range(limit.most):
            await database.write(lambda tx, limit=limit: allowances.take(tx, GROUP, 4, limit.name))
            await services.privacy.delete(people.duda, "A former member")
        with pytest.raises(TooOften):
            await database.write(lambda tx, limit=limit: allowances.take(tx, GROUP, 4, limit.name))
    clock.pass_by(days=1)
    await database.write(lambda tx: allowances.prune(tx, GROUP))
    assert await database.read(lambda tx: tx.all("SELECT * FROM past_decisions")) == []
    for limit in kept:
        await database.write(lambda tx, limit=limit: allowances.take(tx, GROUP, 4, limit.name))
