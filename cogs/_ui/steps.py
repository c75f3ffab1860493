"""The four steps of a pair on a profile, for its reader alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import date_stamp
from bot.relationships.touches.model import Kind
from cogs._ui.cards import button
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from datetime import datetime

    from bot.i18n import Words
    from bot.relationships.one_to_ones.steps import Steps
    from bot.relationships.touches.model import Touch
    from cogs._ui.cards import Card

DASH = "—"


def add_steps(words: Words, card: Card, steps: Steps) -> Card:
    """Add what the reader and this member have done together, each step with its date or a dash."""
    listed = [
        f"☕ {words.t('met')} {_met(words, steps.met)}",
        f"🤲 {words.t('helped')} {_date(steps.helped)}",
        f"🤝 {words.t('referred')} {_date(steps.referred)}",
        f"💚 {words.t('thanked')} {_date(steps.thanked)}",
    ]
    card.rule().whole(f"**{words.t('You two')}**\n{' · '.join(listed)}")
    buttons = [button(f"touch:ask:{steps.other_id}", words.t("Shall we talk?"), "💬")]
    if steps.met is None:
        # Not “you have not met”: most members have known each other for years.
        card.whole(words.t("No talk noted yet."))
        buttons.append(button(f"touch:known:{steps.other_id}", words.t("Whom I already know well"), "☕"))
    elif topics := steps.met.topics_of(steps.reader_id):
        card.text(f"💬 {one_line(topics)}")
    return card.buttons(buttons).small(words.t("Only you read this of you two; one of you did it for the other, whichever."))


def _met(words: Words, touch: Touch | None) -> str:
    if touch is None:
        return DASH
    return words.t("well known") if touch.kind is Kind.KNOWN else words.date(touch.day)


def _date(moment: datetime | None) -> str:
    return DASH if moment is None else date_stamp(moment)
