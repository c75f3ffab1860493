"""The public card of a need, and the private one with what its reader may do about it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.asks.model import NeedKind, NeedState, OfferState, may_be_taken_back, may_have_helped
from bot.asks.offers import CHOSEN_FOR
from bot.core.errors import N_
from bot.core.labels import unbroken
from bot.i18n import date_stamp, time_stamp
from cogs._ui.cards import Card, button, danger, pages, primary, public
from cogs._ui.text import one_line, quoted, safe_text, single_line
from cogs.asks.kinds import ANSWERS, HEADLINES, NEW, STATES
from cogs.asks.links import without_links
from cogs.asks.trades import trade_name

if TYPE_CHECKING:
    from bot.asks.model import ListedNeed, Need, Offer
    from bot.asks.seen import SeenNeed
    from bot.i18n import Words
    from cogs._ui.cards import Button

OFFERS = 5
"""Offers on a page of the private card: each takes three of its components."""


class Step(StrEnum):
    """What the author of a need does next about an offer; the values are the verbs of custom ids."""

    CHOOSE = "choose"
    HELPED = "helped"


STEPS = {Step.CHOOSE: (N_("Choose"), "✅"), Step.HELPED: (N_("This helped me"), "💛")}


def public_card(language: str, seen: SeenNeed) -> Card:
    """What everybody reads: kind, text, trades, who asks, how many offered; never who offered, nor how it ended."""

    def fill(card: Card, words: Words) -> None:
        if seen.need.state is NeedState.VOIDED:
            cancelled(card, words, seen)
            return
        what(card, words, seen)
        card.small(_foot(words, seen))

    return public(language, fill, lambda words: _answering(words, seen))


def cancelled(card: Card, words: Words, seen: SeenNeed) -> Card:
    """Say that a moderator cancelled it; what it asked for, nobody but its author reads any more."""
    return card.text(words.t("🚫 {need} was cancelled by a moderator.", need=seen.need.label))


def what(card: Card, words: Words, seen: SeenNeed) -> None:
    """Add who asks for what."""
    need = seen.need
    author = f"**{name_of(seen, need.author_id)}**"
    card.text(f"{NEW[need.kind][1]} {words.t(HEADLINES[need.kind], author=author)}")
    if need.title:
        card.text(f"**{one_line(need.title)}**")
    card.text(quoted(text_of(words, need)))
    if need.link:
        card.text(safe_text(need.link))
    if need.kind is NeedKind.COVER:
        when = time_stamp(need.happens_at) if need.happens_at else ""
        card.text(
            " · ".join(filter(None, (when and f"🗓️ {when}", need.place and f"📍 {one_line(without_links(words, need.place))}")))
        )
    if seen.trades:
        card.text(f"🧰 {trades_of(words, seen)}")


def text_of(words: Words, need: Need | ListedNeed) -> str:
    """The text, of which only tips show addresses."""
    return need.text if need.kind is NeedKind.TIP else without_links(words, need.text)


def trades_of(words: Words, seen: SeenNeed) -> str:
    return " · ".join(trade_name(words, trade) for trade in seen.trades)


def name_of(seen: SeenNeed, user_id: int) -> str:
    return one_line(seen.names.get(user_id, ""))


def line_of(words: Words, need: Need | ListedNeed) -> str:
    """The title of a tip, or else the text, as one line: without an address, which would stand cut in it."""
    return single_line(need.title or text_of(words, need))


def _answering(words: Words, seen: SeenNeed) -> list[Button]:
    """The buttons of the public card."""
    need = seen.need
    if need.state is NeedState.VOIDED:
        return []
    name, label, emoji = ANSWERS[need.kind]
    made = [primary(f"{name}:{need.id}", words.t(label), emoji)] if need.state is NeedState.OPEN else []
    return [*made, *_answers(words, seen)]


def _answers(words: Words, seen: SeenNeed) -> list[Button]:
    if not seen.answers:
        return []
    label = words.n("{count} answer", "{count} answers", seen.answers)
    return [button(f"ask:answers:{seen.need.id}", label, "💬")]


def _foot(words: Words, seen: SeenNeed) -> str:
    need = seen.need
    parts = [unbroken(need.label)]
    if need.state is not NeedState.OPEN:
        # The same for what was met, closed and is over: that nobody helped is nobody's business.
        over_at = need.over_at()
        assert over_at is not None, "it was ended"
        parts.append(words.t("Closed on {day}. Thank you.", day=date_stamp(over_at)))
    elif need.until is not None:
        parts.append(words.t("until {day}", day=date_stamp(need.until)))
    parts += filter(None, [_count(words, seen)])
    return " · ".join(parts)


def _count(words: Words, seen: SeenNeed) -> str:
    """How many answered, in the words of the kind; empty for nobody."""
    if seen.need.kind is NeedKind.TIP:
        return words.n("helped {count} member", "helped {count} members", seen.helpful) if seen.helpful else ""
    if seen.referrals:
        return words.n("{count} referral came of it", "{count} referrals came of it", seen.referrals)
    return words.n("{count} can help", "{count} can help", seen.offered) if seen.offered else ""


def need_card(words: Words, seen: SeenNeed, page: int = 0) -> Card:
    """What one member reads in private: its author with who offered, whoever offered with what became of that."""
    need = seen.need
    card = Card()
    if need.state is NeedState.VOIDED and not seen.is_mine:
        return cancelled(card, words, seen)
    what(card, words, seen)
    if need.details:
        card.text(f"🔒 **{words.t('Only who stands in reads this')}**\n{quoted(need.details)}")
    card.small(_foot(words, seen))
    if seen.is_mine:
        return _mine(card, words, seen, page)
    if seen.my_offer is not None:
        card.rule().text(offer_state(words, seen))
    if seen.chosen_too:
        card.text(chosen_too(words, seen))
    buttons = _answers(words, seen)
    if need.state is NeedState.OPEN and seen.my_offer is None:
        name, label, emoji = ANSWERS[need.kind]
        buttons.insert(0, primary(f"{name}:{need.id}", words.t(label), emoji))
    elif seen.my_offer is not None and may_be_taken_back(need, seen.my_offer):
        buttons.append(take_back_button(words, need.id))
    return card.buttons(buttons)


def offer_state(words: Words, seen: SeenNeed) -> str:
    """What became of the reader's own offer."""
    offer = seen.my_offer
    assert offer is not None, "read only where there is one"
    author = f"**{name_of(seen, seen.need.author_id)}**"
    if offer.state is OfferState.CHOSEN:
        return f"✅ {words.t('{author} chose you.', author=author)}"
    if offer.state is OfferState.HELPED:
        return f"💛 {words.t('{author} says that you helped.', author=author)}"
    return f"🙋 {words.t('You offered, and {author} knows.', author=author)}"


