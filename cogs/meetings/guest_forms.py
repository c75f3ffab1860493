"""The forms of guests: a member's own, and that of whoever stands at the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.meetings.guests import model as guests_model
from bot.meetings.guests.model import GuestKind
from cogs._ui import forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words

FORM, DOOR_FORM = "guest:form", "guest:door_form"
AGREED = (("yes", N_("Yes")), ("no", N_("Not yet")))


def guest_form(words: Words, rest: str, typed: Mapping[str, str]) -> ui.Modal:
    """The form by which a member invites; `rest` is what follows its name in the custom id."""
    kinds = [(GuestKind.GUEST.value, words.t("As a guest")), (GuestKind.SUBSTITUTE.value, words.t("In my place"))]
    return forms.form(
        f"{FORM}:{rest}",
        words.t("Bring somebody"),
        *_who(words, typed),
        forms.text_item(words, "contact", guests_model.CONTACT, typed, words.t("Only you read this")),
        forms.radio_item("as", words.t("How do they come?"), kinds, typed.get("as") or GuestKind.GUEST.value),
        _agreed(words, typed),
    )


def door_form(words: Words, rest: str, typed: Mapping[str, str]) -> ui.Modal:
    """The form of *Add a guest* at the door: without a contact, which only who brought them may read."""
    kinds = [
        (GuestKind.GUEST.value, words.t("As a guest")),
        (GuestKind.SUBSTITUTE.value, words.t("In the place of who sent them")),
    ]
    return forms.form(
        f"{DOOR_FORM}:{rest}",
        words.t("Add a guest"),
        *_who(words, typed),
        forms.user_item("by", words.t("Who brought them?"), required=True),
        forms.radio_item("as", words.t("How do they come?"), kinds, typed.get("as") or GuestKind.GUEST.value),
        _agreed(words, typed),
    )


def _who(words: Words, typed: Mapping[str, str]) -> list[forms.Item]:
    read = words.t("The group reads this until the meeting is over")
    return [
        forms.text_item(words, "name", guests_model.NAME, typed, words.t("The card shows the first name, the agenda all of it")),
        forms.text_item(words, "trade", guests_model.TRADE, typed, read),
    ]


def _agreed(words: Words, typed: Mapping[str, str]) -> forms.Item:
    label = words.t("Do they know, and agree?")
    described = words.t("They know that the group reads their name and trade")
    options = [(value, words.t(text)) for value, text in AGREED]
    return forms.radio_item("agreed", label, options, typed.get("agreed"), description=described)
