"""Claims: the buttons by which a person says that they are an expected member, and by which a moderator decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.core.errors import N_, not_found
from bot.i18n import words
from bot.membership.claims import model as claims_model
from bot.membership.claims.service import Claims
from bot.membership.members.lifecycle import has_left
from bot.worker.rendered import Rendered
from cogs._ui import claim_offer, forms
from cogs._ui.bot_protocol import group_name
from cogs._ui.cards import Button, Card, button, line, primary, public
from cogs._ui.interaction import InteractionContext, names_of, number
from cogs._ui.member_lookup import is_here, is_proven_gone
from cogs._ui.people import mention, mentioned
from cogs._ui.routing import pressed, reopens, submitted
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import discord
    from discord import ui

    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from bot.membership.claims.model import Claim
    from cogs._ui.bot_protocol import BotProtocol

FORM = "expected:name_form"
CONFIRMED, REFUSED = N_("✅ Confirmed by {moderator}."), N_("🙏 Refused by {moderator}.")
PARTED = N_("🙋 Whoever said here who they are deleted what was held about them, so there is nothing to decide.")


class ClaimsCog(commands.Cog):
    def __init__(self, bot: BotProtocol) -> None:
        self._http = bot.http
        self._claims = bot.services.of(Claims)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        # Sent only with the privileged members intent (https://docs.discord.com/developers/events/gateway#privileged-intents).
        if not member.bot:
            await self._claims.arrived(member.guild.id, member.id, names_of(member), member.guild.preferred_locale.value)

    @pressed("expected:me")
    async def me(self, ctx: InteractionContext) -> None:
        """Claim to be an expected member, in the server or in a direct message.

        A direct message does not show that the person is still in the server, so Discord is asked.
        """
        group, expected = (number(part) for part in ctx.take(2))
        if ctx.group_id not in {0, group} or (not ctx.group_id and not await is_here(self._http, group, ctx.user_id)):
            raise not_found()
        claim = await self._claims.claim(ctx.actor(group), expected, names_of(ctx.interaction.user))
        await ctx.update(asked_card(ctx.words, claim))

    @pressed("expected:name")
    async def ask_name(self, ctx: InteractionContext) -> None:
        # The custom id is input: a button of another server must not claim here.
        if ctx.group_id != ctx.id:
            raise not_found()
        await self._claims.check_may_claim(ctx.actor())
        await ctx.ask(name_form(ctx.words, forms.nonce(), {}))

    @submitted(FORM)
    async def named(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        claim = await self._claims.claim_by_name(ctx.actor(), typed.get("name", ""))
        await ctx.show(asked_card(ctx.words, claim))

    @reopens(FORM)
    async def name_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return name_form(ctx.words, ctx.take(1)[0], typed)

    @pressed("expected:confirm")
    async def confirm(self, ctx: InteractionContext) -> None:
        user, expected = (number(part) for part in ctx.take(2))
        claim = await self._claims.check_may_decide(ctx.actor(), user, expected)
        # Asked before the decision: who left the server can't be given the role, and is not let in.
        if await is_proven_gone(self._http, ctx.group_id, user):
            raise has_left(claim.name)
        claim = await self._claims.decide(ctx.actor(), user, expected, accept=True)
        await ctx.say(ctx.words.t("{name} is a member now.", name=mentioned(user, claim.name)))

    @pressed("expected:refuse")
    async def refuse(self, ctx: InteractionContext) -> None:
        user, expected = (number(part) for part in ctx.take(2))
        claim = await self._claims.decide(ctx.actor(), user, expected, accept=False)
        await ctx.say(ctx.words.t("{name} is told, kindly; they may apply with /join.", name=mentioned(user, claim.name)))


class Messages:
    """Renders the outbox rows about claims."""

    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._claims = bot.services.of(Claims)

    async def arrived(self, message: Message) -> Rendered | None:
        """The question to a person who joined the server under a similar name; None where nobody of these is expected any more."""
        expected = await self._claims.still_expected(message.group_id, map(int, message.detail.split(",")))
        if not expected:
            return None
        reader = words(message.language)
        name = await group_name(self._bot, message.group_id)
        card = Card().text(
            reader.t("👋 Welcome to {group}! The group expects somebody who may be you. Are you one of them?", group=name)
        )
        card.rows("", claim_offer.listed(reader, expected)).buttons(claim_offer.thats_me(reader, message.group_id, expected))
        return Rendered(card.small(reader.t("If not, look at /help there. I do not write again about this.")))

    async def claims(self, message: Message) -> Rendered | None:
        claim = await self._claims.get(message.group_id, message.record_id, int(message.detail))
        if claim is None:
            # The claim's row was deleted with the person's data.
            return Rendered(public(message.language, lambda card, words: card.text(words.t(PARTED))))
        buttons = decisions(claim)
        return Rendered(public(message.language, lambda card, words: claim_card(card, words, claim), buttons))

    async def recognised(self, message: Message) -> Rendered | None:
        said = words(message.language).t(
            "🎉 Welcome! You are a member of {group} now, and what it knew of {name} stands in your profile. Look at it with /profile"
            " show there, and change what is not right with /profile edit.",
            group=await group_name(self._bot, message.group_id),
            name=one_line(message.detail),
        )
        return Rendered(line(said))

    async def not_recognised(self, message: Message) -> Rendered | None:
        said = words(message.language).t(
            "Thank you for saying who you are. The moderators of {group} could not find you on their list that way. You are welcome"
            " to apply with /join there.",
            group=await group_name(self._bot, message.group_id),
        )
        return Rendered(line(said))


def asked_card(words: Words, claim: Claim) -> Card:
    return line(
        words.t(
            "📨 The moderators are asked whether you are {name}. You will hear from them.",
            name=f"**{one_line(claim.expected_name)}**",
        )
    )


def claim_card(card: Card, words: Words, claim: Claim) -> None:
    """Fill in the moderators' card; once decided it names the moderator."""
    card.text(
        words.t(
            "🙋 {person}, in the server as {name}, says: I am {expected}, whom the group expects.",
            # The mention says who it is: a name is whatever somebody chose to be called.
            person=mention(words, claim.user_id),
            name=f"**{one_line(claim.name)}**",
            expected=f"**{one_line(claim.expected_name)}**",
        )
    )
    if claim.accepted is None:
        card.small(words.t("Confirm it only if you know them: they get that person's trade and profile."))
    else:
        said = CONFIRMED if claim.accepted else REFUSED
        card.text(words.t(said, moderator=mention(words, claim.decided_by or 0)))


def decisions(claim: Claim) -> Callable[[Words], Sequence[Button]]:
    """The buttons of the moderators' card; none once it is decided."""

    def buttons(words: Words) -> list[Button]:
        if claim.accepted is not None:
            return []
        which = f"{claim.user_id}:{claim.number}"
        return [
            primary(f"expected:confirm:{which}", words.t("Yes, that's them"), "✅"),
            button(f"expected:refuse:{which}", words.t("No, somebody else"), "🙏"),
        ]

    return buttons


def name_form(words: Words, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    item = forms.text_item(words, "name", claims_model.NAME, typed, description=words.t("As it stands in the group's list."))
    return forms.form(f"{FORM}:{nonce}", words.t("Who are you here?"), item)


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(ClaimsCog(bot))
    messages = Messages(bot)
    bot.handlers |= {"member.arrived": messages.arrived, "member.claims": messages.claims}
    bot.handlers |= {"member.claim": messages.recognised, "member.not_recognised": messages.not_recognised}
