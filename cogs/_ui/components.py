"""A message's components as data: the JSON objects that Discord's API takes, each from one function.

https://docs.discord.com/developers/components/reference
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from bot.core.text import shortened
from cogs._ui.limits import LABEL, OPTION, OPTIONS, PLACEHOLDER, checked_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

ROW, BUTTON, CHOICE, PEOPLE, ROLES, CHANNELS = 1, 2, 3, 5, 6, 8
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
"""Types of components."""
PRIMARY, SECONDARY, DANGER = 1, 2, 4
"""Styles of buttons."""
TEXT_CHANNEL = 0
"""A type of channels (https://docs.discord.com/developers/resources/channel#channel-object-channel-types)."""
ACCENT = 0x2F7F6E
IS_COMPONENTS_V2 = 1 << 15
"""The flag of a message of such components alone (https://docs.discord.com/developers/resources/message#message-object-message-flags)."""


class Component(TypedDict):
    """Any component, with those within it and beside it. Without an `id` of the sender's Discord numbers it."""

    type: int
    id: NotRequired[int]
    components: NotRequired[list[Component]]
    accessory: NotRequired[Component]


class Text(Component):
    content: str


class Button(Component):
    style: int
    disabled: bool
    label: str
    custom_id: str
    emoji: NotRequired[dict[str, str | None]]


class Menu(Component):
    """A menu of options, or of the server's people, roles or channels, in which one is chosen."""

    custom_id: str
    min_values: int
    max_values: int
    disabled: bool
    required: bool
    placeholder: str
    options: NotRequired[list[dict[str, str | bool]]]
    channel_types: NotRequired[list[int]]
    default_values: NotRequired[list[dict[str, str | int]]]


class Thumbnail(Component):
    spoiler: bool
    media: dict[str, str]
    description: str | None


class Gallery(Component):
    items: list[dict[str, Any]]


class File(Component):
    file: dict[str, str]
    spoiler: bool


class Separator(Component):
    divider: bool
    spacing: int


class Container(Component):
    accent_color: int
    spoiler: bool


class Payload(TypedDict):
    """A message of components."""

    flags: int
    components: list[Component]


def text(content: str) -> Text:
    """A paragraph of Markdown, which must not be empty."""
    return {"type": TEXT, "content": content}


def section(paragraph: Text, accessory: Button | Thumbnail) -> Component:
    """A paragraph with a button or thumbnail at its side."""
    return {"type": SECTION, "components": [paragraph], "accessory": accessory}


def thumbnail(url: str) -> Thumbnail:
    return {"type": THUMBNAIL, "spoiler": False, "media": {"url": url}, "description": None}


def gallery(name: str, description: str) -> Gallery:
    """The attached picture `name`, with its alternative text."""
    media = {"url": f"attachment://{name}"}
    return {"type": GALLERY, "items": [{"media": media, "spoiler": False, "description": description}]}


def file(name: str) -> File:
    """The attached file `name`, to download."""
    return {"type": FILE, "file": {"url": f"attachment://{name}"}, "spoiler": False}


def separator(*, divider: bool) -> Separator:
    """Space, with or without a line."""
    return {"type": SEPARATOR, "divider": divider, "spacing": 1}


def row(*components: Button | Menu) -> Component:
    """Up to five buttons, or one menu."""
    return {"type": ROW, "components": [*components]}


def container(components: list[Component]) -> Container:
    """Components in a frame with the accent colour."""
    return {"type": CONTAINER, "accent_color": ACCENT, "spoiler": False, "components": components}


def button(custom_id: str, label: str, emoji: str | None = None, style: int = SECONDARY, *, disabled: bool = False) -> Button:
    """A button named `feature:verb:id`."""
    made: Button = {
        "type": BUTTON,
        "style": style,
        "disabled": disabled,
        "label": shortened(label, LABEL),
        "custom_id": checked_id(custom_id),
    }
    if emoji is not None:
        made["emoji"] = {"id": None, "name": emoji}
    return made


def primary(custom_id: str, label: str, emoji: str | None = None) -> Button:
    """A button in the primary style, for the most likely choice."""
    return button(custom_id, label, emoji, PRIMARY)


def danger(custom_id: str, label: str, emoji: str | None = None) -> Button:
    """A button for what can't be undone."""
    return button(custom_id, label, emoji, DANGER)


def menu(custom_id: str, placeholder: str, options: Sequence[tuple[str, str]], chosen: str | None = None) -> Menu:
    """A menu of (value, label) pairs."""
    made = _menu(CHOICE, custom_id, placeholder, required=True)
    made["options"] = [
        {"label": shortened(label, OPTION), "value": value, "default": value == chosen} for value, label in options
    ]
    return made


def choices(custom_id: str, placeholder: str, options: Sequence[tuple[str, str]], chosen: Collection[str], most: int) -> Menu:
    """A menu of (value, label) pairs in which none, one or up to `most` are chosen."""
    made = _menu(CHOICE, custom_id, placeholder)
    made["min_values"], made["max_values"] = 0, min(most, len(options))
    made["options"] = [
        {"label": shortened(label, OPTION), "value": value, "default": value in chosen} for value, label in options
    ]
    return made


def channel_menu(custom_id: str, placeholder: str, chosen: int | None = None) -> Menu:
    """A menu of the server's text channels."""
    made = _menu(CHANNELS, custom_id, placeholder)
    made["channel_types"] = [TEXT_CHANNEL]
    if chosen:
        made["default_values"] = [{"id": chosen, "type": "channel"}]
    return made


def role_menu(custom_id: str, placeholder: str, chosen: int | None = None) -> Menu:
    """A menu of the server's roles."""
    made = _menu(ROLES, custom_id, placeholder)
    if chosen:
        made["default_values"] = [{"id": chosen, "type": "role"}]
    return made


def people_menu(custom_id: str, placeholder: str) -> Menu:
    """A menu of the people in the server, which Discord lets one search by name."""
    return _menu(PEOPLE, custom_id, placeholder)


def several_people_menu(custom_id: str, placeholder: str, chosen: int) -> Menu:
    """The same for up to OPTIONS of them, with one who is `chosen` from the start."""
    made = _menu(PEOPLE, custom_id, placeholder)
    made["max_values"] = OPTIONS
    made["default_values"] = [{"id": chosen, "type": "user"}]
    return made


def walk(components: Sequence[Component]) -> Iterator[Any]:
    """Yield the components, each followed by those within it and beside it."""
    for each in components:
        yield each
        yield from walk(each.get("components", ()))
        if "accessory" in each:
            yield from walk([each["accessory"]])


def _menu(kind: int, custom_id: str, placeholder: str, *, required: bool = False) -> Menu:
    return {
        "type": kind,
        "custom_id": checked_id(custom_id),
        "min_values": 1,
        "max_values": 1,
        "disabled": False,
        "required": required,
        "placeholder": shortened(placeholder, PLACEHOLDER),
    }
