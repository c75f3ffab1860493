"""What fitted of a referral, in words: for its giver, and as a hint for its receiver's own profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.referrals.fit.model import FITTED, LESSONS, Fit, lesson
from cogs._ui.cards import Button, button
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.i18n import Words
    from bot.referrals.fit.model import Hint

OFTEN = {2: N_("Two"), 3: N_("Three"), 4: N_("Four"), 5: N_("Five")}
OF = {3: N_("three"), 4: N_("four"), 5: N_("five")}
HINTS = {
    Fit.PLACE: N_("{count} of your last {total} were outside your area. Say where you work."),
    Fit.CLIENT: N_("{count} of your last {total} were another kind of client. Say who fits you."),
    Fit.EXPECTED: N_("{count} of your last {total} did not expect your call. Say what they should be told."),
    Fit.TIME: N_("{count} of your last {total} came at the wrong time. Say when you take on work."),
}
"""The hint by what failed to fit; with its numbers in words it has at most 100 characters, as a form's description."""


def sentence(words: Words, receiver: str, fitted: Collection[Fit]) -> str:
    """What the giver reads: what fitted, and one thing to learn from."""
    said = ", ".join(words.t(label) for fit, label in FITTED.items() if fit in fitted)
    missed = lesson(fitted)
    learnt = "" if missed is None else words.t("For next time: {lesson}.", lesson=words.t(LESSONS[missed]))
    name = f"**{one_line(receiver)}**"
    if not said:
        return f"{name}: {learnt}"
    return f"{name}: {said}. {learnt}".rstrip()


def hint_text(words: Words, hint: Hint | None) -> str:
    """The hint; empty where there is none."""
    if hint is None:
        return ""
    return words.t(HINTS[hint.missed], count=words.t(OFTEN[hint.count]), total=words.t(OF[hint.total]))


def tell_fit(words: Words, referral_id: int) -> Button:
    """The button by which a receiver tells the giver what fitted."""
    return button(f"fit:open:{referral_id}", words.t("Tell them what fits you"), "🎯")
