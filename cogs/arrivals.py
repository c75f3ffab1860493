"""“That's me”: people whom the group expects say who they are, and a moderator confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.i18n import words
from bot.model import arrivals as model
from bot.model.membership import has_left
from bot.model.words import N_, not_found
from bot.worker.parcel import Parcel
from cogs._ui import arrival_card, forms
from cogs._ui.cards import Button, Card, button, line, primary, public
from cogs._ui.host import group_name
from cogs._ui.proof import is_here, is_proven_gone
from cogs._ui.routing import pressed, reopens, submitted
from cogs._ui.text import one_line
from cogs._ui.turn import Turn, names_of, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import discord
    from discord import ui

    from bot.i18n import Words
    from bot.model.arrivals import Claim
    from bot.model.outbox import Message
    from cogs._ui.host import Host

FORM = "expected:name_form"
CONFIRMED, REFUSED = N_("✅ Confirmed by {moderator}."), N_("🙏 Refused by {moderator}.")
PARTED = N_("🙋 Whoever said here who they are deleted what was held about them, so there is nothing to decide.")


class ArrivalsCog(commands.Cog):
    def __init__(self, bot: Host) -> None:
        self._http = bot.http
        self._arrivals = bot.services.arrivals

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        if not member.bot:
            await self._arrivals.arrived(member.guild.id, member.id, names_of(member), member.guild.preferred_locale.value)

    @pressed("expected:me")
    async def me(self, turn: Turn) -> None:
        """Pressed in the server, or in a direct message: then Discord is asked whether they are in that server."""
        group, expected = (number(part) for part in turn.take(2))
        if turn.group_id not in {0, group} or (not turn.group_id and not await is_here(self._http, group, turn.user_id)):
            raise not_found()
        claim = await self._arrivals.claim(turn.actor(group), expected, names_of(turn.interaction.user))
        await turn.update(asked_card(turn.words, claim))

    @pressed("expected:name")
    async def ask_name(self, turn: Turn) -> None:
        if turn.group_id != turn.id:
            raise not_found()
        await self._arrivals.check_may_claim(turn.actor())
        await turn.ask(name_form(turn.words, forms.nonce(), {}))

    @submitted(FORM)
    async def named(self, turn: Turn, typed: forms.Typed) -> None:
        claim = await self._arrivals.claim_by_name(turn.actor(), typed.get("name", ""))
        await turn.show(asked_card(turn.words, claim))

    @reopens(FORM)
    async def name_again(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        return name_form(turn.words, turn.take(1)[0], typed)

    @pressed("expected:confirm")
    async def confirm(self, turn: Turn) -> None:
        user, expected = (number(part) for part in turn.take(2))
        claim = await self._arrivals.check_may_decide(turn.actor(), user, expected)
        if await is_proven_gone(self._http, turn.group_id, user):
            raise has_left(claim.name)
        claim = await self._arrivals.decide(turn.actor(), user, expected, accept=True)
        await turn.say(turn.words.t("{name} is a member now.", name=f"**{one_line(claim.name)}**"))

    @pressed("expected:refuse")
    async def refuse(self, turn: Turn) -> None:
        user, expected = (number(part) for part in turn.take(2))
        claim = await self._arrivals.decide(turn.actor(), user, expected, accept=False)
        await turn.say(turn.words.t("{name} is told, kindly; they may apply with /join.", name=f"**{one_line(claim.name)}**"))


class Messages:
    """What is said of it outside an interaction."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        self._arrivals = bot.services.arrivals

    async def arrived(self, message: Message) -> Parcel | None:
        """To somebody who just joined the server, and goes by a name that the group expects."""
        expected = await self._arrivals.still_expected(message.group_id, map(int, message.detail.split(",")))
        if not expected:
            return None
        reader = words(message.language)
        name = await group_name(self._bot, message.group_id)
        card = Card().text(
            reader.t("👋 Welcome to {group}! The group expects somebody who may be you. Are you one of them?", group=name)
        )
        card.rows("", arrival_card.listed(expected)).buttons(arrival_card.thats_me(reader, message.group_id, expected))
        return Parcel(card.small(reader.t("If not, look at /help there. I do not write again about this.")))

    async def claims(self, message: Message) -> Parcel | None:
        claim = await self._arrivals.get(message.group_id, message.record_id, int(message.detail))
        if claim is None:
            return Parcel(public(message.language, lambda card, words: card.text(words.t(PARTED))))
        buttons = decisions(claim)
        return Parcel(public(message.language, lambda card, words: claim_card(card, words, claim), buttons))

    async def recognised(self, message: Message) -> Parcel | None:
        said = words(message.language).t(
            "🎉 Welcome! You are a member of {group} now, and what it knew of {name} stands in your profile. Look at it with /profile"
            " show there, and change what is not right with /profile edit.",
            group=await group_name(self._bot, message.group_id),
            name=one_line(message.detail),
        )
        return Parcel(line(said))

    async def not_recognised(self, message: Message) -> Parcel | None:
        said = words(message.language).t(
            "Thank you for saying who you are. The moderators of {group} could not find you on their list that way. You are welcome"
            " to apply with /join there.",
            group=await group_name(self._bot, message.group_id),
        )
        return Parcel(line(said))


def asked_card(words: Words, claim: Claim) -> Card:
    return line(
        words.t(
            "📨 The moderators are asked whether you are {name}. You will hear from them.",
            name=f"**{one_line(claim.expected_name)}**",
        )
    )


def claim_card(card: Card, words: Words, claim: Claim) -> None:
    """The moderators' card; once decided it says by whom, and has no buttons left."""
    card.text(
        words.t(
            "🙋 {person}, in the server as {name}, says: I am {expected}, whom the group expects.",
            person=f"<@{claim.user_id}>",
            name=f"**{one_line(claim.name)}**",
            expected=f"**{one_line(claim.expected_name)}**",
        )
    )
    if claim.accepted is None:
        card.small(words.t("Confirm it only if you know them: they get that person's trade and profile."))
    else:
        said = CONFIRMED if claim.accepted else REFUSED
        card.text(words.t(said, moderator=f"<@{claim.decided_by}>"))


def decisions(claim: Claim) -> Callable[[Words], Sequence[Button]]:
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
    item = forms.text_item(words, "name", model.NAME, typed, description=words.t("As it stands in the group's list."))
    return forms.form(f"{FORM}:{nonce}", words.t("Who are you here?"), item)


async def setup(bot: Host) -> None:
    await bot.add_cog(ArrivalsCog(bot))
    messages = Messages(bot)
    bot.handlers |= {"member.arrived": messages.arrived, "member.claims": messages.claims}
    bot.handlers |= {"member.claim": messages.recognised, "member.not_recognised": messages.not_recognised}
