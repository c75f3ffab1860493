"""Random scenarios: concurrent actions, with forged ids and late or repeated presses, compared with a reference model.

Every run executes the same few scenarios, `make fuzz` many others. A failed one is repeated by its number: `make fuzz SEED=17
ARGS="-k scenario"`.
"""

import asyncio
import copy
from collections import Counter
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, cast

import pytest

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.calendar import PeriodName
from bot.core.db.database import Database, instant
from bot.core.db.encryption import Cipher
from bot.core.errors import Refused, Unsaved
from bot.core.jobs.model import Job
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person
from bot.referrals.model import Box, Verb
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.referrals.typed import Typed
from bot.services import Services
from bot.weekly.boards.model import BoardName
from tests import fuzz
from tests.conftest import Clock, tables_of
from tests.passing import forget_contact
from tests.reference_model import MODERATOR, ZONE, ReferenceModel, Refusal, monday
from tests.scenarios import CLIENTS, PEOPLE, Action, ScenarioGenerator
from tests.sealed import readable

SCENARIOS = 8 * fuzz.TIMES
CANARIES = ("canary", "98888-4321")

Outcome = tuple[str, int | None]


@dataclass
class Runner:
    """Executes the scenario's actions by the bot's services."""

    services: Services
    database: Database
    clock: Clock
    cipher: Cipher
    group_id: int

    def actor(self, who: int) -> Actor:
        return Actor(self.group_id, who, PEOPLE[who], manages_group=who == MODERATOR)

    async def rows(self, sql: str) -> list[Any]:
        return list(await self.database.read(lambda tx: tx.all(f"{sql} WHERE group_id = {self.group_id}")))

    async def begin(self) -> ReferenceModel:
        changes = Changes(referrals_channel_id=7, moderators_channel_id=8, time_zone=ZONE.key, currency="BRL")
        await self.services.setup.set_up(self.actor(MODERATOR), changes, 7)
        members = [who for who in PEOPLE if who != 4]
        for who in members:
            await self.services.roster.add(self.actor(MODERATOR), Person(who, PEOPLE[who]), f"Trade {who}")
        return ReferenceModel(self.clock.now, dict.fromkeys(members, "active"), logged=len(await self.rows("SELECT id FROM log")))

    async def do(self, action: Action, ids: "Ids") -> Outcome:
        try:
            return "done", await self._done(action, ids)
        except Unsaved:
            raise
        except Refused:
            return "refused", None

    async def _done(self, action: Action, ids: "Ids") -> int | None:
        s, (what, who, *rest) = self.services, action
        key = f"f:{what}:{who}:{rest[-1]}" if rest else ""
        match what:
            case "give":
                typed = Typed("Canary Client", rest[2], "canaryneed", rest[1], "3", sure=rest[3])
                return (await s.referrals.give(self.actor(who), Person(rest[0], "x"), typed, key)).referral.number
            case "edit":
                typed = Typed("Canary Again", rest[1], "canaryneed", "", "2")
                await s.referrals.edit(who, ids.referral(rest[0]), typed, key)
            case "thank":
                number = None if rest[0] is None else ids.referral(rest[0])
                said = await s.thanks.give(self.actor(who), Person(rest[1]), number, ThanksTyped("Thanks!"), key)
                return said.thanks.number
            case "act":
                return (await s.thanks.for_act(self.actor(who), ids.referral(rest[0]))).thanks.number
            case "membership" if rest[0] == "remove":
                await s.roster.decide(self.actor(who), Person(rest[1], "x"), Step.REMOVE, "because")
            case "membership" if rest[0] == "add":
                await s.roster.add(self.actor(who), Person(rest[1], PEOPLE[rest[1]]), f"Trade {rest[1]}")
            case "morning":
                (job,) = [row for row in await self.rows("SELECT * FROM jobs") if row["kind"] == "care" and not row["done_at"]]
                await s.daily_job.run(Job(job["id"], self.group_id, "care", job["key"], self.clock.now))
            case _:
                await self._plain(what, who, rest, ids)
        return None

    async def _plain(self, what: str, who: int, rest: list[Any], ids: "Ids") -> None:
        s = self.services
        doing: dict[str, Any] = {
            "step": lambda: s.referrals.move(who, ids.referral(rest[0]), Verb(rest[1]), "canaryreason"),
            "agreed": lambda: s.referrals.move(who, ids.referral(rest[0]), Verb.AGREED),
            "unthank": lambda: s.thanks.undo(who, ids.thanks(rest[0])),
            "answer": lambda: s.thanks.answer(who, ids.thanks(rest[0])),
            "forget": lambda: s.erasure.forget(who, ids.referral(rest[0])),
            "delete": lambda: s.privacy.delete(self.actor(who), "A former member"),
            "void": lambda: s.moderation.void(self.actor(who), "R", rest[0], "because"),
            "void_thanks": lambda: s.moderation.void(self.actor(who), "T", rest[0], "because"),
            "forget_contact": lambda: forget_contact(s, self.actor(who), rest[0]),
            "membership": lambda: getattr(s.roster, rest[0])(self.actor(who), Person(rest[1], "x")),
            "leaves": lambda: s.departures.left(self.group_id, who),
            "returns": lambda: s.departures.back(self.group_id, who),
        }
        await cast("Awaitable[object]", doing[what]())

    async def seen(self) -> dict[str, Any]:
        """The state in the store, in the form of `expected`."""
        referrals = await self.rows("SELECT * FROM referrals")
        numbers = {row["id"]: row["number"] for row in referrals}
        before_won = {
            row["referral_id"]: row["before"] for row in await self.rows("SELECT * FROM referral_moves") if row["verb"] == "won"
        }
        entries: Counter[tuple[str, int, int, datetime]] = Counter()
        for row in await self.rows("SELECT * FROM entries"):
            entries[row["kind"], row["member_id"], row["counterpart_id"], instant(row["at"])] += row["sign"]
        assert min(entries.values(), default=0) >= 0
        return {
            "status": {row["user_id"]: (row["status"], row["returns_to"]) for row in await self.rows("SELECT * FROM members")},
            "passed": {
                r["number"]: (
                    r["giver_id"], r["receiver_id"], r["kind"], r["state"], self._contact(r), instant(r["given_at"]),
                    instant(r["changed_at"]), numbers.get(r["same_as"]), before_won.get(r["id"], ""),
                )
                for r in referrals
            },
            "said": {
                r["number"]: (
                    r["author_id"], r["thanked_id"], numbers.get(r["referral_id"]),
                    bool(r["for_act"]), r["undone_at"] is not None, r["pleasure_at"] is not None,
                )
                for r in await self.rows("SELECT * FROM thanks")
            },
            "counted": +entries,
            "logged": len(await self.rows("SELECT id FROM log")),
        }  # fmt: skip

    def _contact(self, row: Any) -> str:
        return self.cipher.open("referrals", self.group_id, row["number"], "contact", row["contact"])


