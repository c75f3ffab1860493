"""The form of thanks, and their cards for the author, the public and the person who was thanked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.labels import unbroken
from bot.core.money import example, number_format
from bot.referrals.model import STATE_LABELS, State, Verb
from bot.referrals.thanks import model as thanks_model
from bot.referrals.thanks.model import BUSINESS_LABELS, FOR_ACT, Business
from cogs._ui import forms
from cogs._ui.cards import Button, Card, button, primary, public
from cogs._ui.fit_text import tell_fit
from cogs._ui.referral_card import LISTED, VERB_LABELS, client_name
from cogs._ui.text import one_line, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.referrals.model import Referral
    from bot.referrals.thanks.service import About, Given
    from bot.referrals.transitions import Opened

FORM = "thank:form"


def thank_form(words: Words, about: About, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    """The form of thanks: without the amount where the group has amounts switched off, without the kind of work without a referral."""
    group, referral = about.group, about.referral
    items = [
        forms.text_item(words, "message", thanks_model.MESSAGE, typed, description=words.t("Everyone in the group reads this")),
    ]
    if group.amounts:
        written = example(group.currency, number_format(group.language.first))
        items.append(
            forms.text_item(
                words,
                "amount",
                thanks_model.AMOUNT,
                typed,
                description=words.t("Only you see this"),
                example=words.t("{currency}, such as {example}", currency=group.currency, example=written),
            )
        )
    if group.amounts and referral is not None:
        options = [(business.value, words.t(label)) for business, label in BUSINESS_LABELS.items()]
        items.append(forms.radio_item("business", words.t("What kind of work is it?"), options, typed.get("business")))
    return forms.form(
        f"{FORM}:{about.thanked.user_id}:{referral.id if referral else 0}:{nonce}",
        words.t("Thank {name}", name=about.thanked.name),
        *items,
    )


def which_referral(words: Words, about: About) -> Card:
    """The question whether the thanks are for one of the referrals in progress that the thanked person gave."""
    name = one_line(about.thanked.name)
    if len(about.under_way) == 1:
        card = Card().title(f"💚 {words.t('Is this for {referral}?', referral=about.under_way[0].label)}")
    else:
        card = Card().title(f"💚 {words.t('Is this for one of these?')}")
    card.text(
        words.t(
            "{name} passed you what is still under way. If it became work, thank them for that: then it stands at “Got the job”.",
            name=name,
        )
    )
    card.rows("", [f"**{unbroken(each.label)}** · {client_name(words, each, LISTED)}" for each in about.under_way])
    made = [primary(f"referral:won:{each.id}", words.t("For {referral}", referral=each.label), "🎉") for each in about.under_way]
    return card.buttons([*made, button(f"thank:other:{about.thanked.user_id}", words.t("For something else"), "💚")])


def stands_elsewhere(words: Words, opened: Opened) -> Card:
    """The answer to a button on a card that shows an earlier state of the referral."""
    referral = opened.referral
    state = words.t(STATE_LABELS[referral.state])
    card = Card().text(words.t("{referral} stands at “{state}” by now; its card shows it.", referral=referral.label, state=state))
    if Verb.REOPEN in opened.moves:
        card.text(words.t("If it became work after all, open it again first."))
        label, mark = VERB_LABELS[Verb.REOPEN]
        card.buttons([button(f"referral:reopen:{referral.id}", words.t(label), mark)])
    return card


def confirmation(words: Words, given: Given) -> Card:
    """The author's private answer; the only card with the amount."""
    card = Card().title(f"💚 {words.t('{name} will be glad', name=one_line(given.thanked_name))}")
    if given.in_public:
        card.text(words.t("Your thank-you ({thanks}) is on its way to everybody.", thanks=given.thanks.label))
    else:
        card.text(
            words.t(
                "Your thank-you ({thanks}) goes to them alone: the group has no channel for it yet.", thanks=given.thanks.label
            )
        )
    won = _became_work(given)
    if won is not None:
        card.text(words.t("{referral} now stands at “Got the job”.", referral=won.label))
    if given.thanks.amount is not None:
        card.text(words.t("Noted for you alone: {amount}.", amount=words.money(given.thanks.amount)))
    buttons = [button(f"thanks:undo:{given.thanks.id}", words.t("Undo"), "↩️")]
    if won is not None:
        buttons.append(tell_fit(words, won.id))
    return card.buttons(buttons).small(words.t("You can undo this for ten minutes."))


