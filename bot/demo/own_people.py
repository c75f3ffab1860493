"""With whom members of the sample group keep in touch, which each of them reads alone; days as in `history`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.demo.people import Text
from bot.demo.simulator import find_button

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    import simcord


class OwnPerson(Struct, frozen=True):
    """Somebody whom a member puts on their list on a day; on the days of `presses` the member notes what happened, by the button's name."""

    day: int
    by: str
    name: str
    every: str
    relation: Text
    note: Text
    presses: tuple[tuple[int, str], ...] = ()


OWN_PEOPLE: tuple[OwnPerson, ...] = (
    OwnPerson(
        5, "ana", "Tereza Brandão", "month",
        Text("the first kitchen I did", "a primeira cozinha que eu fiz"),
        Text("Her daughter moves out in autumn.", "A filha sai de casa no outono."),
        ((36, "keep:received:"), (37, "touch:did:1:thanked")),
    ),
    OwnPerson(
        6, "ana", "Seu Joaquim", "week",
        Text("runs the hardware store", "dono da loja de ferragens"),
        Text("He knows every builder in the street.", "Conhece todo pedreiro da rua."),
        ((14, "touch:did:2:visited"), (22, "touch:did:2:called"), (30, "touch:did:2:wrote")),
    ),
    OwnPerson(7, "ana", "Felipe", "quarter", Text("from the group", "do grupo"), Text("", "")),
    OwnPerson(
        9, "bruno", "Dona Célia", "month",
        Text("manages three buildings", "síndica de três prédios"),
        Text("Panel of block B is from 1987.", "O quadro do bloco B é de 1987."),
    ),
)  # fmt: skip
"""Whoever looks at the page as Ana or Bruno finds somebody due in /keep-in-touch today."""


class OwnPeople:
    def __init__(self, channel: simcord.ChannelHandle, people: Mapping[str, simcord.MemberActor], language: str) -> None:
        self._channel, self._people, self._language = channel, people, language

    def acts(self, moment: Callable[[int, int], datetime]) -> list[tuple[datetime, Callable[[], Awaitable[None]]]]:
        """The plan as actions with their times; `moment` gives the time of a day, by a number."""
        acts: list[tuple[datetime, Callable[[], Awaitable[None]]]] = []
        for number, each in enumerate(OWN_PEOPLE):
            acts.append((moment(each.day, number), lambda e=each: self._add(e)))
            acts += [(moment(day, number), lambda e=each, b=button: self._press(e, b)) for day, button in each.presses]
        return acts

    async def _add(self, each: OwnPerson) -> None:
        texts = {"relation": each.relation.of(self._language), "note": each.note.of(self._language)}
        told = {name: text for name, text in texts.items() if text}
        await self._people[each.by].slash(self._channel, "keep-in-touch add", name=each.name, every=each.every, **told)

    async def _press(self, each: OwnPerson, button: str) -> None:
        """Open the person from the list, and press."""
        person = self._people[each.by]
        listed = (await person.slash(self._channel, "keep-in-touch list")).response
        assert listed is not None
        places = [each.name for each in OWN_PEOPLE]
        opened = (await person.select(listed, custom_id="keep:open", values=[str(places.index(each.name) + 1)])).response
        assert opened is not None
        await person.click(opened, custom_id=find_button(opened, button))