@dataclass
class Ids:
    """The store's ids by the numbers that people see; an unknown number leads to another group's record, or to none."""

    referrals: dict[int, int]
    said: dict[int, int]
    forged: int

    def referral(self, number: int) -> int:
        return self.referrals.get(number, self.forged)

    def thanks(self, number: int) -> int:
        return self.said.get(number, self.forged)


def expected(reference: ReferenceModel) -> dict[str, Any]:
    """The reference model's state, in the form of `Runner.seen`."""
    return {
        "status": {who: (status, reference.back_to.get(who)) for who, status in reference.status.items()},
        "passed": {
            number: (
                it.giver,
                it.receiver,
                it.kind,
                it.state,
                it.client,
                it.given_at,
                it.moved_at,
                it.same_as,
                it.before_won,
            )
            for number, it in reference.passed.items()
        },
        "said": {
            number: (it.author, it.thanked, it.about, it.for_act, it.undone, it.answered) for number, it in reference.said.items()
        },
        "counted": reference.counted(),
        "logged": reference.logged,
    }


def apply(reference: ReferenceModel, action: Action) -> Outcome:
    what, who, *rest = action
    try:
        return "done", reference.morning() if what == "morning" else getattr(reference, what)(who, *rest)
    except Refusal:
        return "refused", None


def orders(reference: ReferenceModel, actions: list[tuple[Action, Outcome]]) -> Iterator[ReferenceModel]:
    """The reference models after every serial order of these actions that gives these outcomes."""
    if not actions:
        yield reference
    for first in range(len(actions)):
        branch = copy.deepcopy(reference)
        action, outcome = actions[first]
        if apply(branch, action) == outcome:
            yield from orders(branch, actions[:first] + actions[first + 1 :])


