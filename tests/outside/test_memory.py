"""Who deletes their data is in no living object of the bot's process any more, once its caches are emptied."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from tests.outside.sample_guild import SampleGuild
from tests.outside.store import waiting
from tests.patience import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.outside.process import Operator
    from tests.standin import Reply, Standin, User

NAME = "Xylindéin Quorvath"
TRACES = ("xylind", "xyllnd", "quorvat", "zorbulak", "merowing")
"""Parts of what Xylindéin wrote and whom she named, as they stand in words, in stems and in what a name looks like."""
PROFILE = {
    "business": "Xylindein Ltd",
    "offer": "Clocks, and quorvathing of clocks",
    "ideal_referral": "Whoever has a xylindein",
    "contact": "xylindein@example.org",
}
CLIENT = {
    "prospect": "Zorbulak Nunes",
    "contact": "zorbulak@example.org https://zorbulak.example/x",
    "need": "Zorbulaks",
    "kind": "direct",
}
GUEST = {"name": "Merowing Reis", "trade": "Merowinger", "contact": "merowing@example.org", "as": "guest", "agreed": "yes"}
PICTURES = ("network", "year", "groups")


class Life:
    """Xylindéin does a bit of everything, and others read of it."""

    def __init__(self, sample: SampleGuild) -> None:
        self.sample, self.standin = sample, sample.standin
        self.she = self.standin.add_member(sample.guild, NAME)

    async def lead(self) -> None:
        await self._join()
        await self._pass_on()
        await self._talk()
        await self._bring()
        for reader in (self.she, self.sample.ana, self.sample.carla):
            await self._read(reader)

    async def _fill(self, person: User, command: str, typed: dict[str, str], **options: object) -> Reply:
        return await self.standin.submit(person, await self.standin.slash(person, command, **options), typed)

    async def _join(self) -> None:
        await self._fill(self.she, "join", PROFILE, seat="Quorvath repairs")
        card = await self.standin.message_in(self.sample.moderators, PROFILE["business"])
        await self.standin.click(self.sample.carla, card, "member:approve:")
        await self._fill(self.she, "profile edit", {"links": "https://xylindein.example/shop"})
        await self._fill(self.she, "profile story", {"goals": "A xylindein", "skills": "xylindeining, quorvathed"})

    async def _pass_on(self) -> None:
        sample, she = self.sample, self.she
        refused = await self._fill(she, "refer", CLIENT | {"contact": "of a zorbulak"}, member=sample.bruno)
        assert "needs a phone number" in refused.text
        await self._fill(she, "refer", CLIENT, member=sample.bruno)
        await self._fill(
            sample.ana, "refer", CLIENT | {"prospect": "Rita", "contact": "r@example.org", "need": "A clock"}, member=she
        )
        for receiver in (sample.bruno, she):
            card = (await self.standin.until(lambda receiver=receiver: sample.cards(receiver), "the card"))[0]
            await self.standin.click(receiver, card, "referral:accept:")
            form = await self.standin.click(receiver, card, "referral:won:")
            await self.standin.submit(receiver, form, {"message": "Thanks, by Xylindein"})
        await self._fill(sample.bruno, "thank", {"message": "For the xylindein"}, member=she)

    async def _talk(self) -> None:
        slash, she, ana = self.standin.slash, self.she, self.sample.ana
        await self._fill(she, "ask", {"text": "Who has a xylindein?"}, kind="question")
        await self._fill(ana, "ask", {"text": "Who repairs clocks, xylindeining?"}, kind="question")
        tip = {"title": "A xylindein", "text": "To xylindein", "link": "https://xylindein.example/tip"}
        await self._fill(she, "tip", tip)
        await slash(she, "one-to-one log", member=ana, topics="xylindein topics")
        await slash(she, "one-to-one plan", member=ana, when="2030-11-05 19:00", place="Xylindein bar")
        await slash(she, "keep-in-touch add", name="Merowing Lima", relation="Zorbulakish", note="zorbulak3@example.org")
        await slash(she, "away", until="2030-11-05", note="Xylindein leave")

    async def _bring(self) -> None:
        await self.standin.slash(self.sample.carla, "meeting schedule", day="tuesday", time="07:30")
        doubted = await self._fill(self.she, "meeting guest", GUEST | {"name": CLIENT["prospect"]})
        assert "seems to name a client" in doubted.text
        assert "Merowing Reis" in (await self._fill(self.she, "meeting guest", GUEST)).text

    async def _read(self, reader: User) -> None:
        slash = self.standin.slash
        await self.standin.suggestions(reader, "directory", "seat", "quorvat")
        await slash(reader, "directory", search="xylindein")
        for command in ("directory", "one-to-one suggest", "meeting next", "privacy export", "keep-in-touch list"):
            await slash(reader, command)
        for command in ("profile show", "profile card"):
            await slash(reader, command, member=self.she)
        for period in ("month", "year"):
            await slash(reader, "leaderboard", period=period)
        for shown in PICTURES if reader is not self.sample.carla else ():
            await slash(reader, "me", show=shown)
        if reader is self.sample.carla:
            for command in ("digest preview", "group report", "moderate log", "meeting agenda"):
                await slash(reader, command)
            await slash(reader, "member history", member=self.she)


async def held(path: Path, process: int) -> list[str]:
    """What of TRACES living objects of a process hold (`launch.look_through_memory`)."""
    path.write_text("\n".join(each[::-1] for each in TRACES), encoding="utf-8")
    os.kill(process, signal.SIGUSR1)
    found = await until(lambda: (read := path.read_text(encoding="utf-8")).startswith("looked") and read, "the process to look")
    return found.splitlines()[1:]


async def test_nothing_of_who_deleted_their_data_is_left(standin: Standin, operator: Operator, tmp_path: Path) -> None:
    sample, traces = SampleGuild(standin), tmp_path / "traces"
    process = await operator.start(STANDIN_MEMORY=str(traces), STANDIN_EMPTIES_WITHIN="1")
    await sample.set_up()
    life = Life(sample)
    await life.lead()
    await until(lambda: not waiting(operator.store), "all messages to be delivered")
    assert await held(traces, process.pid), "what was read last is found"
    asked = await standin.slash(life.she, "privacy delete")
    await standin.click(life.she, asked.message, "privacy:delete:me")

    async def is_empty() -> bool:
        return not await held(traces, process.pid)

    try:
        await until(is_empty, "the caches to be emptied")
    except AssertionError:
        assert await held(traces, process.pid) == []
