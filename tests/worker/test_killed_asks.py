"""The worker is killed at each request that delivers what asks and introductions say: nothing is said twice, nothing is lost.

It dies right after it made the request, whose answer it does not read, and, in another run, two steps later.
"""

from __future__ import annotations

import shutil
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import pytest

from bot.admin.setup import Changes
from bot.asks.model import NeedKind
from bot.asks.typed import Typed as Need
from bot.core.actor import Actor
from bot.core.db.database import micros
from bot.core.outbox import store as outbox_store
from bot.introductions.model import Answer
from bot.introductions.service import Typed as Why
from bot.introductions.service import end_old
from bot.membership.members.model import Person
from cogs.asks.messages import Messages as AskMessages
from cogs.asks.over import over_for
from cogs.introductions.messages import Messages as IntroductionMessages
from tests import postgres
from tests.fuzz import FUZZ
from tests.worker.harness import KillSwitch, plain
from tests.worker.sample_group import nothing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path
    from typing import Any

    from bot.worker.rendered import Handler
    from tests.conftest import Clock
    from tests.standin import Channel, Guild, Standin, User
    from tests.standin.rules import Payload
    from tests.standin.world import Message
    from tests.worker.conftest import Open
    from tests.worker.harness import WorkerHarness

    Do = Callable[["Group", WorkerHarness], Awaitable[None]]

WHY = Why("You both work with cafés", "Bakes for half the city", "Takes pictures of food")


def as_the_bot(bot: Any) -> dict[str, Handler]:
    of = bot.services
    needs = AskMessages(of.needs, of.offers, of.helping)
    introductions = IntroductionMessages(of.introductions)
    return {
        "need.card": needs.card,
        "need.offer": needs.offer,
        "need.chosen": needs.chosen,
        "need.over": over_for(of.needs),
        "need.helped": needs.helped,
        "need.voided": needs.voided,
        "introduction.proposed": introductions.proposed,
        "introduction.made": introductions.made,
        "introduction.outcome": introductions.outcome,
        "introduction.voided": introductions.voided,
        "introduction.line": introductions.line,
        "notice": plain,
        "presence.call": nothing,
    }


