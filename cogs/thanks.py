"""Saying thank you."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.i18n import words
from bot.model import thanks as model
from bot.model.members import Person
from bot.model.money import number_format
from bot.model.referrals import NOT_COUNTED, Box, State
from bot.model.thanks import BUSINESS_LABELS, Business
from bot.model.words import N_, Refused
from bot.services.thanks import Typed
from bot.worker.parcel import Parcel
from cogs._ui import forms, referral_card, suggest
from cogs._ui.cards import Button, Card, button, line, people_menu, public
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs._ui.text import one_line, quoted
from cogs._ui.turn import Turn, number, person, read_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.i18n import Words
    from bot.model.outbox import Message
    from bot.services.referrals import Referrals
    from bot.services.thanks import About, Given, ThanksService
    from cogs._ui.host import Host

FORM = "thank:form"


class ThanksCog(commands.Cog):
    def __init__(self, thanks: ThanksService, referrals: Referrals) -> None:
        self._thanks = thanks
        self._referrals = referrals

    @app_commands.command(description="Thank a member, in public; the amount stays with you.")
    @app_commands.describe(member="Whom", referral="The referral that became work, such as R-42")
    async def thank(
        self, interaction: discord.Interaction, member: discord.User | None = None, referral: str | None = None
    ) -> None:
        turn = Turn.of(interaction)
        if referral is not None:
            opened = await self._referrals.open_number(turn.actor(), read_label(referral))
            about = await self._thanks.about_referral(turn.user_id, opened.referral.id)
            if member is not None and member.id != about.thanked.user_id:
                raise Refused(
                    N_("{referral} came from {name}. Leave the member out, or choose another referral."),
                    referral=opened.referral.label,
                    name=about.thanked.name,
                )
            again = opened.referral.state is State.WON
            await self._ask(turn, about, Business.REPEAT if again else Business.NEW)
        elif member is not None:
            await self._ask(turn, await self._thanks.about(turn.actor(), person(member)), Business.NEW)
        else:
            raise Refused(N_("Choose the member whom you want to thank, or the referral that became work."))

    @thank.autocomplete("referral")
    async def suggest_referral(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        turn = Turn.of(interaction)
        turn.end()
        try:
            found = await self._referrals.list(turn.actor(), Box.RECEIVED, None, suggest.LOOKED_THROUGH)
        except Refused:
            return []
        return suggest.referrals((each for each in found if each[0].state not in NOT_COUNTED), typed)

    async def thank_from_menu(self, interaction: discord.Interaction, member: discord.User) -> None:
        turn = Turn.of(interaction)
        await self._ask(turn, await self._thanks.about(turn.actor(), person(member)), Business.NEW)

    @pressed("thank:open")
    async def thank_from_profile(self, turn: Turn) -> None:
        about = await self._thanks.about(turn.actor(), Person(turn.id))
        await self._ask(turn, about, Business.NEW)

    @pressed("panel:thank")
    async def thank_from_panel(self, turn: Turn) -> None:
        """On a message that everybody sees, so what follows is one's own."""
        await self._referrals.check_member(turn.actor())
        card = Card().text(turn.words.t("Whom do you want to thank?"))
        card.menu(people_menu("thank:pick", turn.words.t("Choose a member")))
        await turn.show(
            card.small(turn.words.t("For a referral that became work, press “Got the job” on its card in /referrals."))
        )

    @pressed("thank:pick")
    async def thank_picked(self, turn: Turn) -> None:
        await self._ask(turn, await self._thanks.about(turn.actor(), Person(number(turn.chosen))), Business.NEW)

    @pressed("referral:won")
    async def thank_from_card(self, turn: Turn) -> None:
        about = await self._thanks.about_referral(turn.user_id, turn.id)
        await self._ask(turn, about, Business.NEW)

    @pressed("referral:more")
    async def thank_for_more(self, turn: Turn) -> None:
        about = await self._thanks.about_referral(turn.user_id, turn.id)
        await self._ask(turn, about, Business.REPEAT)

    async def _ask(self, turn: Turn, about: About, business: Business) -> None:
        typed = {"message": turn.words.t("Thank you for the referral!"), "business": business.value}
        await turn.ask(thank_form(turn.words, about, forms.nonce(), typed))

    def _form_parts(self, turn: Turn) -> tuple[int, int, str]:
        """Whom, for which referral (0 for none), and the form's nonce."""
        thanked, referral, nonce = turn.take(3)
        return number(thanked), number(referral), nonce

    @submitted(FORM)
    async def said(self, turn: Turn, typed: forms.Typed) -> None:
        thanked_id, referral_id, nonce = self._form_parts(turn)
        filled = Typed(typed.get("message", ""), typed.get("amount", ""), typed.get("business", ""), SURE in typed)
        group_id = turn.group_id
        if referral_id and not group_id:
            group_id = (await self._thanks.about_referral(turn.user_id, referral_id)).group.group_id
        given = await self._thanks.give(
            turn.actor(group_id), Person(thanked_id), referral_id or None, filled, turn.form_key(FORM, nonce)
        )
        if referral_id and turn.interaction.message is not None:  # it was asked for on the referral's card
            opened = await self._referrals.open(turn.user_id, referral_id)
            await turn.update(referral_card.card(turn.words, opened))
        await turn.show(confirmation(turn.words, given))

    @reopens(FORM)
    async def reopened(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        thanked_id, referral_id, nonce = self._form_parts(turn)
        if referral_id:
            about = await self._thanks.about_referral(turn.user_id, referral_id)
        else:
            about = await self._thanks.about(turn.actor(), Person(thanked_id))
        return thank_form(turn.words, about, nonce, typed)

    @pressed("thanks:undo")
    async def undo(self, turn: Turn) -> None:
        given = await self._thanks.undo(turn.user_id, turn.id)
        await turn.update(line(turn.words.t("↩️ {thanks} is taken back.", thanks=given.thanks.label)))

    @pressed("thanks:pleasure")
    async def pleasure(self, turn: Turn) -> None:
        given = await self._thanks.answer(turn.user_id, turn.id)
        group = await self._thanks.group(given.thanks.group_id)
        await turn.update(post(group.language, given))


class Messages:
    """What is said of thanks outside an interaction."""

    def __init__(self, thanks: ThanksService) -> None:
        self._thanks = thanks

    async def post(self, message: Message) -> Parcel | None:
        given = await self._thanks.get(message.group_id, message.record_id)
        if given.thanks.undone_at is not None and not message.only_edit:
            return None
        return Parcel(post(message.language, given))

    async def note(self, message: Message) -> Parcel | None:
        given = await self._thanks.get(message.group_id, message.record_id)
        if given.thanks.undone_at is not None:
            return None
        return Parcel(note(words(message.language), given))


def thank_form(words: Words, about: About, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    """The form for a thank-you; without amount and business where the group has amounts off."""
    group, referral = about.group, about.referral
    items = [
        forms.text_item(words, "message", model.MESSAGE, typed, description=words.t("Everyone in the group reads this")),
    ]
    if group.amounts:
        example = words.t(
            "{currency}, such as {example}", currency=group.currency, example=number_format(group.language.first).example
        )
        items.append(
            forms.text_item(words, "amount", model.AMOUNT, typed, description=words.t("Only you see this"), example=example)
        )
        options = [(business.value, words.t(label)) for business, label in BUSINESS_LABELS.items()]
        items.append(forms.radio_item("business", words.t("What kind of work is it?"), options, typed.get("business")))
    return forms.form(
        f"{FORM}:{about.thanked.user_id}:{referral.id if referral else 0}:{nonce}",
        words.t("Thank {name}", name=about.thanked.name),
        *items,
    )


def confirmation(words: Words, given: Given) -> Card:
    """What the author sees at once; the amount is echoed to them alone."""
    card = Card().title(f"💚 {words.t('{name} will be glad', name=one_line(given.thanked_name))}")
    if given.in_public:
        card.text(words.t("Your thank-you ({thanks}) is on its way to everybody.", thanks=given.thanks.label))
    else:
        card.text(
            words.t(
                "Your thank-you ({thanks}) goes to them alone: the group has no channel for it yet.", thanks=given.thanks.label
            )
        )
    if given.referral is not None and given.referral.state is State.WON and given.thanks.business is Business.NEW:
        card.text(words.t("{referral} now stands at “Got the job”.", referral=given.referral.label))
    if given.thanks.amount is not None:
        card.text(words.t("Noted for you alone: {amount}.", amount=words.money(given.thanks.amount)))
    return card.buttons([button(f"thanks:undo:{given.thanks.id}", words.t("Undo"), "↩️")]).small(
        words.t("You can undo this for ten minutes.")
    )


def post(language: str, given: Given) -> Card:
    """The public post, with the button to answer while nobody has."""

    def buttons(words: Words) -> list[Button]:
        if given.thanks.undone_at is not None or given.thanks.pleasure_at is not None:
            return []
        return [button(f"thanks:pleasure:{given.thanks.id}", words.t("It's a pleasure"), "😊")]

    return public(language, lambda card, words: public_thanks(card, words, given), buttons)


def public_thanks(card: Card, words: Words, given: Given) -> None:
    """What everybody reads: who thanks whom, in their own words. Never a client, never an amount."""
    author, thanked = f"**{one_line(given.author_name)}**", f"**{one_line(given.thanked_name)}**"
    if given.thanks.voided:
        card.text(
            words.t(
                "🚫 The thank-you {thanks} from {author} to {thanked} was cancelled by a moderator.",
                thanks=given.thanks.label,
                author=author,
                thanked=thanked,
            )
        )
        return
    if given.thanks.undone_at is not None:
        card.text(words.t("↩️ {author} took back a thank-you to {thanked}.", author=author, thanked=thanked))
        return
    card.text(f"💚 {words.t('{author} thanks {thanked}', author=author, thanked=thanked)}")
    card.text(quoted(given.thanks.message))
    if given.thanks.pleasure_at is not None:
        card.text(f"😊 {words.t('{thanked}: “It’s a pleasure!”', thanked=thanked)}")
    card.small(given.thanks.label)


def note(words: Words, given: Given) -> Card:
    """What the one who was thanked gets, without the amount."""
    author = f"**{one_line(given.author_name)}**"
    if given.referral is None:
        headline = words.t("💚 {author} thanks you.", author=author)
    elif given.thanks.business is Business.REPEAT:
        headline = words.t(
            "➕ More work came from {referral}. {author} thanks you.", referral=given.referral.label, author=author
        )
    else:
        headline = words.t("🎉 {referral} became work! {author} thanks you.", referral=given.referral.label, author=author)
    return Card().text(headline).text(quoted(given.thanks.message))


async def setup(bot: Host) -> None:
    cog = ThanksCog(bot.services.thanks, bot.services.referrals)
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name="Thank them", callback=cog.thank_from_menu))
    messages = Messages(bot.services.thanks)
    bot.handlers |= {"thanks.post": messages.post, "thanks.note": messages.note}
