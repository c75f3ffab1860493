"""The cards of one-to-ones, each for one of the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import date_stamp
from bot.relationships.one_to_ones.model import ASK_AGAIN, Answer
from cogs._ui.cards import Card, button, primary
from cogs._ui.components import several_people_menu
from cogs._ui.seats import held_trade
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.membership.members.model import Member
    from bot.relationships.one_to_ones.asking import Asked
    from bot.relationships.one_to_ones.service import Talk


def logged(words: Words, talk: Talk) -> Card:
    """The private answer to whoever noted a talk."""
    touch, name = talk.touch, one_line(talk.other_name)
    if touch is None:
        return _over(words)
    day = words.date(touch.day)
    if touch.is_mutual:
        return _known_to_both(words, name, day)
    card = Card().text(words.t("☕ Noted: you met {name} on {day}.", name=name, day=day))
    if touch.confirm_until is not None:
        card.text(
            words.t(
                "I ask {name} to confirm it. If they have not by {until}, the note is deleted; nobody is told of that.",
                name=name,
                until=date_stamp(touch.confirm_until),
            )
        )
    return card.small(words.t("Nobody but you two reads it; what you talked about, you alone. It counts on no board."))


def question(words: Words, talk: Talk) -> Card:
    """The message to the other of the two: did they meet? Once they said so, or it lapsed, what came of it."""
    touch, name = talk.touch, one_line(talk.other_name)
    if touch is None:
        return _over(words)
    day = words.date(touch.day)
    if touch.is_noted_by(talk.reader_id):
        return _known_to_both(words, name, day)
    if touch.confirm_until is None:
        return _over(words)
    card = Card().text(words.t("☕ {name} noted that you two met on {day}. Did you?", name=name, day=day))
    card.buttons([primary(f"touch:confirm:{touch.id}", words.t("Yes, we met"), "☕")])
    return card.small(
        words.t(
            "Nobody but you two reads it. If you don't answer, it is deleted on {until}, and nobody is told.",
            until=date_stamp(touch.confirm_until),
        )
    )


def asked(words: Words, found: Asked) -> Card:
    """The private answer to the asker: the same again whatever the other said, but for a yes."""
    name = one_line(found.other.name) if found.other is not None else ""
    if found.is_agreed:
        return agreed(words, found)
    card = Card().text(words.t("☕ I ask {name}: shall we talk?", name=name))
    return card.small(
        words.t(
            "You hear of a yes. Of “another time” nobody learns; you can ask again from {day} on.",
            day=date_stamp(found.request.asked_at + ASK_AGAIN),
        )
    )


def agreed(words: Words, found: Asked) -> Card:
    """The message to the asker, and to whoever asks again: the other said yes."""
    if found.other is None:
        return Card().text(words.t("☕ Somebody said yes to a talk with you, and is not in the group any more."))
    name = one_line(found.other.name)
    card = Card().text(words.t("☕ You and {name} want to talk.", name=name))
    card.text(
        words.t(
            "Write to <@{user}>: where, and when? Then /one-to-one plan gives you both a calendar file.", user=found.other.user_id
        )
    )
    return card.small(words.t("Nobody but you two reads it."))


def shall_we_talk(words: Words, found: Asked) -> Card:
    """The message to the one who is asked, and what they read once they answered."""
    other, request = found.other, found.request
    if other is None:
        return Card().text(words.t("☕ Here somebody asked you for a talk. They are not in the group any more."))
    if request.answer is Answer.YES:
        return agreed(words, found)
    name = one_line(other.name)
    if request.answer is Answer.ANOTHER_TIME:
        return Card().text(words.t("☕ {name} asked you for a talk. You said another time; they are not told.", name=name))
    card = Card().text(words.t("☕ {name} ({trade}) asks: shall we talk?", name=name, trade=held_trade(words, other.seat)))
    card.buttons(
        [
            primary(f"touch:yes:{request.id}", words.t("Yes"), "☕"),
            button(f"touch:later:{request.id}", words.t("Another time")),
        ]
    )
    return card.small(words.t("They hear of a yes alone. “Another time” reads as no answer does."))


def whom_they_know(words: Words, user_id: int) -> Card:
    """Asks whom the reader knows well already; the one whose profile they looked at is chosen from the start."""
    card = Card().text(words.t("Whom do you know well already? Choose up to 25 members at once; again for more."))
    card.menu(several_people_menu("touch:know", words.t("Choose members"), user_id))
    return card.small(words.t("Only you read it. Nobody is told, they neither."))


def known(words: Words, members: Sequence[Member]) -> Card:
    """The private answer to the choice."""
    if not members:
        return Card().text(
            words.t("None of these is a member of the group, so nothing was noted. Choose others from /directory.")
        )
    names = words.listed([one_line(member.name) for member in members])
    return Card().text(words.t("☕ Noted for you alone: you know {names} well already.", names=names))


def _known_to_both(words: Words, name: str, day: str) -> Card:
    card = Card().text(words.t("☕ You and {name} met on {day}; you both say so.", name=name, day=day))
    return card.small(words.t("Nobody but you two reads it. It counts on no board."))


def _over(words: Words) -> Card:
    return Card().text(words.t("☕ Here you were asked whether you met somebody. That is over by now."))
