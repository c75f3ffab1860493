"""Builds forms (Discord: modals) and reads what was submitted in them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.core.text import Field, shortened, units
from cogs._ui.limits import FIELD, FIELD_DESCRIPTION, FIELD_LABEL, FORM_TITLE, OPTION, PLACEHOLDER, checked_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.i18n import Words

Item = ui.Label[ui.Modal]
Typed = dict[str, str]
"""A form's fields by name; several values of one field are joined by commas."""
TICKED = "yes"


def nonce() -> str:
    """A random token of 12 characters that identifies one opened form; part of the idempotency key of its submission."""
    return secrets.token_urlsafe(9)


def form(custom_id: str, title: str, *items: Item) -> ui.Modal:
    """A form whose custom id holds all that its handler needs, so that it needs no state in memory and survives a restart."""
    modal = ui.Modal(title=shortened(title, FORM_TITLE), custom_id=checked_id(custom_id))
    # As with cards: discord.py then does not keep the modal, and the router answers its submission.
    modal.stop()
    for item in items:
        modal.add_item(item)
    return modal


def text_item(words: Words, name: str, field: Field, typed: Mapping[str, str], description: str = "", example: str = "") -> Item:
    """A text input, filled with the field's value in `typed`.

    Discord measures `max_length` in UTF-16 units, the field's limit is in code points; a text with emoji that has more units
    than the limit is still shown whole.
    """
    before = typed.get(name, "")[: field.limit]
    return ui.Label(
        text=shortened(words.t(field.label), FIELD_LABEL),
        description=shortened(description, FIELD_DESCRIPTION) if description else None,
        component=ui.TextInput(
            custom_id=name,
            style=discord.TextStyle.paragraph if field.multiline else discord.TextStyle.short,
            default=before or None,
            placeholder=shortened(example, PLACEHOLDER) if example else None,
            required=field.required,
            max_length=min(max(field.limit, units(before)), FIELD),
        ),
    )


def radio_item(
    name: str, label: str, options: Sequence[tuple[str, str]], chosen: str | None, *, required: bool = True, description: str = ""
) -> Item:
    """One of several, as (value, label) pairs; none is preselected where `chosen` is no value of them."""
    return ui.Label(
        text=shortened(label, FIELD_LABEL),
        description=shortened(description, FIELD_DESCRIPTION) if description else None,
        component=ui.RadioGroup(
            custom_id=name,
            required=required,
            options=[
                discord.RadioGroupOption(value=value, label=shortened(text, OPTION), default=value == chosen)
                for value, text in options
            ],
        ),
    )


def tick_item(name: str, label: str, text: str, typed: Mapping[str, str], description: str = "") -> Item:
    """A box that may be ticked, with `text` beside it; the field's value is then `TICKED`, else empty."""
    # A group of one box: its value arrives as those of other fields do, where a `Checkbox` sends a boolean.
    return ticks_item(name, label, [(TICKED, text)], typed, description)


def ticks_item(
    name: str, label: str, options: Sequence[tuple[str, str]], typed: Mapping[str, str], description: str = ""
) -> Item:
    """Boxes of which any number may be ticked, as (value, label) pairs; the field's value is the ticked ones, joined by commas."""
    ticked = typed.get(name, "").split(",")
    return ui.Label(
        text=shortened(label, FIELD_LABEL),
        description=shortened(description, FIELD_DESCRIPTION) if description else None,
        component=ui.CheckboxGroup(
            custom_id=name,
            required=False,
            min_values=0,
            max_values=len(options),
            options=[
                discord.CheckboxGroupOption(value=value, label=shortened(text, OPTION), default=value in ticked)
                for value, text in options
            ],
        ),
    )


def user_item(
    name: str, label: str, description: str = "", typed: Mapping[str, str] | None = None, *, required: bool = False
) -> Item:
    """A select of one member of the server, or of none where it is not required."""
    return ui.Label(
        text=shortened(label, FIELD_LABEL),
        description=shortened(description, FIELD_DESCRIPTION) if description else None,
        component=ui.UserSelect(
            custom_id=name,
            required=required,
            min_values=int(required),
            max_values=1,
            default_values=_chosen((typed or {}).get(name, "")),
        ),
    )


def _chosen(value: str) -> list[discord.SelectDefaultValue]:
    """The person whom `read_typed` read, as what stands in a menu of people; nobody where it is no id, for drafts are what somebody sent."""
    is_id = value.isascii() and value.isdecimal()
    return [discord.SelectDefaultValue(id=int(value), type=discord.SelectDefaultValueType.user)] if is_id else []


def read_typed(interaction: discord.Interaction[Any]) -> Typed:
    """The fields of a submitted form, as Discord delivers them, without lone surrogates, which can't be encoded as UTF-8."""
    data: Any = interaction.data
    typed: Typed = {}
    for row in data.get("components", []):
        # A label has one component, an action row a list of them.
        for component in [row["component"]] if "component" in row else row.get("components", []):
            values = component.get("values")
            value = component.get("value") if values is None else ",".join(values)
            typed[component["custom_id"]] = (value or "").encode(errors="ignore").decode()
    return typed
