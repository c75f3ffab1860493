"""Concurrent users, who repeat whatever the bot does not answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from tests.standin import Unanswered

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

    from tests.outside.sample_guild import SampleGuild
    from tests.standin import Message, Reply, User

T = TypeVar("T")

PROSPECT, NEED, CONTACT, REASON = "zyxqklient", "vwkbedarf", "kanarie", "grundqjx"
"""Parts of all texts that only giver and receiver may read; they occur nowhere else."""
DOMAIN = "vxqmail.example"


@dataclass
class Passed:
    """A referral whose form was acknowledged: it must exist once."""

    prospect: str
    giver: User
    receiver: User
    form: str
    answer: str


@dataclass
class ConcurrentUsers:
    """Members who refer clients to each other, each in a task; the fields count what the bot acknowledged."""

    sample: SampleGuild
    people: list[User]
    chance: random.Random
    passed: list[Passed] = field(default_factory=list)
    thanked: int = 0
    unanswered: int = 0
    stopping: bool = False

    async def run(self) -> None:
        """Run until `stopping` is set; actions that have begun are completed."""
        async with asyncio.TaskGroup() as tasks:
            for person in self.people:
                tasks.create_task(self._person(person))

    async def _person(self, giver: User) -> None:
        while not self.stopping:
            receiver = self.chance.choice([person for person in self.people if person is not giver])
            prospect = f"{PROSPECT}{len(self.passed)}of{giver.name[-1].lower()}"
            passed = await self._pass(giver, receiver, prospect)
            self.passed.append(passed)
            card = await self.sample.standin.until(lambda: self._card(receiver, prospect), f"the card of {prospect}")  # noqa: B023
            await self._answer(receiver, card, self.chance.random())

    async def _pass(self, giver: User, receiver: User, prospect: str) -> Passed:
        standin = self.sample.standin
        form = await self._insist(lambda: standin.slash(giver, "refer", member=receiver))
        fields = {
            "prospect": prospect,
            "contact": f"{CONTACT}-{prospect}@{DOMAIN}",
            "need": f"{NEED} {prospect}",
            "kind": "direct",
        }
        if self.chance.random() < 0.2:
            refused = await self._insist(lambda: standin.submit(giver, form, fields | {"contact": f"no {CONTACT}"}))
            form = await self._insist(lambda: standin.click(giver, refused.message, "form:again:"))
        answer = await self._insist(lambda: standin.submit(giver, form, fields))
        assert form.modal is not None
        return Passed(prospect, giver, receiver, form.modal["custom_id"], answer.text)

    async def _answer(self, receiver: User, card: Message, mood: float) -> None:
        """Accept or decline the referral, report work, or do nothing, by chance."""
        standin = self.sample.standin
        if mood < 0.4:
            await self._press(receiver, card, "referral:accept:")
        elif mood < 0.6:
            form = await self._insist(lambda: standin.click(receiver, card, "referral:decline:"))
            await self._insist(lambda: standin.submit(receiver, form, {"reason": f"{REASON} {card.id}"}))
        elif mood < 0.8:
            form = await self._insist(lambda: standin.click(receiver, card, "referral:won:"))
            await self._insist(lambda: standin.submit(receiver, form, {"message": f"Thanks for {card.id}!"}))
            self.thanked += 1

    async def _press(self, person: User, card: Message, button: str) -> None:
        """Press until it is answered, or until the card shows that an earlier press arrived."""

        async def press() -> Reply | None:
            pressed_before = not any(custom_id.startswith(button) for custom_id in card.custom_ids)
            return None if pressed_before else await self.sample.standin.click(person, card, button)

        await self._insist(press)

    async def _insist(self, action: Callable[[], Awaitable[T]]) -> T:
        standin = self.sample.standin
        while True:
            await standin.until(lambda: standin.gateway.current, "the bot to be there")
            try:
                return await action()
            except Unanswered:
                self.unanswered += 1

    def _card(self, receiver: User, prospect: str) -> Message | None:
        messages = reversed(self.sample.standin.direct_messages(receiver))
        return next((message for message in messages if prospect in message.text and message.custom_ids), None)
