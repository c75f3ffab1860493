"""The form of an introduction, which /introduce and the card of a need open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.text import shortened
from bot.introductions import model as introductions_model
from cogs._ui import forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.membership.members.model import Addressee

FORM = "intro:form"
NAME = 20
"""Maximum length of a name in a field's description, which has 100 UTF-16 units."""


def introduction_form(words: Words, one: Addressee, two: Addressee | None, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    """The form of /introduce; without `two` they are chosen in it."""
    items = []
    if two is None:
        label = words.t("Whom should {name} meet?", name=shortened(one.name, NAME))
        items.append(forms.user_item("two", label, required=True))
    items.append(
        forms.text_item(
            words,
            "why",
            introductions_model.WHY,
            typed,
            description=words.t("Both read this"),
            example=words.t("You both work with small cafés, and neither does what the other does."),
        )
    )
    first, second = shortened(one.name, NAME), words.t("the other") if two is None else shortened(two.name, NAME)
    for name, about, reader in (("note_one", first, second), ("note_two", second, first)):
        description = words.t("About {name}. Only {reader} reads this", name=about, reader=reader)
        items.append(forms.text_item(words, name, introductions_model.NOTE, typed, description=description))
    return forms.form(
        f"{FORM}:{one.user_id}:{two.user_id if two else 0}:{nonce}", words.t("Introduce {name}", name=one.name), *items
    )
