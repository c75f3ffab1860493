"""The form of a member's profile: it is filled in by command, and among the first steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.membership.members import profile as profile_model
from bot.membership.members.profile import Profile
from cogs._ui import forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.membership.members.model import Member


def profile_form(
    words: Words, custom_id: str, typed: Mapping[str, str], fit: str = "", *, is_associate: bool = False
) -> ui.Modal:
    """The form; `fit` is the hint of what to write about whom to send, from what the owner said of the last referrals."""
    hints = {
        "ideal_referral": fit,
        "links": words.t("Your site, your pages: one a line"),
        "contact": words.t("Who reads it you choose in /settings"),
    }
    fields = profile_model.profile_fields(is_associate=is_associate)
    items = (forms.text_item(words, name, field, typed, hints.get(name, "")) for name, field in fields.items())
    return forms.form(custom_id, words.t("Your profile"), *items)


def written(profile: Profile) -> forms.Typed:
    """The present profile as the form's initial values."""
    return {name: getattr(profile, name) for name in profile_model.PROFILE}


def read_profile(typed: Mapping[str, str]) -> Profile:
    return Profile(**{name: typed.get(name, "") for name in profile_model.PROFILE})


def missing(words: Words, member: Member) -> list[str]:
    """The labels of the empty fields, without the optional links, and for an associate without their business."""
    left_out = {"links", "business"} if member.is_associate else {"links"}
    fields = profile_model.profile_fields(is_associate=member.is_associate)
    return [words.t(field.label) for name, field in fields.items() if name not in left_out and not getattr(member.profile, name)]
