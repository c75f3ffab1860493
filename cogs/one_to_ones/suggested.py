"""The card of whom to meet next, for its reader alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.text import shortened
from bot.i18n import date_stamp
from cogs._ui.cards import Card, button, menu, primary
from cogs._ui.text import one_line
from cogs.one_to_ones.round_cards import add_rounds

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.relationships.suggestions.model import Candidate, Common, Suggestion
    from bot.relationships.suggestions.service import Suggested

SHOWN = 120
"""Maximum length of the words that speak for a talk, in UTF-16 units."""


def suggested_card(words: Words, found: Suggested, group_id: int = 0) -> Card:
    """At most three members, each with the reason and the buttons to ask them, or to have others suggested; then the rounds.

    In a direct message `group_id` is their group, which the buttons name there, and rounds are left to the server.
    """
    of = f"{group_id}:" if group_id else ""
    card = Card().title(f"☕ {words.t('Whom to meet next')}")
    for each in found.suggestions:
        card.text(f"**{one_line(each.member.name)}** · {one_line(each.member.seat)}\n{_why(words, each)}")
        user_id = each.member.user_id
        card.buttons(
            [
                primary(f"touch:ask:{of}{user_id}", words.t("Shall we talk?"), "💬"),
                button(f"touch:others:{of}{user_id}", words.t("Suggest others"), "🔄"),
            ]
        )
    if not found.suggestions:
        card.text(words.t("Nobody is left to suggest. Once new members come or leave ends, look again."))
    if found.left_out:
        options = [(str(user_id), name) for user_id, name in found.left_out]
        card.menu(menu(f"touch:others_back:{group_id}", words.t("Suggest again"), options))
    card.small(words.t("Only you read this. Of “Suggest others” nobody is told; neither of you two is suggested to the other."))
    return card if found.rounds is None or group_id else add_rounds(words, card, found.rounds)


def _why(words: Words, each: Suggestion) -> str:
    return "; ".join([_acquaintance(words, each.candidate), *_in_common(words, each.common)])


def _acquaintance(words: Words, candidate: Candidate) -> str:
    if candidate.talked_on is None:
        talked = words.t("no talk noted yet")
    elif candidate.is_known:
        talked = words.t("you noted that you know each other well")
    else:
        talked = words.t("you talked last on {day}", day=words.date(candidate.talked_on))
    if candidate.joined_at is None:
        return talked
    return f"{talked}; {words.t('new in the group since {day}', day=date_stamp(candidate.joined_at))}"


def _in_common(words: Words, common: Common) -> list[str]:
    said: list[str] = []
    if common.both_seek:
        said.append(words.t("you both look for: {words}", words=_listed(common.both_seek)))
    if common.they_seek:
        said.append(words.t("they look for {words}, which you offer", words=_listed(common.they_seek)))
    if common.they_offer:
        said.append(words.t("they offer {words}, which you look for", words=_listed(common.they_offer)))
    if common.near:
        said.append(words.t("close to what you do: “{words}”", words=one_line(common.near)))
    return said


def _listed(pieces: tuple[str, ...]) -> str:
    return one_line(shortened(", ".join(pieces), SHOWN))
