"""`/me show: network` and its switch: what each person sees, as a picture and as a list."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from PIL import Image

from bot.core.calendar import THE_BEGINNING, Period, PeriodName
from bot.i18n import words
from bot.reports.network.model import MOST_DOTS, Dot, Graph, Network
from cogs.activity.network import network_card
from tests.support import alts_of, ids_of, labels_of, shown, text_of

if TYPE_CHECKING:
    from tests.support import World

NOBODY = "Nobody wants to be seen yet."


async def network(group: World, person: Any, **options: str) -> Any:
    message = shown(await person.slash(group.channel, "me", show="network", **options))
    assert message.ephemeral
    return message


async def be_seen(group: World, *people: Any) -> None:
    for person in people:
        await person.click(shown(await person.slash(group.channel, "settings")), custom_id="settings:picture:on")


async def test_only_who_says_so_is_in_it(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    nobody = await network(group, group.ana)
    assert NOBODY in text_of(nobody)
    assert "3 more members are not in it." in text_of(nobody)
    assert nobody.attachments == []
    await be_seen(group, group.bruno)
    mine = await network(group, group.ana)
    assert "`1` **Bruno**" in text_of(mine)
    assert not [text for text in (text_of(mine), *alts_of(mine)) if "Ana" in text]
    joined = shown(await group.ana.click(mine, label="Show me in the picture"))
    assert "`1` **Ana** – Bruno\n`2` **Bruno**" in text_of(joined)
    assert "1 more member is not in it." in text_of(joined)
    assert alts_of(joined) == ["The network (all time): Ana, Bruno. Ana – Bruno. 1 more member is not in it."]
    (attachment,) = joined.attachments
    assert Image.open(io.BytesIO(await attachment.read())).width == 1200
    left = shown(await group.ana.click(joined, label="Leave me out of the picture"))
    assert not [text for text in (text_of(left), *alts_of(left)) if "Ana" in text]
    assert "You are not in the picture." in text_of(left)
    group.refusals()


async def test_another_period_and_a_restart(group: World) -> None:
    await be_seen(group, group.ana, group.bruno)
    await group.refer(group.ana, group.bruno)
    week = await network(group, group.caio, period="this_week")
    assert "The network · this week" in text_of(week)
    assert "**Ana** – Bruno" in text_of(week)
    await group.restart()
    last = shown(await group.caio.select(week, ["last_week"], custom_id="me:network"))
    assert "The network · last week" in text_of(last)
    assert "–" not in text_of(last)
    assert "`2` **Bruno**" in text_of(last)
    group.refusals()


async def test_who_may_not_look_reads_why(group: World) -> None:
    assert "This is for members" in text_of(await network(group, group.duda))
    await group.bruno.slash(group.channel, "away", until="")
    assert "You are on leave" in text_of(await network(group, group.bruno))
    group.refusals()


async def test_settings_say_whether_one_is_in_it(group: World) -> None:
    card = shown(await group.bruno.slash(group.channel, "settings"))
    assert "🔕 **You in the picture**" in text_of(card)
    assert "settings:picture:on" in ids_of(card)
    on = shown(await group.bruno.click(card, custom_id="settings:picture:on"))
    assert "🔔 **You in the picture**" in text_of(on)
    assert "Leave me out of the picture" in labels_of(on)
    assert await group.rows("SELECT in_picture FROM members WHERE user_id = ?", group.bruno.id) == [(1,)]
    group.refusals()


def of(dots: tuple[Dot, ...], lines: tuple[tuple[int, int], ...], *, by_trade: bool = False) -> Network:
    return Network(Graph(dots, lines, by_trade), 3, PeriodName.ALL_TIME, Period(THE_BEGINNING, THE_BEGINNING), shows_reader=True)


def test_forty_who_all_know_one_another_are_all_in_list_and_picture() -> None:
    dots = tuple(Dot(f"Maximiliana {number:02} Langenburg") for number in range(MOST_DOTS))
    every = tuple((one, other) for other in range(MOST_DOTS) for one in range(other))
    for language in ("en", "pt-BR"):
        card = network_card(words(language), of(dots, every), "Harbour")
        (undrawn,) = card._undrawn.values()
        picture = undrawn.picture
        assert picture.names == tuple(dot.name for dot in dots)
        assert picture.lines == tuple(sorted(every))
        assert "`1` **Maximiliana 00 Langenburg** – 2–40\n" in "\n".join(card.texts)


def test_a_person_who_is_called_as_a_trade_is_keeps_their_name() -> None:
    dots = (Dot("Florist"), Dot("Taylor"))
    said = "\n".join(network_card(words("pt-BR"), of(dots, ((0, 1),)), "Harbour").texts)
    assert "**Florist** – Taylor" in said


def test_trades_have_their_names_in_the_readers_language_and_how_many_stand_behind() -> None:
    dots = (Dot(""), Dot("Baker", 3), Dot("Aardvark tamer", 2))
    said = "\n".join(network_card(words("pt-BR"), of(dots, ((1, 2),), by_trade=True), "Harbour").texts)
    assert "`1` **Aardvark tamer (2)** – Padaria (3)\n`2` **amigo do grupo**\n`3` **Padaria (3)**" in said, (
        "in the order of its names"
    )
    assert "Por ramo, porque mais de 40 querem aparecer." in said


def test_numbers_in_the_list_are_those_of_the_lines() -> None:
    dots = tuple(Dot(f"Maximiliana {number:02} Langenburg") for number in range(MOST_DOTS))
    lines = tuple((0, other) for other in (1, 2, 5, 7, 8, 9, 30)) + tuple((3, other) for other in range(4, 40, 2))
    lines += tuple((5, other) for other in range(6, 40))
    said = "\n".join(network_card(words("en"), of(dots, lines + tuple((7, other) for other in range(8, 40))), "Harbour").texts)
    assert "`1` **Maximiliana 00 Langenburg** – 2, 3, 6, 8–10, 31\n" in said
    assert "`6` **Maximiliana 05 Langenburg** – 7–40\n" in said