async def scenario(runner: Runner, number: int, forged: int, steps: int = 24) -> None:
    """Execute one scenario from an empty group, comparing after each step and at the end."""
    reference = await runner.begin()
    generator = ScenarioGenerator(number)
    for step in range(steps):
        actions, minutes = generator.turn(reference)
        runner.clock.pass_by(minutes=minutes)
        reference.now = runner.clock.now
        ids = Ids(
            {row["number"]: row["id"] for row in await runner.rows("SELECT id, number FROM referrals")},
            {row["number"]: row["id"] for row in await runner.rows("SELECT id, number FROM thanks")},
            forged,
        )
        outcomes = await asyncio.gather(*(runner.do(action, ids) for action in actions))
        seen = await runner.seen()
        possible = list(orders(reference, list(zip(actions, outcomes, strict=True))))
        model_after = next((each for each in possible if expected(each) == seen), None)
        where = f"scenario {number}, step {step}: {list(zip(actions, outcomes, strict=True))} after {reference}"
        assert possible, f"no order of these has such outcomes: {where}"
        if model_after is None:
            assert seen == expected(possible[0]), where
        assert model_after is not None
        reference = model_after
    await everybody_sees(runner, reference)
    await nothing_of_clients_is_written(runner)


async def everybody_sees(runner: Runner, reference: ReferenceModel) -> None:
    """Compare leaderboards, activities and lists with the model."""
    s, ana = runner.services, runner.actor(MODERATOR)
    this_week = datetime.combine(cast("Any", monday(reference.now)), time(0), ZONE).astimezone(UTC)
    for period, since in ((PeriodName.ALL_TIME, None), (PeriodName.THIS_WEEK, this_week)):
        for board, kind in ((BoardName.GIVERS, "referral"), (BoardName.THANKED, "thanks")):
            ranks = (await s.boards.board(ana, board, period)).ranks
            assert {r.standing.user_id: (r.standing.people, r.standing.times) for r in ranks} == reference.board(kind, since)
    for who, status in reference.status.items():
        if status != "active":
            continue
        mine = await s.activity.mine(runner.actor(who))
        given, received, thanked, thanking = (
            sum(
                n
                for (what, member, other, _), n in reference.counted().items()
                if what == kind and who == (member if by else other)
            )
            for kind, by in (("referral", True), ("referral", False), ("thanks", True), ("thanks", False))
        )
        assert (mine.given, mine.received, mine.thanked_by_others, mine.thanks_given) == (given, received, thanked, thanking)
        listed = (await s.referrals.list(runner.actor(who), Box.ALL, None, 1000)).entries
        assert {each.number for each, _ in listed} == {n for n, it in reference.passed.items() if who in {it.giver, it.receiver}}


async def nothing_of_clients_is_written(runner: Runner) -> None:
    """No table holds a client's data in plain text, log and outbox none at all; erased referrals have no hashes and no reminders."""
    for table in ("log", "outbox"):
        assert not [word for word in CANARIES if word in (await readable(runner.database, table)).casefold()], table
    for table in await tables_of(runner.database):
        if table == "meta":
            continue
        text = " ".join(str(tuple(row)) for row in await runner.rows(f"SELECT * FROM {table}")).casefold()
        assert not [word for word in CANARIES if word in text], table
    wiped = {row["id"] for row in await runner.rows("SELECT * FROM referrals") if row["prospect"] is None}
    for table in ("contact_prints", "reminders"):
        assert not wiped & {row["referral_id"] for row in await runner.rows(f"SELECT * FROM {table}")}


async def another_group(runner: Runner) -> None:
    """Another group with a referral and thanks, which no action of the scenarios may change."""
    s, ana, bruno = runner.services, Actor(runner.group_id, 11, "Ann", manages_group=True), Actor(runner.group_id, 12, "Bob")
    await s.setup.set_up(ana, Changes(), 7)
    for who in (ana, bruno):
        await s.roster.add(ana, Person(who.user_id, who.name), f"Trade {who.user_id}")
    passed = await s.referrals.give(ana, Person(12), Typed("Another", CLIENTS[0], "", "direct", "1"), "f:1")
    await s.thanks.give(bruno, Person(11), passed.referral.id, ThanksTyped("Thanks!"), "f:2")


@pytest.mark.scenario
async def test_concurrent_actions_have_the_outcome_of_some_order(
    services: Services, database: Database, clock: Clock, cipher: Cipher
) -> None:
    elsewhere = Runner(services, database, clock, cipher, 999)
    await another_group(elsewhere)
    untouched = await elsewhere.seen()
    first = fuzz.seed(usual=0)
    for number in range(first, first + SCENARIOS):
        await scenario(Runner(services, database, clock, cipher, 1000 + number), number, forged=1 if number % 4 else 2**62)
    assert await elsewhere.seen() == untouched
