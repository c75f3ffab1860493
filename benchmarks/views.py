"""Builds discord.py's `LayoutView` of a recorded message, item by item, as a bot without Goodword's own builder would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import ComponentType, ui

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Component = dict[str, Any]


def view(components: Sequence[Component]) -> ui.LayoutView:
    """The message's view, which discord.py sends and does not store: its presses go to `on_interaction`."""
    made = ui.LayoutView(timeout=None)
    made.stop()
    for component in components:
        made.add_item(_item(component))
    return made


def _item(component: Component) -> ui.Item[Any]:
    return _MAKERS[ComponentType(component["type"])](component)


def _container(component: Component) -> ui.Container[Any]:
    made: ui.Container[Any] = ui.Container(accent_colour=component.get("accent_color"))
    for child in component["components"]:
        made.add_item(_item(child))
    return made


def _row(component: Component) -> ui.ActionRow[Any]:
    return ui.ActionRow(*map(_item, component["components"]))


def _section(component: Component) -> ui.Section[Any]:
    return ui.Section(*map(_item, component["components"]), accessory=_item(component["accessory"]))


def _button(component: Component) -> ui.Button[Any]:
    emoji = component.get("emoji")
    return ui.Button(
        style=discord.ButtonStyle(component["style"]),
        label=component.get("label"),
        custom_id=component.get("custom_id"),
        url=component.get("url"),
        emoji=emoji["name"] if emoji else None,
        disabled=component.get("disabled", False),
    )


def _select(component: Component) -> ui.Select[Any]:
    options = [discord.SelectOption.from_dict(option) for option in component["options"]]
    return ui.Select(custom_id=component["custom_id"], placeholder=component.get("placeholder"), options=options)


def _gallery(component: Component) -> ui.MediaGallery[Any]:
    items = [discord.MediaGalleryItem(item["media"]["url"], description=item.get("description")) for item in component["items"]]
    return ui.MediaGallery(*items)


_MAKERS: dict[ComponentType, Callable[[Component], ui.Item[Any]]] = {
    ComponentType.action_row: _row,
    ComponentType.button: _button,
    ComponentType.select: _select,
    ComponentType.user_select: lambda each: ui.UserSelect(custom_id=each["custom_id"], placeholder=each.get("placeholder")),
    ComponentType.section: _section,
    ComponentType.text_display: lambda each: ui.TextDisplay(each["content"]),
    ComponentType.thumbnail: lambda each: ui.Thumbnail(each["media"]["url"]),
    ComponentType.media_gallery: _gallery,
    ComponentType.file: lambda each: ui.File(each["file"]["url"]),
    ComponentType.separator: lambda each: ui.Separator(visible=each.get("divider", True)),
    ComponentType.container: _container,
}