def post(language: str, given: Given) -> Card:
    """The public post, with a button to answer until it was answered."""

    def buttons(words: Words) -> list[Button]:
        if given.thanks.undone_at is not None or given.thanks.pleasure_at is not None or given.is_linked:
            return []  # who is of a linked group answers on the note to them
        return [_pleasure(words, given), *_pin(words, given)]

    return public(language, lambda card, words: public_thanks(card, words, given), buttons)


def public_thanks(card: Card, words: Words, given: Given) -> None:
    """Fill in the public post: who thanks whom, and the message. It never has a client or an amount."""
    author, thanked = f"**{one_line(given.author_name)}**", f"**{one_line(given.thanked_name)}**"
    if given.thanks.undone_at is not None:
        card.text(_withdrawn(words, given))
        return
    card.text(f"💚 {words.t('{author} thanks {thanked}', author=author, thanked=thanked)}")
    card.text(_message(words, given))
    if given.thanks.pleasure_at is not None:
        card.text(_answer(words, given))
    card.small(unbroken(given.thanks.label))


def _pleasure(words: Words, given: Given) -> Button:
    return button(f"thanks:pleasure:{given.thanks.id}", words.t("It's a pleasure"), "😊")


def _answer(words: Words, given: Given) -> str:
    return f"😊 {words.t('{thanked}: “It’s a pleasure!”', thanked=f'**{one_line(given.thanked_name)}**')}"


def _withdrawn(words: Words, given: Given) -> str:
    """Replaces an undone public post that could not be deleted because others answered it; it names nobody."""
    return _taken_back(words, given) if given.thanks.voided else f"↩️ {words.t('A thank-you that stood here was taken back.')}"


def _taken_back(words: Words, given: Given) -> str:
    author, thanked = f"**{one_line(given.author_name)}**", f"**{one_line(given.thanked_name)}**"
    if given.thanks.voided:
        return words.t(
            "🚫 The thank-you {thanks} from {author} to {thanked} was cancelled by a moderator.",
            thanks=given.thanks.label,
            author=author,
            thanked=thanked,
        )
    return words.t("↩️ {author} took back a thank-you to {thanked}.", author=author, thanked=thanked)


def note(words: Words, given: Given) -> Card:
    """The direct message to the person who was thanked, without the amount."""
    if given.thanks.undone_at is not None:
        return Card().text(_taken_back(words, given))
    author = f"**{one_line(given.author_name)}**"
    if given.referral is not None and given.thanks.for_act:
        headline = words.t("💚 {author} thanks you for {referral}.", author=author, referral=given.referral.label)
    elif given.referral is None:
        headline = words.t("💚 {author} thanks you.", author=author)
    elif given.thanks.business is Business.REPEAT:
        headline = words.t(
            "➕ More work came from {referral}. {author} thanks you.", referral=given.referral.label, author=author
        )
    else:
        headline = words.t("🎉 {referral} became work! {author} thanks you.", referral=given.referral.label, author=author)
    card = Card().text(headline).text(_message(words, given))
    if given.is_linked and given.thanks.pleasure_at is not None:
        card.text(_answer(words, given))
    elif given.is_linked:
        card.buttons([_pleasure(words, given)])  # the public post is in another server
    return card.buttons(_pin(words, given))


def _pin(words: Words, given: Given) -> list[Button]:
    """The button by which the thanked person shows the thanks on their profile; none for thanks without words of their author."""
    if given.thanks.for_act or given.is_linked:
        return []  # who is of a linked group has no profile here
    return [button(f"thanks:pin:{given.thanks.id}", words.t("Show on my profile"), "📌")]


def _became_work(given: Given) -> Referral | None:
    """The referral that became WON by these thanks; None where none did."""
    said, referral = given.thanks, given.referral
    tells = referral is not None and referral.state is State.WON and said.business is Business.NEW and not said.for_act
    return referral if tells else None


def _message(words: Words, given: Given) -> str:
    return quoted(words.t(FOR_ACT) if given.thanks.for_act else given.thanks.message)
