"""The form of a cover, which /ask and the card of a meeting open; /ask takes what is submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks import model as asks_model
from bot.asks.model import NeedKind
from cogs._ui import forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words


def cover_items(words: Words, typed: Mapping[str, str]) -> list[forms.Item]:
    everybody = words.t("Everyone in the group reads this")
    day = words.t("Day and time, such as 2027-03-03 14:00. Everyone in the group reads this")
    example = words.t("My stand at the fair, for two hours")
    return [
        forms.text_item(words, "what", asks_model.TEXTS[NeedKind.COVER], typed, everybody, example),
        forms.text_item(words, "when", asks_model.WHEN, typed, day),
        forms.text_item(words, "where", asks_model.PLACE, typed, everybody),
        forms.text_item(words, "details", asks_model.DETAILS, typed, words.t("Only who stands in reads this")),
    ]


def cover_form(words: Words, typed: Mapping[str, str]) -> ui.Modal:
    """A new form, filled with what is known already."""
    # As cogs.asks.need_forms names it: the kind, no trades, the nonce, nothing asked yet.
    return forms.form(
        f"ask:form:{NeedKind.COVER.value}::{forms.nonce()}:", words.t("Stand in for me"), *cover_items(words, typed)
    )