class Group:
    """Ana, who moderates, Bruno and Caio in a server of the stand-in."""

    def __init__(self, standin: Standin) -> None:
        self.standin = standin
        self.guild: Guild = standin.add_guild("Vila Boa")
        self.channel: Channel = standin.add_channel(self.guild, "referrals")
        self.ana, self.bruno, self.caio = (standin.add_member(self.guild, name) for name in ("Ana", "Bruno", "Caio"))
        # What the three read was opened before: a channel of direct messages keeps its id.
        self.places = [self.channel, *(standin.direct_channel(each) for each in (self.ana, self.bruno, self.caio))]
        self.kept: dict[Message, Payload] = {}
        """What was said before the worker is killed."""

    def actor(self, user: User) -> Actor:
        return Actor(self.guild.id, user.id, user.name, manages_group=user is self.ana)

    def person(self, user: User) -> Person:
        return Person(user.id, user.name)

    async def begin(self, bot: WorkerHarness) -> None:
        await bot.services.setup.set_up(self.actor(self.ana), Changes(referrals_channel_id=self.channel.id), self.channel.id)
        for user in (self.ana, self.bruno, self.caio):
            await bot.services.roster.add(self.actor(self.ana), self.person(user), f"Trade {user.id}")
        await bot.database.write(lambda tx: tx.run("DELETE FROM outbox"))
        await bot.database.write(lambda tx: tx.run("DELETE FROM jobs"))

    async def ask(self, bot: WorkerHarness) -> None:
        """A question is answered and helped; a trade is offered by one who knows somebody, who is chosen."""
        needs, offers = bot.services.needs, bot.services.offers
        ana, bruno, caio = (self.actor(each) for each in (self.ana, self.bruno, self.caio))
        question = await needs.post(ana, NeedKind.QUESTION, Need("Which bank opens accounts for new companies?"), "f:q")
        await offers.offer(bruno, question.need.id, "f:o1", text="The one in Lapa")
        await bot.services.helping.helped(ana, question.need.id, self.bruno.id, "", "f:h")
        trade = await needs.post(
            ana, NeedKind.CLIENT_NEEDS, Need("A café is being built", trades=("Baker",), agreed="own"), "f:t"
        )
        await offers.offer(caio, trade.need.id, "f:o2", "Baker", "Old Paulo, by the river")
        await offers.choose(ana, trade.need.id, self.caio.id, "Baker")

    async def introduce(self, bot: WorkerHarness) -> None:
        """Ana introduces the two."""
        who = self.person(self.bruno), self.person(self.caio)
        await bot.services.introductions.propose(self.actor(self.ana), *who, WHY, "f:intro")

    async def agree(self, bot: WorkerHarness) -> None:
        """Both say yes."""
        await self.introduce(bot)
        for user in (self.bruno, self.caio):
            await bot.services.introductions.answer(user.id, 1, Answer.YES)

    async def nothing(self, bot: WorkerHarness) -> None:
        """Nothing was said before."""

    async def cover(self, bot: WorkerHarness) -> None:
        """Two offer to stand in, and Bruno is chosen."""
        typed = Need("Take pictures", place="Pinheiros", when="2027-03-01 19:00", details="Door code 1234")
        posted = await bot.services.needs.post(self.actor(self.ana), NeedKind.COVER, typed, "f:c")
        for user in (self.bruno, self.caio):
            await bot.services.offers.offer(self.actor(user), posted.need.id, f"f:o{user.id}")
        await bot.services.offers.choose(self.actor(self.ana), posted.need.id, self.bruno.id)

    async def close(self, bot: WorkerHarness) -> None:
        """Ana needs nobody any more."""
        await bot.services.needs.close(self.actor(self.ana), 1)

    async def back_out(self, bot: WorkerHarness) -> None:
        """Bruno, who was chosen, takes his offer back."""
        await bot.services.offers.let_go(self.actor(self.bruno), 1)

    async def cancel(self, bot: WorkerHarness) -> None:
        """A moderator cancels the ask."""
        await bot.services.moderation.void(self.actor(self.ana), "A", 1, "Made up")

    async def cancel_introduction(self, bot: WorkerHarness) -> None:
        await bot.services.moderation.void(self.actor(self.ana), "I", 1, "Made up")

    async def let_pass(self, bot: WorkerHarness) -> None:
        """Bruno says no, Caio nothing, and the fourteen days are over."""
        await bot.services.introductions.answer(self.bruno.id, 1, Answer.NO)
        # The clock stays: the stand-in's ids have the time of the machine, by which messages are looked for.
        await bot.database.write(lambda tx: tx.run("UPDATE introductions SET until = ?", micros(tx.now)))
        await bot.database.write(lambda tx: end_old(tx, self.guild.id))

    def keep(self) -> None:
        """Note what was said up to now; `empty` leaves that as it is."""
        self.kept = {message: message.body for place in self.places for message in place.messages}

    def read(self) -> list[list[str]]:
        """The texts in each place, in any order: messages to one place go one after the other, edits beside them."""
        return [sorted(message.text for message in place.messages) for place in self.places]

    def empty(self) -> None:
        for place in self.places:
            place.messages[:] = [each for each in place.messages if each in self.kept]
        for message, body in self.kept.items():
            message.show(body)
        self.standin.forget_nonces()


SCENES: dict[str, tuple[Do, Do]] = {
    "asks": (Group.nothing, Group.ask),
    "a cover for which somebody is chosen": (Group.nothing, Group.cover),
    "a cover that is closed": (Group.cover, Group.close),
    "a cover from which the chosen one backs out": (Group.cover, Group.back_out),
    "a cover that a moderator cancels": (Group.cover, Group.cancel),
    "a question that a moderator cancels": (Group.ask, Group.cancel),
    "an introduction that is proposed": (Group.nothing, Group.introduce),
    "an introduction that is made": (Group.nothing, Group.agree),
    "an introduction that does not come to it": (Group.introduce, Group.let_pass),
    "an introduction that a moderator cancels": (Group.agree, Group.cancel_introduction),
}
"""What was done and said before, and what is done then, at whose requests the worker is killed."""
KINDS = {
    "asks": {"need.card", "need.offer", "need.chosen", "need.helped"},
    "a cover for which somebody is chosen": {"need.card", "need.offer", "need.chosen"},
    "a cover that is closed": {"need.card", "need.over"},
    "a cover from which the chosen one backs out": {"need.card", "need.offer", "need.over"},
    "a cover that a moderator cancels": {"need.card", "need.over", "need.voided"},
    "a question that a moderator cancels": {"need.card", "need.voided"},
    "an introduction that is proposed": {"introduction.proposed"},
    "an introduction that is made": {"introduction.made", "introduction.outcome", "introduction.line"},
    "an introduction that does not come to it": {"introduction.proposed", "introduction.outcome"},
    "an introduction that a moderator cancels": {"introduction.made", "introduction.line", "introduction.voided"},
}


