"""The cards of an introduction, for the connector, the two and the public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import date_stamp
from bot.introductions.model import Answer, State
from cogs._ui.cards import Button, Card, button, primary, public
from cogs._ui.seats import held_trade, looks_for
from cogs._ui.text import one_line, quoted, safe_text, single_line

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.introductions.follow_up import FollowUp
    from bot.introductions.service import Seen
    from bot.introductions.talks import Noted, Talk


def confirmation(words: Words, seen: Seen) -> Card:
    """The connector's private answer."""
    one, two = _both(seen)
    card = Card().title(f"🔗 {words.t('I ask both')}")
    card.text(
        words.t(
            "{one} and {two} each get a message with what you wrote ({introduction}).",
            one=one,
            two=two,
            introduction=seen.introduction.label,
        )
    )
    return card.text(
        words.t(
            "If both say yes, they read how to reach each other, and you hear of it. Otherwise you hear on {day} that it did not come to it; why, nobody learns.",
            day=date_stamp(seen.introduction.until),
        )
    ).small(words.t("It counts for you once both have said yes."))


def question(words: Words, seen: Seen) -> Card:
    """The message to one of the two: who proposes, whom they would meet, why, and that person's profile without the contact."""
    introduction, other = seen.introduction, seen.other
    connector = _name(seen, introduction.connector_id)
    name = _name(seen, introduction.other(seen.reader_id))
    if introduction.state is not State.PROPOSED or other is None:
        return _after(words, seen, name)
    card = Card().title(f"🔗 {words.t('{connector} would like you to meet {name}', connector=connector, name=name)}")
    card.text(quoted(introduction.why))
    if note := introduction.note_for(seen.reader_id):
        card.text(words.t("For you alone: {note}", note=safe_text(note)))
    card.rule().text(f"**{name}** · {held_trade(words, other.seat)}\n{one_line(other.profile.business)}".strip())
    if other.profile.offer:
        card.text(f"**{words.t('What they offer')}**\n{safe_text(other.profile.offer)}")
    if other.profile.ideal_referral:
        card.text(f"**🎯 {looks_for(words, is_associate=other.is_associate)}**\n{quoted(other.profile.ideal_referral)}")
    if introduction.said(seen.reader_id) is not Answer.NOTHING:
        return card.text(_said(words, seen))
    card.buttons(
        [
            primary(f"intro:yes:{introduction.id}", words.t("Yes, introduce us"), "🤝"),
            button(f"intro:no:{introduction.id}", words.t("No, thank you")),
        ]
    )
    return card.small(
        words.t("Nobody learns of a no, neither {connector} nor {name}. No answer is one too.", connector=connector, name=name)
    )


def _said(words: Words, seen: Seen) -> str:
    if seen.introduction.said(seen.reader_id) is Answer.YES:
        return f"🤝 {words.t('You said yes. If the other does too, you both read how to reach each other.')}"
    return words.t("You said no, thank you. Nobody learns of it.")


def _after(words: Words, seen: Seen, name: str) -> Card:
    """What is left of the question once it was made or is over, the same whoever said what."""
    connector = _name(seen, seen.introduction.connector_id)
    if seen.introduction.state is State.MADE:
        return Card().text(f"🤝 {words.t('{connector} introduced you to {name}.', connector=connector, name=name)}")
    return Card().text(
        words.t("{connector} proposed to introduce you to {name}. That is over by now.", connector=connector, name=name)
    )


def made(words: Words, seen: Seen) -> Card:
    """The message to one of the two once both said yes: the other's contact as far as they share it, and the reason to write with."""
    introduction = seen.introduction
    name = _name(seen, introduction.other(seen.reader_id))
    if introduction.state is State.VOIDED:
        return Card().text(
            words.t("🚫 The introduction {introduction} was cancelled by a moderator.", introduction=introduction.label)
        )
    card = Card().title(f"🤝 {words.t('You and {name} both said yes', name=name)}")
    if seen.other is None:
        return card.text(words.t("{name} is not in the group any more.", name=name))
    mention = f"<@{seen.other.user_id}>"
    if seen.contact:
        card.text(f"**{words.t('How to reach them')}**\n{safe_text(seen.contact)}\n{mention}")
    else:
        card.text(words.t("Write to {person} here in Discord: they share no other way.", person=mention))
    card.text(f"**{words.t('A first line to send')}**\n{quoted(_first_line(words, seen))}")
    return card.small(words.t("{introduction} · one of you begins; it may as well be you.", introduction=introduction.label))


