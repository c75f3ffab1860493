"""The form of a referral, which /refer, the cards of referrals and those of needs open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.referrals import model as referrals_model
from bot.referrals.model import KIND_LABELS, WARMTH_LABELS
from cogs._ui import forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.core.text import Field
    from bot.i18n import Words
    from bot.membership.members.model import Member


FIELDS = ("prospect", "contact", "need", "kind", "warmth")
"""The custom ids of the form's fields."""


def refer_form(words: Words, receiver: Member, custom_id: str, typed: Mapping[str, str]) -> ui.Modal:
    """The form for a referral to `receiver`; the need's description says whom they look for."""
    listens_for = receiver.profile.ideal_referral
    kinds = [(kind.value, words.t(label)) for kind, label in KIND_LABELS.items()]
    return forms.form(
        custom_id,
        # Five items follow, the most that a modal has
        # (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal).
        words.t("A referral for {name}", name=receiver.name),
        forms.text_item(
            words, "prospect", optional(referrals_model.PROSPECT), typed, words.t("If it is for you, you may leave it empty.")
        ),
        forms.text_item(words, "contact", optional(referrals_model.CONTACT), typed),
        forms.text_item(
            words,
            "need",
            referrals_model.NEED,
            typed,
            description=words.t("They look for: {text}", text=" ".join(listens_for.split())) if listens_for else "",
        ),
        forms.radio_item("kind", words.t("Did they agree to be called?"), kinds, typed.get("kind")),
        warmth_item(words, typed),
    )


def warmth_item(words: Words, typed: Mapping[str, str]) -> forms.Item:
    """The optional choice of the warmth, none preselected."""
    levels = [(str(int(level)), words.t(label)) for level, label in WARMTH_LABELS.items()]
    described = words.t("If they said yes. You may leave it empty.")
    return forms.radio_item(
        "warmth", words.t("How warm is it?"), levels, typed.get("warmth"), required=False, description=described
    )


def optional(field: Field) -> Field:
    """The field, not required by Discord: the service checks it, since the form's other fields decide whether it is needed."""
    return replace(field, required=False)
