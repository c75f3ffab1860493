"""Forms: what a person fills in, and what comes back of it."""

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


def nonce() -> str:
    """What makes one opened form different from another: submitted twice, it does its work once."""
    return secrets.token_urlsafe(9)


def form(custom_id: str, title: str, *items: Item) -> ui.Modal:
    """A form whose custom id says everything that its submit needs; nothing is kept in memory for it."""
    modal = ui.Modal(title=shortened(title, FORM_TITLE), custom_id=checked_id(custom_id))
    modal.stop()
    for item in items:
        modal.add_item(item)
    return modal


def text_item(words: Words, name: str, field: Field, typed: Mapping[str, str], description: str = "", example: str = "") -> Item:
    """A field to type into, filled with what was typed before.

    A text with many emoji may be longer by units than the field's limit: it comes back whole, and so much more may be typed.
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


def radio_item(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str | None) -> Item:
    """One of several, as (value, label) pairs; none is preselected where `chosen` is None."""
    return ui.Label(
        text=shortened(label, FIELD_LABEL),
        component=ui.RadioGroup(
            custom_id=name,
            options=[
                discord.RadioGroupOption(value=value, label=shortened(text, OPTION), default=value == chosen)
                for value, text in options
            ],
        ),
    )


def user_item(name: str, label: str, description: str = "") -> Item:
    """A person to choose, or nobody."""
    return ui.Label(
        text=shortened(label, FIELD_LABEL),
        description=shortened(description, FIELD_DESCRIPTION) if description else None,
        component=ui.UserSelect(custom_id=name, required=False, min_values=0, max_values=1),
    )


def read_typed(interaction: discord.Interaction[Any]) -> Typed:
    """The fields of a submitted form, as Discord delivers them, but for halves of letters: nothing can be done with those."""
    data: Any = interaction.data
    typed: Typed = {}
    for row in data.get("components", []):
        for component in [row["component"]] if "component" in row else row.get("components", []):
            values = component.get("values")
            value = component.get("value") if values is None else ",".join(values)
            typed[component["custom_id"]] = (value or "").encode(errors="ignore").decode()
    return typed