def _first_line(words: Words, seen: Seen) -> str:
    """The connector's reason as a message that one of the two can send as it is; not escaped."""
    introduction = seen.introduction
    name, connector = (
        single_line(seen.names.get(each, "")) for each in (introduction.other(seen.reader_id), introduction.connector_id)
    )
    return words.t("Hello {name}, {connector} introduced us: {why}", name=name, connector=connector, why=introduction.why)


def did_you_talk(words: Words, talk: Talk, stamp: int) -> tuple[str, list[Button]]:
    """The question in the morning list of one of the two, a week after; `stamp` as in `morning_list`."""
    introduction = talk.introduction
    asks = words.t(
        "🔗 {connector} introduced you to **{name}** ({introduction}). Did you two talk?",
        connector=one_line(talk.connector_name),
        name=one_line(talk.other_name),
        introduction=introduction.label,
    )
    return asks, [primary(f"intro:talked:{introduction.id}:{stamp}", words.t("We talked"), "💬")]


def noted(words: Words, found: Noted) -> Card:
    """The private answer to *We talked*."""
    name = one_line(found.other_name)
    if found.touch.is_mutual:
        return Card().text(words.t("💬 Noted: you and {name} talked. You both say so, and nobody else reads it.", name=name))
    return Card().text(words.t("💬 Noted: you and {name} talked. Only you read this.", name=name))


def outcome(words: Words, seen: Seen) -> Card:
    """The message to the connector. A no reads as silence does."""
    introduction = seen.introduction
    one, two = _both(seen)
    if introduction.state is not State.MADE:
        return Card().text(
            words.t(
                "🔗 {one} and {two}: it did not come to it this time. ({introduction})",
                one=one,
                two=two,
                introduction=introduction.label,
            )
        )
    card = Card().text(
        words.t(
            "🤝 {one} and {two} both said yes: you introduced them. ({introduction})",
            one=one,
            two=two,
            introduction=introduction.label,
        )
    )
    if introduction.counts:
        return card
    return card.small(words.t("They had exchanged a referral or thanks, or been introduced before, so it counts on no board."))


def followed(words: Words, found: FollowUp) -> Card:
    """The message to the connector once one of the two passed the other a referral."""
    return Card().text(
        words.t(
            "🎉 {giver} passed {receiver} a referral after your introduction. ({introduction})",
            giver=one_line(found.giver_name),
            receiver=one_line(found.receiver_name),
            introduction=found.introduction.label,
        )
    )


def voided(words: Words, seen: Seen, reason: str) -> Card:
    """The message to each of the three after a moderator cancelled it."""
    one, two = _both(seen)
    told = words.t(
        "🚫 A moderator cancelled the introduction of {one} and {two}. ({introduction})",
        one=one,
        two=two,
        introduction=seen.introduction.label,
    )
    return Card().text(told).text(quoted(reason))


def line(language: str, seen: Seen) -> Card:
    """The public line."""

    def fill(card: Card, words: Words) -> None:
        introduction = seen.introduction
        if introduction.state is State.VOIDED:
            card.text(
                words.t("🚫 An introduction was cancelled by a moderator. ({introduction})", introduction=introduction.label)
            )
            return
        one, two = (f"**{each}**" for each in _both(seen))
        connector = f"**{_name(seen, introduction.connector_id)}**"
        card.text(
            words.t(
                "🔗 {connector} introduced {one} and {two}. ({introduction})",
                connector=connector,
                one=one,
                two=two,
                introduction=introduction.label,
            )
        )

    return public(language, fill)


def texts_to_copy(words: Words, connector: str, names: tuple[str, str]) -> Card:
    """Two texts for an introduction with somebody outside, which the connector sends by themselves; nothing is kept."""
    connector, one, two = map(single_line, (connector, *names))
    card = Card().title(f"🔗 {words.t('Introduce {one} and {two}', one=one_line(one), two=one_line(two))}")
    card.text(words.t("I write to nobody outside the group. Here is what you can send: first ask each of them."))
    for name, other in ((one, two), (two, one)):
        asked = words.t(
            "Hello {name}, I know {other}, and I think that you two should talk. May I introduce you? A no is fine. {connector}",
            name=name, other=other, connector=connector,
        )  # fmt: skip
        card.text(quoted(asked))
    card.text(words.t("When both have agreed, send this to both:"))
    introduced = words.t(
        "{one}, this is {two}. {two}, this is {one}. I told each of you of the other, and you both said yes. I leave you to it! {connector}",
        one=one, two=two, connector=connector,
    )  # fmt: skip
    return card.text(quoted(introduced)).small(words.t("Nothing of this is kept, and nothing is counted."))


def _both(seen: Seen) -> tuple[str, str]:
    one, two = seen.introduction.two
    return _name(seen, one), _name(seen, two)


def _name(seen: Seen, user_id: int) -> str:
    return one_line(seen.names.get(user_id, ""))
