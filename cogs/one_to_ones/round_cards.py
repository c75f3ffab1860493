"""The cards of rounds of one-to-ones, and their items in the morning list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relationships.rounds.model import EVERY, Answer
from cogs._ui.cards import Card, button, primary, public
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.relationships.rounds.model import Mine, Place, Rounds, Schedule
    from cogs._ui.cards import Button


def rounds_card(words: Words, found: Rounds) -> Card:
    """The private answer to a moderator: how often, when next, and the button that tells everybody."""
    card = Card().title(f"🔁 {words.t('Rounds of one-to-ones')}")
    if found.schedule is None:
        card.text(words.t("The group has none. /one-to-one rounds begins them: every two weeks, or every month."))
        return card
    card.text(_how(words, found.schedule))
    card.buttons([primary("round:share:all", words.t("Tell everybody here"), "📣")])
    return card.small(
        words.t("Only who counts themselves in is paired. Nobody reads who does, and whether a pair met, moderators neither.")
    )


def announced_card(found: Rounds) -> Card:
    """The public message by which members count themselves in."""
    schedule = found.schedule
    assert schedule is not None, "without rounds there is nothing to tell"

    def fill(card: Card, words: Words) -> None:
        card.title(f"🔁 {words.t('Rounds of one-to-ones')}").text(_how(words, schedule))
        card.small(words.t("Press it, and you are among them. Nobody reads who did; you can leave again in /one-to-one suggest."))

    return public(found.language, fill, lambda words: [primary("round:in:all", words.t("Count me in"), "✋")])


def counted_card(words: Words, mine: Mine) -> Card:
    """The private answer to *Count me in* and *Count me out*."""
    return add_rounds(words, Card(), mine)


def add_rounds(words: Words, card: Card, mine: Mine) -> Card:
    """Add with whom the reader was paired, when the next round is, and the button to be counted in or out."""
    card.rule()
    place = mine.place
    if place is not None and place.others:
        names = _names(words, place)
        card.text(f"🔁 {words.t('Your round since {day}: **{names}**', day=words.date(place.day), names=names)}")
        card.buttons(_ask(words, place))
    day = words.date(mine.schedule.next_on)
    if mine.is_in:
        card.text(words.t("🔁 You count yourself in. The next round is on {day}; the morning list says with whom.", day=day))
        return card.buttons([button("round:out:all", words.t("Count me out"), "🚪")])
    card.text(_how(words, mine.schedule))
    return card.buttons([button("round:in:all", words.t("Count me in"), "✋")])


def paired(words: Words, place: Place, _: int) -> tuple[str, list[Button]]:
    """The line in the morning list that says with whom one was paired."""
    if not place.others:
        return (
            f"🔁 {words.t('In this round nobody was left for you: too few counted themselves in. You are in the next one again.')}",
            [],
        )
    text = words.t("🔁 Your round of one-to-ones: **{names}**. Write to them: where, and when?", names=_names(words, place))
    return text, _ask(words, place)


def did_you_meet(words: Words, place: Place, stamp: int) -> tuple[str, list[Button]]:
    """The question in the morning list before the next round; `stamp` as in `morning_list`."""
    text = words.t("🔁 Your round since {day}: did you meet **{names}**?", day=words.date(place.day), names=_names(words, place))
    return text, [
        primary(f"round:met:{place.id}:{stamp}", words.t("Yes, we met"), "☕"),
        button(f"round:not_yet:{place.id}:{stamp}", words.t("Not yet")),
    ]


def answered(words: Words, place: Place) -> Card:
    """The private answer to the question."""
    if place.answer is Answer.NOT_YET or not place.others:
        return Card().text(words.t("🔁 Not this time. Nobody is told. In the next round you are paired anew."))
    return Card().text(
        words.t(
            "☕ Noted for you: you met {names}. Nobody else but them reads it, if they say so too.", names=_names(words, place)
        )
    )


def _how(words: Words, schedule: Schedule) -> str:
    how = words.t(
        "Those who count themselves in are paired, the least acquainted first; an odd one makes a group of three. The next round is on {day}.",
        day=words.date(schedule.next_on),
    )
    return f"**{words.t(EVERY[schedule.every])}**\n{how}"


def _names(words: Words, place: Place) -> str:
    return words.listed([one_line(name) for _, name in place.others])


def _ask(words: Words, place: Place) -> list[Button]:
    """A button for each of the others, which also works in a direct message: the place says in which group."""
    return [
        button(f"round:ask:{place.id}:{user_id}", words.t("Ask {name}: shall we talk?", name=name), "💬")
        for user_id, name in place.others
    ]