def chosen_too(words: Words, seen: SeenNeed) -> str:
    """The others who were chosen for the same client, each with their trade."""
    others = [f"**{name_of(seen, each.user_id)}** ({trade_name(words, each.trade)})" for each in seen.chosen_too]
    return words.t("Chosen beside you: {people}", people=words.listed(others))


def _mine(card: Card, words: Words, seen: SeenNeed, page: int) -> Card:
    """Its author's part: who offered, and how it ends."""
    need = seen.need
    if need.state is not NeedState.OPEN:
        card.small(words.t("For you alone: {state}.", state=words.t(STATES[need.state])))
    # Of a client's trades each is chosen for itself, also where one person offers several.
    people = [[each] for each in seen.offers if each.stands] if need.kind is NeedKind.CLIENT_NEEDS else by_person(seen)
    page = min(page, max(len(people) - 1, 0) // OFFERS)
    if people:
        card.rule()
        for offers in people[page * OFFERS :][:OFFERS]:
            _offers(card, words, seen, offers)
        pages(card, words, "page:offers", str(need.id), page, more=(page + 1) * OFFERS < len(people))
    return card.buttons([*_answers(words, seen), *_endings(words, need)])


def by_person(seen: SeenNeed) -> list[list[Offer]]:
    """The offers that stand, those of one person together: of several trades they may have some."""
    people: dict[int, list[Offer]] = {}
    for each in seen.offers:
        if each.stands:
            people.setdefault(each.user_id, []).append(each)
    return list(people.values())


def _offers(card: Card, words: Words, seen: SeenNeed, offers: list[Offer]) -> None:
    """One who offered, with the next step beside it."""
    trades = [trade_name(words, each.trade) for each in offers if each.trade]
    said = " · ".join([f"**{name_of(seen, offers[0].user_id)}**", *trades])
    told = "\n".join(quoted(each.text) for each in offers if each.text)
    said = f"{said}\n{told}" if told else said
    step = next(filter(None, (step_button(words, seen.need, each) for each in offers)), None)
    if step is not None:
        card.text_beside(f"🙋 {said}", step)
    else:
        card.text(f"{'💛' if offers[0].state is OfferState.HELPED else '✅'} {said}")


def next_step(need: Need, offer: Offer) -> Step | None:
    """What the author may do about an offer; None where it is done."""
    if offer.state is OfferState.OFFERED and need.kind in CHOSEN_FOR and need.state is NeedState.OPEN:
        return Step.CHOOSE
    return Step.HELPED if may_have_helped(need, offer) else None


def step_button(words: Words, need: Need, offer: Offer) -> Button | None:
    """The button of `next_step`."""
    step = next_step(need, offer)
    if step is None:
        return None
    label, emoji = STEPS[step]
    which = f":{offer.id}" if need.kind is NeedKind.CLIENT_NEEDS else ""
    return button(f"ask:{step}:{need.id}:{offer.user_id}{which}", words.t(label), emoji)


def take_back_button(words: Words, need_id: int) -> Button:
    return button(f"ask:let_go:{need_id}", words.t("Take it back"), "↩️")


def again_button(words: Words, need: Need) -> Button:
    return button(f"ask:again:{need.id}", words.t("Same again"), "🔁")


def _endings(words: Words, need: Need) -> list[Button]:
    """How its author ends it, or has it stand again."""
    again = again_button(words, need)
    if need.state is NeedState.OPEN:
        close = danger(f"ask:close:{need.id}", words.t("Close it"), "✖️")
        if need.kind is NeedKind.TIP:
            return [close]
        met = button(f"ask:met:{need.id}", words.t("I got what I needed"), "🎉")
        return [met, close, *([again] if need.kind is NeedKind.LOOKING else [])]
    may_stand_again = need.kind not in {NeedKind.COVER, NeedKind.TIP} and need.state is not NeedState.VOIDED
    return [again] if may_stand_again else []
