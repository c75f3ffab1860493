"""Cards of the direct messages about a need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.model import NeedKind, NeedState, may_be_taken_back
from bot.core.labels import unbroken
from bot.i18n import date_stamp
from cogs._ui.cards import Card
from cogs._ui.text import one_line, quoted
from cogs.asks.cards import again_button, chosen_too, name_of, step_button, take_back_button, text_of, what
from cogs.asks.kinds import NEW
from cogs.asks.trades import trade_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.asks.helping import SeenHelp
    from bot.asks.matching.model import Match
    from bot.asks.offers import SeenOffer
    from bot.asks.seen import SeenNeed
    from bot.i18n import Words


def offered(words: Words, found: SeenOffer) -> Card:
    """To the asker: who offered, with the next step."""
    need, offer = found.seen.need, found.offer
    name = f"**{one_line(found.name)}**"
    card = Card()
    if not offer.stands:
        return card.text(words.t("↩️ {name} took their offer back ({need}).", name=name, need=need.label))
    if need.kind is NeedKind.CLIENT_NEEDS and offer.text:
        card.text(
            words.t(
                "🙋 {name} knows somebody: {trade} ({need})", name=name, trade=trade_name(words, offer.trade), need=need.label
            )
        )
    elif need.kind is NeedKind.CLIENT_NEEDS:
        card.text(words.t("🙋 {name} offers: {trade} ({need})", name=name, trade=trade_name(words, offer.trade), need=need.label))
    elif need.kind is NeedKind.COVER:
        card.text(words.t("🙋 {name} can stand in for you ({need})", name=name, need=need.label))
    else:
        card.text(words.t("🙋 {name} can help you ({need})", name=name, need=need.label))
    if offer.text:
        card.text(quoted(offer.text))
    card.small(text_of(words, need))
    step = step_button(words, need, offer)
    return card.buttons([step]) if step is not None else card


def chosen(words: Words, seen: SeenNeed) -> Card:
    """To whom the asker chose; for cover with what only that person reads."""
    need = seen.need
    author = f"**{name_of(seen, need.author_id)}**"
    card = Card().title(f"✅ {words.t('{author} chose you ({need})', author=name_of(seen, need.author_id), need=need.label)}")
    what(card, words, seen)
    if need.details:
        card.text(f"🔒 **{words.t('Only you read this')}**\n{quoted(need.details)}")
    offer = seen.my_offer
    if offer is not None and offer.text:  # of several whom they know, the one that is meant
        card.text(f"🧰 **{trade_name(words, offer.trade)}**\n{quoted(offer.text)}")
    if seen.chosen_too:
        card.text(chosen_too(words, seen))
    if need.kind is NeedKind.CLIENT_NEEDS and offer is not None and not offer.text:
        return card.small(words.t("Whose it is comes with the referral, once {author} sends it.", author=author))
    card.small(words.t("Write to {author} here in Discord: <@{id}>", author=author, id=need.author_id))
    if offer is not None and may_be_taken_back(need, offer):
        card.buttons([take_back_button(words, need.id)])
    return card


def taken_back(words: Words, seen: SeenNeed) -> Card:
    """The answer to whoever took their offer back."""
    author = name_of(seen, seen.need.author_id)
    return Card().text(f"↩️ {words.t('You took it back, and {author} is told ({need}).', author=author, need=seen.need.label)}")


def chose(words: Words, seen: SeenNeed, user_id: int) -> Card:
    """The asker's answer to their choice, with the next step."""
    name = f"**{name_of(seen, user_id)}**"
    card = Card().text(f"✅ {words.t('{name} is told that you chose them ({need}).', name=name, need=seen.need.label)}")
    if seen.need.kind is NeedKind.COVER:
        card.text(words.t("They read the details now. Afterwards, say that they helped: it counts for them."))
    mine = [each for each in seen.offers if each.user_id == user_id]
    steps = [step for each in mine if (step := step_button(words, seen.need, each)) is not None]
    return card.buttons(steps[:1])


def helped(words: Words, found: SeenHelp) -> Card:
    """To the helper; of a tip without who pressed, for several may have."""
    need = found.seen.need
    if need.kind is NeedKind.TIP:
        card = Card().text(
            words.n(
                "💛 Your tip {need} helped {count} member.",
                "💛 Your tip {need} helped {count} members.",
                found.seen.helpful,
                need=need.label,
            )
        )
        return card.text(f"**{one_line(need.title)}**")
    author = f"**{name_of(found.seen, need.author_id)}**"
    card = Card().text(words.t("💛 {author} says that you helped ({need}).", author=author, need=need.label))
    if found.thanks:
        card.text(quoted(found.thanks))
    return card.small(text_of(words, need))


def voided(words: Words, seen: SeenNeed, reason: str) -> Card:
    """To the author, and to whoever helped, after a moderator cancelled it."""
    need = seen.need
    if seen.is_mine:
        card = Card().text(words.t("🚫 A moderator cancelled {need}, which you posted.", need=need.label))
    else:
        card = Card().text(words.t("🚫 A moderator cancelled {need}, so your help with it counts no more.", need=need.label))
    return card.text(quoted(text_of(words, need))).text(words.t("Their reason:")).text(quoted(reason))


def closed(words: Words, seen: SeenNeed) -> Card:
    """After its author ended it."""
    need = seen.need
    said = {
        NeedState.MET: words.t("🎉 {need} is met. Well done!", need=need.label),
        NeedState.CLOSED: words.t("✖️ {need} is closed.", need=need.label),
    }
    card = Card().text(said.get(need.state, unbroken(need.label)))
    if need.kind in {NeedKind.COVER, NeedKind.TIP}:
        return card
    return card.buttons([again_button(words, need)])


def posted(words: Words, seen: SeenNeed, whom: Sequence[Match] = ()) -> Card:
    """The author's private answer; `whom` are members who may help, each with the words that speak for them."""
    need = seen.need
    card = Card().title(f"{NEW[need.kind][1]} {words.t('{need} is on its way to everybody', need=need.label)}")
    what(card, words, seen)
    if need.until is not None:
        card.text(words.t("It stands until {day}, or until you say that you got what you needed.", day=date_stamp(need.until)))
    if whom:
        named = [f"{one_line(each.name)} (*{one_line(', '.join(each.words))}*)" for each in whom]
        card.text(f"✨ {words.t('Whom to ask: {names}', names=', '.join(named))}")
        card.small(words.t("Only you read this, and nobody gets a message because of it."))
    return card.small(words.t("/ask shows who offered, and closes it."))
