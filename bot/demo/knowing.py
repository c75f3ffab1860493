"""How the sample group's members get to know one another: they note talks, and have rounds of one-to-ones."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.demo.people import MODERATOR
from bot.demo.pressing import press_told
from bot.demo.simulator import find_button, newest_message
from bot.demo.talks import TALKS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import simcord

    from bot.demo.plan import Talk

BEGUN = 34
"""The day on which the moderator switches rounds on: the first is a week later, the second two weeks after that, the day before yesterday."""
COUNTED_IN = ("ana", "bruno", "camila", "diego", "elisa", "joao", "larissa")
"""Seven, so that each round has a group of three."""
ANSWERED = 53
"""A day after the morning list asked those of the first round whether they met."""
ANSWERS = {"elisa": "round:met:", "joao": "round:not_yet:"}

Act = tuple[int, "Callable[[], Awaitable[None]]"]
"""A day of the plan, and what is done on it."""


class Knowing:
    """Everything is done by the bot's own commands and buttons."""

    def __init__(self, env: simcord.Env, channel: simcord.ChannelHandle, people: dict[str, simcord.MemberActor]) -> None:
        self._env, self._channel, self._people = env, channel, people

    def acts(self) -> list[list[Act]]:
        """What is done one after the other, in several lists that do not depend on each other."""
        answers = [(ANSWERED, partial(press_told, self._env, self._people[key], button)) for key, button in ANSWERS.items()]
        return [*map(self._talk, TALKS), [(BEGUN, self._begin_rounds), *answers]]

    def _talk(self, talk: Talk) -> list[Act]:
        noted: list[Act] = [(talk.day, partial(self._meet, talk))]
        if talk.after is None:
            return noted
        return [*noted, (talk.day + talk.after, partial(press_told, self._env, self._people[talk.other], "touch:confirm:"))]

    async def _meet(self, talk: Talk) -> None:
        await self._people[talk.by].slash(self._channel, "one-to-one log", member=self._people[talk.other])

    async def _begin_rounds(self) -> None:
        """The moderator posts the message, and the members press its button."""
        moderator = self._people[MODERATOR]
        offered = (await moderator.slash(self._channel, "one-to-one rounds", every="two_weeks")).response
        assert offered is not None
        await moderator.click(offered, custom_id=find_button(offered, "round:share:"))
        posted = newest_message(self._env, self._channel)
        for key in COUNTED_IN:
            await self._people[key].click(posted, custom_id=find_button(posted, "round:in:"))
