"""A group of Ana and Bruno, for tests of the worker with real message handlers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.membership.members.model import Person
from bot.referrals.model import Verb
from bot.referrals.thanks.service import Typed as Words
from bot.referrals.typed import Typed as Client
from cogs.referrals.messages import Messages as ReferralMessages
from cogs.thanks.messages import Messages as ThanksMessages
from tests.passing import forget_contact
from tests.worker.harness import WorkerHarness, plain

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.worker.rendered import Handler
    from tests.standin import Channel, Standin, User

MARIA = Client("Maria Souza", "maria@example.org", "A wedding cake", "direct", "3", sure=True)
WARM = "You saved my week!"


async def nothing(_: Message) -> None:
    """A handler of a request to Discord that these tests don't look at."""


def as_the_bot(bot: Any) -> dict[str, Handler]:
    """The handlers of the bot's own cogs. The nightly check falls due in a test that runs between two and five o'clock UTC."""
    handlers: dict[str, Handler] = {"notice": plain, "presence.call": nothing}
    ReferralMessages(bot.services.referrals, bot.services.roster).register(handlers)
    thanks = ThanksMessages(bot.services.thanks, bot.services.testimonials)
    return handlers | {"thanks.post": thanks.post, "thanks.note": thanks.note}


@dataclass
class SampleGroup:
    """Ana, who moderates, gives Bruno a referral, and he thanks her."""

    standin: Standin
    channel: Channel
    moderators: Channel
    ana: User
    bruno: User

    @property
    def leader(self) -> Actor:
        return self.actor(self.ana)

    def actor(self, user: User) -> Actor:
        assert self.channel.guild is not None
        return Actor(self.channel.guild.id, user.id, user.name, manages_group=user is self.ana)

    async def begin(self, bot: WorkerHarness) -> None:
        given = Changes(referrals_channel_id=self.channel.id, moderators_channel_id=self.moderators.id)
        await bot.services.setup.set_up(self.leader, given, self.channel.id)
        for user in (self.ana, self.bruno):
            await bot.services.roster.add(self.leader, Person(user.id, user.name), f"Trade {user.id}")
        await bot.database.write(lambda tx: tx.run("DELETE FROM outbox"))

    async def act(self, bot: WorkerHarness, kind: str) -> int:
        """Do what queues a message of that kind; returns the record's id."""
        if kind in {"card", "line"}:
            return (await bot.services.referrals.give(self.leader, Person(self.bruno.id, "Bruno"), MARIA, "g")).referral.id
        said = Words(WARM)
        return (await bot.services.thanks.give(self.actor(self.bruno), Person(self.ana.id, "Ana"), None, said, "t")).thanks.id

    async def take_back(self, bot: WorkerHarness, kind: str, record_id: int) -> None:
        if kind in {"card", "line"}:
            await bot.services.referrals.move(self.ana.id, record_id, Verb.UNDO)
            await forget_contact(bot.services, self.leader, MARIA.contact)
        else:
            await bot.services.thanks.undo(self.bruno.id, record_id)

    def place(self, kind: str) -> Channel:
        if kind in {"line", "post"}:
            return self.channel
        return self.standin.direct_channel(self.bruno if kind == "card" else self.ana)

    def path(self, kind: str) -> str:
        return f"/channels/{self.place(kind).id}/messages"

    def texts(self) -> str:
        """All text of all messages."""
        return "\n".join(message.text for message in self.standin.messages.values())
