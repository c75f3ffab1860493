"""Answering a need: *I know someone*, *I can help*, *That's my trade*, *I can*, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.asks.model import KNOWN, NeedKind
from bot.asks.offers import Offered
from bot.core.errors import N_
from bot.core.text import read
from bot.membership.members.model import Person
from cogs._ui import forms
from cogs._ui.cards import Card, menu, people_menu, primary
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.introduction_form import introduction_form
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs._ui.text import one_line
from cogs.asks import notes
from cogs.asks.cards import name_of, need_card, take_back_button, text_of
from cogs.asks.need_forms import ANSWER_FORM, KNOWN_FORM, answer_form, known_form
from cogs.asks.trades import mark, trade_name

if TYPE_CHECKING:
    from discord import ui

    from bot.asks.offers import Offers
    from bot.asks.seen import SeenNeed
    from bot.i18n import Words
    from bot.introductions.service import Introductions


OFFERED = {
    NeedKind.QUESTION: N_("{author} is told that you can help ({need})."),
    NeedKind.CLIENT_NEEDS: N_("{author} is told, and chooses one for each trade ({need})."),
    NeedKind.COVER: N_("{author} is told. Whom they choose hears of it, with the details ({need})."),
}
"""What whoever offered reads, by the kinds for which something is offered."""


class Offering(commands.Cog):
    def __init__(self, offers: Offers, introductions: Introductions) -> None:
        self._offers = offers
        self._introductions = introductions

    @pressed("ask:offer")
    async def offer(self, ctx: InteractionContext) -> None:
        """Offer at once; for a question open the form of an answer, and without a trade that is wanted ask whom they know."""
        found = await self._offers.press(ctx.actor(), ctx.id, ctx.key)
        if isinstance(found, Offered):
            await ctx.show(offered_card(ctx.words, found))
        elif found.need.kind is NeedKind.QUESTION:
            before = {"answer": found.my_offer.text} if found.my_offer is not None else {}
            await ctx.ask(answer_form(ctx.words, found.need.id, forms.nonce(), before))
        else:
            await ctx.show(which_trade(ctx.words, found))

    @pressed("ask:trade")
    async def choose_trade(self, ctx: InteractionContext) -> None:
        """Open the form of *I know one* for the trade that was chosen."""
        seen = await self._offers.check(ctx.actor(), ctx.id)
        await ctx.ask(known_form(ctx.words, seen.need.id, ctx.chosen, forms.nonce(), {}))

    @submitted(KNOWN_FORM)
    async def know_one(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        need_id, trade, nonce = ctx.take(3)
        seen = await self._offers.check(ctx.actor(), number(need_id))
        meant = next((each for each in seen.trades if mark(each) == trade), "")
        action = ctx.form_key(KNOWN_FORM, nonce)
        # Without whom they know it would be an offer of their own trade.
        known = read(KNOWN, typed.get("known", ""))
        offered = await self._offers.offer(ctx.actor(), seen.need.id, action, trade=meant, text=known)
        await ctx.show(offered_card(ctx.words, offered))

    @reopens(KNOWN_FORM)
    async def know_one_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        need_id, trade, nonce = ctx.take(3)
        return known_form(ctx.words, number(need_id), trade, nonce, typed)

    @submitted(ANSWER_FORM)
    async def answer(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        need_id, nonce = ctx.take(2)
        action = ctx.form_key(ANSWER_FORM, nonce)
        said, sure = typed.get("answer", ""), SURE in typed
        offered = await self._offers.offer(ctx.actor(), number(need_id), action, text=said, sure=sure)
        await ctx.show(offered_card(ctx.words, offered))

    @reopens(ANSWER_FORM)
    async def answer_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        need_id, nonce = ctx.take(2)
        await self._offers.check(ctx.actor(), number(need_id))
        return answer_form(ctx.words, number(need_id), nonce, typed)

    @pressed("ask:let_go")
    async def let_go(self, ctx: InteractionContext) -> None:
        seen = await self._offers.let_go(ctx.actor(), ctx.id)
        # What ended meanwhile, or a referral took up, stands as it is.
        await ctx.update(notes.taken_back(ctx.words, seen) if seen.my_offer is None else need_card(ctx.words, seen))

    @pressed("ask:know")
    async def know(self, ctx: InteractionContext) -> None:
        """Ask privately which of the two: a client, who said yes, or a member."""
        seen, takes_referrals = await self._offers.check_known(ctx.actor(), ctx.id)
        await ctx.show(know_card(ctx.words, seen, takes_referrals=takes_referrals))

    @pressed("ask:know_member")
    async def introduce(self, ctx: InteractionContext) -> None:
        """Open the introduction's form of the asker and the member who was chosen."""
        seen = await self._offers.check(ctx.actor(), ctx.id)
        asker, other = Person(seen.need.author_id), Person(number(ctx.chosen))
        first, second = await self._introductions.about(ctx.actor(), asker, other)
        await ctx.ask(introduction_form(ctx.words, first, second, forms.nonce(), {"why": text_of(ctx.words, seen.need)}))


def know_card(words: Words, seen: SeenNeed, *, takes_referrals: bool = True) -> Card:
    """Asks whom somebody knows: a client who said yes, or a member of the group; of an associate a member alone."""
    need = seen.need
    author = name_of(seen, need.author_id)
    card = Card().title(f"🙋 {words.t('You know someone for {author}', author=author)}")
    if takes_referrals:
        card.text(
            words.t(
                "Ask them first. When they said yes, send them as a referral: {author} gets name and contact, and nobody else.",
                author=author,
            )
        )
        card.buttons([primary(f"ask:know_yes:{need.id}", words.t("They said yes"), "🤝")])
        card.rule().text(words.t("Or it is a member here: then I ask both whether they want to meet."))
    else:
        card.text(
            words.t(
                "{author} is a friend of the group and takes no clients. Is it a member here? I ask both whether they want to meet.",
                author=author,
            )
        )
        card.text(words.t("For somebody outside the group /introduce writes the texts that you send to both."))
    card.menu(people_menu(f"ask:know_member:{need.id}", words.t("It is a member here")))
    return card.small(words.t("It stays open for others too, until {author} closes it.", author=author))


def which_trade(words: Words, seen: SeenNeed) -> Card:
    """Asks for which of the trades somebody knows one, who is no member."""
    card = Card().text(words.t("None of these is your trade. Do you know somebody outside the group who has one of them?"))
    options = list({mark(trade): trade_name(words, trade) for trade in seen.trades}.items())
    return card.menu(menu(f"ask:trade:{seen.need.id}", words.t("I know one"), options))


def offered_card(words: Words, offered: Offered) -> Card:
    """The private answer to whoever offered."""
    card = Card().text(f"🙋 {words.t(OFFERED[offered.kind], author=one_line(offered.author), need=offered.label)}")
    if offered.text and offered.kind is NeedKind.QUESTION:
        card.text(words.t("Your answer stands behind the button of the question, for everybody."))
    return card.buttons([take_back_button(words, offered.need_id)])
