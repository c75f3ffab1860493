"""The network: it holds nobody who does not want to be seen, and a line only where something between two who do counts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.calendar import PeriodName
from bot.core.errors import Refused
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import Entry, EntryKind
from bot.groups import store as groups_store
from bot.i18n import words
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.reports.network.model import MOST_DOTS, Seen, Tally, graph
from bot.reports.network.service import PACE, Networks
from cogs.activity.network import network_card
from tests.fuzz import TIMES, examples, seed
from tests.people import GROUP, People, actor, someone

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Database, Tx
    from bot.reports.network.model import Network
    from bot.services import Services
    from tests.conftest import Clock


async def post(database: Database, one: int, other: int, kind: EntryKind = EntryKind.REFERRAL, source: str = "R:1") -> None:
    async def work(tx: Tx) -> None:
        group = await groups_store.get(tx, GROUP)
        await ledger_store.post(tx, group, Entry(GROUP, one, kind, 1, other, tx.now, source))

    await database.write(work)


async def reverse(database: Database, source: str = "R:1", kind: EntryKind = EntryKind.REFERRAL) -> None:
    await database.write(lambda tx: ledger_store.reverse(tx, GROUP, kind, source))


async def be_seen(services: Services, *members: Actor, shown: bool = True) -> None:
    for member in members:
        await services.preferences.be_in_picture(member, shown=shown)


def lines(network: Network) -> list[tuple[str, str]]:
    dots = network.graph.dots
    return [(dots[one].name, dots[other].name) for one, other in network.graph.lines]


def names(network: Network) -> list[str]:
    return [dot.name for dot in network.graph.dots]


async def test_nobody_is_in_it_who_did_not_say_so(services: Services, people: People, database: Database) -> None:
    await post(database, 1, 2)
    found = await services.networks.of(people.ana)
    assert (names(found), found.others, found.shows_reader) == ([], 3, False)
    await be_seen(services, people.ana)
    found = await services.networks.of(people.ana)
    assert (names(found), lines(found), found.others, found.shows_reader) == (["Ana"], [], 2, True)
    await be_seen(services, people.bruno)
    assert lines(await services.networks.of(people.caio)) == [("Ana", "Bruno")]


@pytest.mark.parametrize("kind", EntryKind)
async def test_referrals_and_introductions_are_lines_whoever_gave_them(
    services: Services, people: People, database: Database, kind: EntryKind
) -> None:
    await be_seen(services, people.ana, people.bruno)
    await post(database, 2, 1, kind)
    is_line = kind in {EntryKind.REFERRAL, EntryKind.INTRODUCTION}
    assert lines(await services.networks.of(people.ana)) == ([("Ana", "Bruno")] if is_line else [])


async def test_what_was_reversed_is_no_line_ten_minutes_later(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await be_seen(services, people.ana, people.bruno)
    await post(database, 1, 2)
    assert lines(await services.networks.of(people.ana))
    await reverse(database)
    clock.pass_by(seconds=PACE.total_seconds())
    assert not lines(await services.networks.of(people.ana))


async def test_it_is_read_once_in_ten_minutes_and_not_again_while_nothing_is_posted(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await be_seen(services, people.ana, people.bruno, people.caio)
    await post(database, 1, 2)
    first = await services.networks.of(people.ana)
    await post(database, 1, 3, source="R:2")
    assert (await services.networks.of(people.bruno)).graph is first.graph
    clock.pass_by(minutes=10)
    second = await services.networks.of(people.bruno)
    assert lines(second) == [("Ana", "Bruno"), ("Ana", "Caio")]
    clock.pass_by(hours=5)
    assert (await services.networks.of(people.bruno)).graph is second.graph
    clock.pass_by(days=1)
    assert (await services.networks.of(people.bruno)).graph is not second.graph


async def test_of_a_large_group_no_read_has_everybody(
    services: Services, people: People, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await be_seen(services, people.ana, people.bruno, people.caio)
    await post(database, 1, 2)
    whole = await services.networks.of(people.ana)
    read, longest = database.read, list[int]()

    class Counted:
        def __init__(self, tx: Tx) -> None:
            self._tx = tx

        def __getattr__(self, name: str) -> Any:
            return getattr(self._tx, name)

        async def all(self, sql: str, *values: object) -> Any:
            rows = await self._tx.all(sql, *values)
            longest.append(len(rows))
            return rows

    monkeypatch.setattr(database, "read", lambda work: read(lambda tx: work(cast("Tx", Counted(tx)))))
    monkeypatch.setattr("bot.reports.network.store.SLICE", 1)
    assert await Networks(database).of(people.ana) == whole
    assert max(longest) == 1


async def test_a_period_has_its_own_lines_and_ends_with_it(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await be_seen(services, people.ana, people.bruno)
    await post(database, 1, 2)
    assert lines(await services.networks.of(people.ana, PeriodName.THIS_WEEK))
    assert not lines(await services.networks.of(people.ana, PeriodName.LAST_WEEK))
    clock.pass_by(days=7)
    assert not lines(await services.networks.of(people.ana, PeriodName.THIS_WEEK))
    assert lines(await services.networks.of(people.ana, PeriodName.LAST_WEEK))


@pytest.mark.parametrize("way", ["says no", "leaves the server", "is removed", "deletes their data"])
async def test_who_goes_is_gone_from_the_next_one(services: Services, people: People, database: Database, way: str) -> None:
    await be_seen(services, people.ana, people.bruno)
    await post(database, 1, 2)
    assert lines(await services.networks.of(people.ana))
    if way == "says no":
        await be_seen(services, people.bruno, shown=False)
    elif way == "leaves the server":
        await services.departures.left(GROUP, 2)
    elif way == "is removed":
        await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved")
    else:
        await services.privacy.delete(people.bruno, "Somebody")
    found = await services.networks.of(people.ana)
    assert (names(found), lines(found)) == (["Ana"], [])
    if way == "leaves the server":
        await services.departures.back(GROUP, 2)
        assert lines(await services.networks.of(people.ana)), "they are here again as what they were"
    elif way == "is removed":
        await services.roster.add(people.ana, someone(2), "Baker")
        assert names(await services.networks.of(people.ana)) == ["Ana"], "they are asked anew"


async def test_on_leave_one_is_still_in_it_but_does_not_look(services: Services, people: People) -> None:
    await be_seen(services, people.ana, people.bruno)
    await services.leave.go(people.bruno, "", "")
    assert names(await services.networks.of(people.ana)) == ["Ana", "Bruno"]
    for attempt in (services.networks.of(people.bruno), services.networks.be_seen(people.bruno, shown=False)):
        with pytest.raises(Refused, match="on leave"):
            await attempt
    assert names(await services.networks.of(people.ana)) == ["Ana", "Bruno"]
    with pytest.raises(Refused, match="for members"):
        await services.networks.of(people.duda)
    with pytest.raises(Refused, match="for members"):
        await services.preferences.be_in_picture(people.duda, shown=True)


async def test_of_more_than_forty_the_trades_are_shown(services: Services, people: People, database: Database) -> None:
    async def add(tx: Tx) -> None:
        for user_id in range(100, 100 + MOST_DOTS + 1):
            await tx.run(
                "INSERT INTO members (group_id, user_id, name, status, seat, business, offer, ideal_referral, contact, links, in_picture)"
                " VALUES (?, ?, ?, 'active', ?, '', '', '', '', '', 1)",
                GROUP,
                user_id,
                f"Member {user_id}",
                ("Baker", "Lawyer", "")[user_id % 3],
            )

    await database.write(add)
    await post(database, 102, 103)  # a baker and a lawyer
    await post(database, 102, 105, source="R:2")  # two bakers
    found = await services.networks.of(people.ana)
    assert found.graph.is_by_trade
    assert [(dot.name, dot.people) for dot in found.graph.dots] == [("", 14), ("Baker", 13), ("Lawyer", 14)]
    assert lines(found) == [("Baker", "Lawyer")]
    assert found.others == 3
    said = "\n".join(network_card(words("en"), found, "Harbour").texts)
    assert "Member 1" not in said


def test_of_more_than_forty_trades_those_that_most_hold_are_dots() -> None:
    people = [Seen(number, f"Member {number}", f"Trade {number % 50}") for number in range(75)]
    found = graph(people, [(0, 1), (0, 50), (30, 70), (26, 1)])
    assert len(found.dots) == MOST_DOTS
    assert sum(dot.people for dot in found.dots) + found.dotless == len(people)
    assert {dot.name for dot in found.dots} >= {f"Trade {number}" for number in range(25)}
    assert all(one < other for one, other in found.lines), "no trade has a line to itself"


ids = st.integers(1, 60)
entries = st.lists(st.tuples(ids, ids, st.integers(0, 3), st.sampled_from((1, 1, -1))), max_size=80)


@examples(200)
@given(st.sets(ids, max_size=55), entries, st.integers(1, 12))
def test_a_line_is_between_two_who_want_to_be_seen_and_have_something_that_counts(
    wanting: set[int], posted: list[tuple[int, int, int, int]], trades: int
) -> None:
    tally = Tally(wanting)
    tally.add(posted)
    people = [Seen(number, f"Member {number}", f"Trade {number % trades}") for number in sorted(wanting)]
    found = graph(people, tally.pairs())
    assert len(found.dots) <= MOST_DOTS
    counts = {
        frozenset(pair)
        for pair in {entry[:2] for entry in posted}
        if sum(sign for *both, _, sign in posted if tuple(both) == pair) > 0 and set(pair) <= wanting
    }
    if found.is_by_trade:
        told = {frozenset(f"Trade {number % trades}" for number in pair) for pair in counts}
    else:
        told = {frozenset(f"Member {number}" for number in pair) for pair in counts}
        assert {dot.name for dot in found.dots} == {each.name for each in people}
    assert {frozenset((found.dots[one].name, found.dots[other].name)) for one, other in found.lines} == {
        pair for pair in told if len(pair) > 1
    }


@dataclass
class Play:
    """Members who say yes and no, come and go at random, and what they exchange."""

    services: Services
    database: Database
    clock: Clock
    draw: random.Random
    leader: Actor
    wanting: set[int]
    here: set[int]
    gone: set[int]
    posted: int = 0

    def one(self, user_id: int) -> Actor:
        return replace(actor(2), user_id=user_id, name=f"Person{user_id}x")

    async def step(self) -> None:
        user_id = self.draw.choice(sorted(self.here))
        what = self.draw.choice("yes yes yes no refer refer refer reverse leave back remove erase wait".split())
        if what in {"yes", "no"}:
            await self.services.preferences.be_in_picture(self.one(user_id), shown=what == "yes")
            (self.wanting.add if what == "yes" else self.wanting.discard)(user_id)
        elif what == "refer":
            self.posted += 1
            other = self.draw.choice(sorted(self.here - {user_id}))
            await post(self.database, user_id, other, self.draw.choice(list(EntryKind)), f"R:{self.posted}")
        elif what == "reverse":
            for kind in EntryKind:
                await reverse(self.database, f"R:{self.draw.randint(0, self.posted)}", kind)
        elif what == "leave" and len(self.here) > 5:
            await self.services.departures.left(GROUP, user_id)
            self.here.discard(user_id)
            self.gone.add(user_id)
        elif what == "back" and self.gone:
            user_id = self.draw.choice(sorted(self.gone))
            await self.services.departures.back(GROUP, user_id)
            self.gone.discard(user_id)
            self.here.add(user_id)
        elif what in {"remove", "erase"} and len(self.here) > 5:
            if what == "remove":
                await self.services.roster.decide(self.leader, Person(user_id, f"Person{user_id}x"), Step.REMOVE, "Moved")
            else:
                await self.services.privacy.delete(self.one(user_id), "Somebody")
            self.here.discard(user_id)
            self.wanting.discard(user_id)
        elif what == "wait":
            self.clock.now += timedelta(minutes=self.draw.choice((1, 9, 11)))


@pytest.mark.parametrize("number", range(4 * TIMES))
async def test_whatever_happens_picture_and_list_hold_nobody_who_did_not_opt_in(
    services: Services, people: People, database: Database, clock: Clock, number: int
) -> None:
    play = Play(services, database, clock, random.Random(seed() + number), people.ana, set(), set(), set())
    everybody = range(50, 70)
    for user_id in everybody:
        await services.roster.add(people.ana, Person(user_id, f"Person{user_id}x"), f"Trade {user_id}")
        play.here.add(user_id)
    for _ in range(60):
        await play.step()
        found = await services.networks.of(people.ana, play.draw.choice((PeriodName.ALL_TIME, PeriodName.THIS_WEEK)))
        seen = {f"Person{user_id}x" for user_id in play.wanting & play.here}
        assert set(names(found)) == seen
        assert found.others == len(play.here) + 3 - len(seen)
        card = network_card(words("en"), found, "Harbour")
        said = "\n".join(card.texts) + "\n".join(alts(card))
        assert [f"Person{user_id}x" in said for user_id in everybody] == [f"Person{user_id}x" in seen for user_id in everybody]


def alts(card: object) -> list[str]:
    """The alternative texts of a card's pictures, with the names that are drawn."""
    undrawn = card._undrawn.values()  # type: ignore[attr-defined]
    return [text for each in undrawn for text in (each.picture.alt, *each.picture.names)]
