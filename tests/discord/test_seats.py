"""Trades are suggested as the reader calls them, and a trade by any name is the same."""

import pytest

from bot.demo.simulator import speak
from tests.support import World, said


def names(choices: list[dict[str, str]]) -> list[str]:
    return [choice["name"] for choice in choices]


@pytest.mark.parametrize(("command", "who"), [("join", "duda"), ("member add", "ana")])
async def test_a_trade_is_suggested_in_the_language_of_who_types(group: World, command: str, who: str) -> None:
    typist = group.people[who]
    suggested = await typist.autocomplete(group.channel, command, "seat", "coretor")
    assert (suggested[0]["name"], suggested[0]["value"]) == ("Real estate agent", "Real estate agent")
    with speak("pt-BR", typist):
        assert names(await typist.autocomplete(group.channel, command, "seat", "realtor"))[0] == "Corretor de imóveis"
        start = names(await typist.autocomplete(group.channel, command, "seat", ""))
    assert (start[0], start[-1], len(start)) == ("Advocacia", "Suporte de TI", 25)


async def test_a_trade_of_their_own_is_suggested_to_the_next_one(group: World) -> None:
    own = "Painter of clouds, skies and everything else that is above the roofs"
    await group.ana.slash(group.channel, "member add", member=group.duda, seat=own)
    assert names(await group.lia.autocomplete(group.channel, "join", "seat", "cloud"))[0] == own
    (choice,) = await group.bruno.autocomplete(group.channel, "directory", "seat", "clouds")
    assert (choice["name"], choice["value"]) == (own, own[:40].rstrip())
    found = said(await group.bruno.slash(group.channel, "directory", seat=choice["value"]))
    assert "1 member\n" in found
    assert "**Duda**" in found


async def test_the_directory_finds_a_trade_by_whatever_it_is_called(group: World) -> None:
    await group.ana.slash(group.channel, "member add", member=group.duda, seat="Corretor de imóveis")
    assert names(await group.bruno.autocomplete(group.channel, "directory", "seat", "realtor")) == ["Corretor de imóveis"]
    assert names(await group.bruno.autocomplete(group.channel, "directory", "seat", "")) == [
        "Baker",
        "Corretor de imóveis",
        "Lawyer",
        "Photographer",
    ]
    for options in ({"seat": "Real estate agent"}, {"search": "realtor"}):
        found = said(await group.bruno.slash(group.channel, "directory", **options))
        assert "1 member\n" in found
        assert "**Duda** · Corretor de imóveis" in found
