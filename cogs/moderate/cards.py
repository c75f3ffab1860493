"""How the group's log looks to its moderators: who did what, when, and never a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import time_stamp
from cogs._ui.cards import Card, pages
from cogs._ui.happened import happened
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.model.log import Logged
    from bot.services.moderation import LogPage

PAGE = 15
THE_CLOCK = 0
"""Who acts where nobody does: what happens by itself."""


def log_card(words: Words, found: LogPage, page: int, rest: str) -> Card:
    """A page of the log; `entries` has one more than is shown where there is another page."""
    card = Card().title(f"📜 {words.t('The log of the group')}")
    if found.entries:
        card.text("\n".join(_line(found, words, each) for each in found.entries[:PAGE]))
    else:
        card.text(words.t("Nothing happened in these days."))
    pages(card, words, "page:log", rest, page, more=len(found.entries) > PAGE)
    quiet = words.n(
        "{count} referral has had no news for {days} days or more.",
        "{count} referrals have had no news for {days} days or more.",
        found.quiet,
        days=found.quiet_days,
    )
    return card.small(f"{quiet} {words.t('Only moderators see this; clients stand in no log.')}")


def _line(found: LogPage, words: Words, logged: Logged) -> str:
    entry = logged.entry

    def name(user_id: int) -> str:
        if user_id == THE_CLOCK:
            return "Goodword"
        known = found.names.get(user_id)
        return f"**{one_line(known)}**" if known else f"<@{user_id}>"

    target = entry.target if entry.target[:2] in {"R-", "T-"} else ""
    other = name(entry.member_id) if entry.member_id not in {None, entry.actor_id} and entry.member_id else ""
    parts = [time_stamp(logged.at), name(entry.actor_id), happened(words, entry.action), target, other]
    reason = f"\n> {one_line(entry.reason)}" if entry.reason else ""
    return " · ".join(part for part in parts if part) + reason