EVERY = {"sqlite": 1, "postgres": 1 if FUZZ else 3}
"""It is killed at each such request: fewer runs on PostgreSQL, where each has a database of its own."""
MORE = {"sqlite": (0, 2), "postgres": (0,)}
"""Steps after a request."""


@dataclass(eq=False)
class AtRequest(KillSwitch):
    """Lets `more` steps run after the one that made the `nth` request from now on, and none after these."""

    standin: Standin | None = None
    nth: int = 0
    more: int = 0

    def __post_init__(self) -> None:
        assert self.standin is not None
        self._before = len(self.standin.requests)

    def step(self) -> bool:
        assert self.standin is not None
        if self.last is None and len(self.standin.requests) - self._before >= self.nth:
            self.last = self.steps + self.more
        return super().step()


@asynccontextmanager
async def copied(kept: Path | str, file: Path, server: str | None) -> AsyncIterator[str | None]:
    """The address of a copy of the store, None for `file`."""
    if server is None:
        for each in file.parent.glob(f"{file.name}*"):
            each.unlink()
        shutil.copyfile(kept, file)
        yield None
    else:
        async with postgres.empty_database(server, str(kept)) as address:
            yield address


async def until_killed(bot: WorkerHarness) -> None:
    """Work until it is killed or nothing is left; the clock advances to the next due row, such as an edit that comes after another."""
    await bot.work()
    while not bot.kill_switch.is_over and (due := await bot.database.read(outbox_store.next_due)) is not None:
        bot.clock.now = max(due, bot.clock.now)
        await bot.work()


@pytest.mark.scenario
@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize(("engine", "minutes"), [("sqlite", 0), ("sqlite", 10), ("postgres", 10)])
async def test_at_each_request(
    standin: Standin,
    open_harness: Open,
    clock: Clock,
    sqlite_file: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    scene: str,
    engine: str,
    minutes: int,
) -> None:
    """Restarted at once, or after ten minutes, when Discord has forgotten the nonce."""
    server = None if engine == "sqlite" else request.getfixturevalue("postgres_stores").template
    group = Group(standin)
    async with AsyncExitStack() as stack:
        kept = (
            tmp_path / "kept.db" if server is None else await stack.enter_async_context(postgres.empty_database(server, server))
        )
        address = None if server is None else str(kept)
        before, then = SCENES[scene]
        async with open_harness(as_the_bot, address=address) as bot:
            await group.begin(bot)
            await before(group, bot)
            await bot.finish()
            group.keep()
        async with open_harness(as_the_bot, address=address) as bot:  # whose worker does not run yet
            said = (await bot.rows("SELECT COALESCE(MAX(id), 0) AS id FROM outbox"))[0]["id"]
            await then(group, bot)
            kinds = {row["kind"] for row in await bot.rows("SELECT kind FROM outbox WHERE id > ?", said)}
        assert KINDS[scene] <= kinds
        if server is None:
            shutil.copyfile(sqlite_file, kept)
        began, asked = clock.now, len(standin.requests)
        async with copied(kept, sqlite_file, server) as address, open_harness(as_the_bot, address=address) as bot:
            await bot.finish()
        expected, killed = group.read(), 0
        nths = range(1, len(standin.requests) - asked + 1, EVERY[engine])
        for nth, more in product(nths, MORE[engine]):
            group.empty()
            clock.now = began
            async with copied(kept, sqlite_file, server) as address:
                switch = AtRequest(standin=standin, nth=nth, more=more)
                async with open_harness(as_the_bot, kill_switch=switch, address=address) as bot:
                    await until_killed(bot)
                killed += switch.is_over
                if minutes:
                    clock.pass_by(minutes=minutes)
                    standin.forget_nonces()
                async with open_harness(as_the_bot, address=address) as bot:
                    await bot.finish()
                    unsaid = await bot.rows("SELECT kind, state, problem FROM outbox WHERE state <> 'sent' AND id > ?", said)
            assert group.read() == expected, (nth, more)
            assert unsaid == [], (nth, more)
        assert killed >= len(nths) > 0, "of each request it was killed right after it, if not after the last"
