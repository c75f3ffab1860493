"""A card's data is what discord.py makes of its own views."""

from collections.abc import Sequence
from typing import Any

import discord
import pytest
from discord import ui

from bot.worker.payload_view import PayloadView
from cogs._ui import components
from cogs._ui.cards import Card

STYLE, KIND = discord.ButtonStyle, discord.SelectDefaultValueType
URL = "https://a.example/p.png"


def chosen(kind: discord.SelectDefaultValueType) -> list[discord.SelectDefaultValue]:
    return [discord.SelectDefaultValue(id=5, type=kind)]


PAIRS: Sequence[tuple[Any, ui.Item[Any]]] = [
    (components.text("Hi"), ui.TextDisplay("Hi")),
    (components.separator(divider=True), ui.Separator()),
    (components.separator(divider=False), ui.Separator(visible=False)),
    (components.section(components.text("Hi"), components.thumbnail(URL)), ui.Section("Hi", accessory=ui.Thumbnail(URL))),
    (
        components.section(components.text("Hi"), components.button("a:b:1", "Press")),
        ui.Section("Hi", accessory=ui.Button(custom_id="a:b:1", label="Press")),
    ),
    (
        components.gallery("a.png", "Alt"),
        ui.MediaGallery(discord.MediaGalleryItem("attachment://a.png", description="Alt")),
    ),
    (components.file("a.csv"), ui.File("attachment://a.csv")),
    (components.button("a:b:1", "Press", "✏️"), ui.Button(custom_id="a:b:1", label="Press", emoji="✏️", style=STYLE.secondary)),
    (components.button("a:b:1", "Press", disabled=True), ui.Button(custom_id="a:b:1", label="Press", disabled=True)),
    (components.primary("a:b:1", "Press"), ui.Button(custom_id="a:b:1", label="Press", style=STYLE.primary)),
    (components.danger("a:b:1", "Press"), ui.Button(custom_id="a:b:1", label="Press", style=STYLE.danger)),
    (
        components.menu("a:b:1", "Choose", [("1", "One"), ("2", "Two")], "2"),
        ui.Select(
            custom_id="a:b:1",
            placeholder="Choose",
            options=[discord.SelectOption(value="1", label="One"), discord.SelectOption(value="2", label="Two", default=True)],
        ),
    ),
    (
        components.channel_menu("a:b:1", "Choose", 5),
        ui.ChannelSelect(
            custom_id="a:b:1",
            placeholder="Choose",
            channel_types=[discord.ChannelType.text],
            default_values=chosen(KIND.channel),
        ),
    ),
    (
        components.role_menu("a:b:1", "Choose", 5),
        ui.RoleSelect(custom_id="a:b:1", placeholder="Choose", default_values=chosen(KIND.role)),
    ),
    (components.people_menu("a:b:1", "Choose"), ui.UserSelect(custom_id="a:b:1", placeholder="Choose")),
    (
        components.row(components.button("a:b:1", "Press")),
        ui.ActionRow(ui.Button(custom_id="a:b:1", label="Press")),
    ),
    (
        components.container([components.text("Hi")]),
        ui.Container(ui.TextDisplay("Hi"), accent_colour=components.ACCENT),
    ),
]


@pytest.mark.parametrize(("made", "item"), PAIRS)
def test_a_component_is_what_discord_py_sends_for_it(made: Any, item: ui.Item[Any]) -> None:
    assert made == item.to_component_dict()


async def test_discord_py_sends_a_card_as_it_is_and_keeps_nothing_of_it() -> None:
    card = Card().text("Hi").buttons([components.button("a:b:1", "Press")])
    view = PayloadView(card.components)
    with discord.http.handle_message_parameters(view=view) as sent:
        assert sent.payload == {"tts": False, **card.payload()}
    assert view.is_finished()
    assert not view.is_dispatchable()
    assert [part["type"] for part in components.walk(card.components)] == [
        components.CONTAINER,
        components.TEXT,
        components.ROW,
        components.BUTTON,
    ]


@pytest.mark.parametrize("private", [True, False])
def test_an_answer_of_ours_is_private_or_not_and_pings_nobody(private: bool) -> None:
    answer = Card().text("@everyone <@1>").file("roll.csv", b"Name").answer(private=private)
    flags = discord.MessageFlags._from_value(answer["flags"])
    assert (flags.ephemeral, flags.components_v2) == (private, True)
    assert answer["allowed_mentions"] == {"parse": []}
    assert answer["attachments"] == [{"id": 0, "filename": "roll.csv"}]
