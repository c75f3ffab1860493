"""A server with a group whose members give referrals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.standin import Permission

if TYPE_CHECKING:
    from tests.standin import Message, Reply, Standin, User

CLIENT = {
    "prospect": "Zuleika Quintanilha",
    "contact": "+55 11 97531-8642",
    "need": "Redo the Xylindein kitchen",
    "kind": "direct",
}


class SampleGuild:
    """Carla moderates; Ana is a baker, Bruno an electrician."""

    def __init__(self, standin: Standin) -> None:
        self.standin = standin
        self.guild = standin.add_guild("Vila Boa")
        self.lobby = standin.add_channel(self.guild, "lobby")  # the first channel, in which the bot greets
        self.referrals = standin.add_channel(self.guild, "referrals")
        self.moderators = standin.add_channel(self.guild, "moderators")
        self.carla = standin.add_member(self.guild, "Carla", standin.add_role(self.guild, "Manager", Permission.MANAGE_GUILD))
        self.ana = standin.add_member(self.guild, "Ana")
        self.bruno = standin.add_member(self.guild, "Bruno")

    async def set_up(self) -> None:
        await self.standin.message_in(self.lobby, "Set it up")
        await self.standin.slash(
            self.carla, "group setup", referrals_channel=self.referrals, moderators_channel=self.moderators, seats="shared"
        )
        await self.add(self.ana, "Baker")
        await self.add(self.bruno, "Electrician")

    async def add(self, user: User, seat: str) -> None:
        """Add a member, and wait for their welcome message."""
        await self.standin.slash(self.carla, "member add", member=user, seat=seat)
        if user.takes_direct_messages:
            await self.standin.message_in(self.standin.direct_channel(user), "Welcome")

    async def form(self, giver: User | None = None, receiver: User | None = None) -> Reply:
        return await self.standin.slash(giver or self.ana, "refer", member=receiver or self.bruno)

    async def refer(self, **changes: str) -> Reply:
        """Ana refers CLIENT to Bruno."""
        return await self.standin.submit(self.ana, await self.form(), CLIENT | changes)

    def lines(self) -> list[Message]:
        """The public lines about referrals."""
        return [message for message in self.referrals.messages if "passed" in message.text]

    def cards(self, user: User | None = None) -> list[Message]:
        """The referral cards in a person's direct messages, by default Bruno's."""
        messages = self.standin.direct_messages(user or self.bruno)
        return [message for message in messages if "referral:" in " ".join(message.custom_ids)]

    async def said(self) -> tuple[Message, Message]:
        """Wait for the first card and the first public line, and return them."""
        return await self.standin.until(
            lambda: (self.cards()[0], self.lines()[0]) if self.cards() and self.lines() else None, "the card and the public line"
        )
