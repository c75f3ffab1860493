"""How many come to a group's meetings and how one goes, in sentences without markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.groups.model import Group
    from bot.i18n import Words
    from bot.meetings.glance.model import Glance


def how_many_come(words: Words, glance: Glance) -> str:
    """Empty where that was noted at too few meetings."""
    usual = glance.usual
    if usual is None:
        return ""
    return words.n(
        "Usually {people} come, guests included: the median of the last {count} meeting.",
        "Usually {people} come, guests included: the median of the last {count} meetings.",
        usual.meetings,
        people=words.number(usual.people),
    )


def how_it_goes(words: Words, group: Group, glance: Glance) -> str:
    """The course of a meeting, as its agenda has it; empty for a group that plans none here."""
    if not glance.series:
        return ""
    course = [
        words.t("How a meeting goes: we welcome guests and new members."),
        words.n(
            "In the round each has {count} second to say what they do and whom they look for.",
            "In the round each has {count} seconds to say what they do and whom they look for.",
            group.agenda_seconds,
        ),
        words.t("Somebody presents what they do.") if glance.has_talk else "",
        words.t("Then we pass each other referrals and say thanks."),
    ]
    return " ".join(filter(None, course))
