"""Joining, and the roll."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.i18n import date_stamp, words
from bot.model import members as model
from bot.model.members import STATUS_LABELS, Member, Person, Status, Step
from bot.model.words import N_
from bot.services.members import Application
from bot.worker.parcel import Parcel
from cogs._ui import forms, suggest
from cogs._ui.cards import Button, Card, button, line, primary, public
from cogs._ui.routing import pressed, reopens, submitted
from cogs._ui.text import one_line, quoted, safe_text
from cogs._ui.turn import Turn, number, person, stale

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.i18n import Words
    from bot.model.outbox import Message
    from bot.services.members import Members
    from bot.services.profiles import Profiles
    from cogs._ui.host import Host

FORM = "join:form"
UNKNOWN_MEMBER = 10007
"""They left the server: there is nobody to give a role to, or to take it from."""
ROOM_FOR_OTHERS = 400
"""Characters that a long status leaves to those after it."""
TOLD = {
    Step.APPROVE: N_(
        "🎉 Welcome! You are a member of {group} now. Start with /profile edit there: others refer to you by what they read."
    ),
    Step.ADD: N_(
        "🎉 Welcome! You are a member of {group} now. Start with /profile edit there: others refer to you by what they read."
    ),
    Step.DECLINE: N_("Thank you for applying to {group}. The moderators can't let you in this time."),
    Step.REMOVE: N_("You are no longer a member of {group}. Thank you for all you gave; what you did stays counted."),
}
DONE = {
    Step.APPROVE: N_("{name} is a member now."),
    Step.ADD: N_("{name} is a member now."),
    Step.DECLINE: N_("The application of {name} was declined."),
    Step.REMOVE: N_("{name} is not a member any more. Their referrals and thanks stay counted."),
}


class JoinCog(commands.Cog):
    def __init__(self, members: Members, profiles: Profiles) -> None:
        self._members = members
        self._profiles = profiles

    @app_commands.command(description="Apply to become a member of this group.")
    @app_commands.describe(seat="Your trade: what you do for a living")
    async def join(self, interaction: discord.Interaction, seat: str) -> None:
        turn = Turn.of(interaction)
        seat = await self._members.check_may_apply(turn.actor(), seat)
        await turn.ask(join_form(turn.words, seat, forms.nonce(), {}))

    @join.autocomplete("seat")
    async def suggest_seat(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.among(await self._profiles.seats(interaction.guild_id or 0), typed)

    @submitted(FORM)
    async def applied(self, turn: Turn, typed: forms.Typed) -> None:
        seat, nonce = _form_parts(turn)
        sponsor = typed.get("sponsor", "")
        application = Application(
            seat=seat,
            business=typed.get("business", ""),
            offer=typed.get("offer", ""),
            ideal_referral=typed.get("ideal_referral", ""),
            contact=typed.get("contact", ""),
            sponsor_id=number(sponsor) if sponsor else None,
        )
        await self._members.apply(turn.actor(), application, turn.form_key(FORM, nonce))
        await turn.say(
            turn.words.t(
                "📨 Your application is with the moderators now. You will get a message as soon as they decide; /help shows it too."
            )
        )

    @reopens(FORM)
    async def reopened(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        return join_form(turn.words, *_form_parts(turn), typed)


class MemberCog(commands.GroupCog, group_name="member", group_description="For moderators: the roll of the group."):
    def __init__(self, members: Members) -> None:
        self._members = members

    @app_commands.command(description="Let an applicant in.")
    @app_commands.describe(member="Who applied")
    async def approve(self, interaction: discord.Interaction, member: discord.User) -> None:
        await self._decide(Turn.of(interaction), person(member), Step.APPROVE)

    @app_commands.command(description="Decline an application, kindly.")
    @app_commands.describe(member="Who applied", reason="They will read it")
    async def decline(self, interaction: discord.Interaction, member: discord.User, reason: str = "") -> None:
        await self._decide(Turn.of(interaction), person(member), Step.DECLINE, reason)

    @app_commands.command(description="Add somebody as a member at once.")
    @app_commands.describe(member="Who", seat="Their trade")
    async def add(self, interaction: discord.Interaction, member: discord.User, seat: str) -> None:
        turn = Turn.of(interaction)
        added = await self._members.add(turn.actor(), person(member), seat)
        await turn.say(turn.words.t(DONE[Step.ADD], name=f"**{one_line(added.name)}**"))

    @app_commands.command(description="Remove a member; what they did stays counted.")
    @app_commands.describe(member="Who", reason="They will read it")
    async def remove(self, interaction: discord.Interaction, member: discord.User, reason: str) -> None:
        await self._decide(Turn.of(interaction), person(member), Step.REMOVE, reason)

    @app_commands.command(name="list", description="The roll of the group.")
    @app_commands.describe(status="Only those who are this")
    @app_commands.choices(status=[app_commands.Choice(name=label, value=status.value) for status, label in STATUS_LABELS.items()])
    async def roll(self, interaction: discord.Interaction, status: str | None = None) -> None:
        turn = Turn.of(interaction)
        await turn.show(roll_card(turn.words, await self._members.roll(turn.actor(), Status(status) if status else None)))

    @pressed("member:approve")
    async def approve_from_card(self, turn: Turn) -> None:
        await self._decide(turn, Person(turn.id), Step.APPROVE)

    @pressed("member:decline")
    async def decline_from_card(self, turn: Turn) -> None:
        await self._decide(turn, Person(turn.id), Step.DECLINE)

    async def _decide(self, turn: Turn, who: Person, step: Step, reason: str = "") -> None:
        decided = await self._members.decide(turn.actor(), who, step, reason)
        await turn.say(turn.words.t(DONE[step], name=f"**{one_line(decided.name)}**"))


class Messages:
    """What applicants, members and moderators are told outside an interaction."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        self._members = bot.services.members
        bot.handlers |= {f"member.{step.value}": self.told for step in TOLD}
        bot.handlers |= {"member.card": self.card, "member.waits": self.waits, "member.role": self.role}

    async def told(self, message: Message) -> Parcel | None:
        text = words(message.language).t(
            TOLD[Step(message.kind.removeprefix("member."))], group=one_line(await self._group_name(message))
        )
        card = line(text)
        return Parcel(card.text(quoted(message.detail)) if message.detail else card)

    async def card(self, message: Message) -> Parcel | None:
        applicant = await self._members.get(message.group_id, message.record_id)
        if applicant is None:
            return None
        return Parcel(public(message.language, lambda card, words: application(card, words, applicant), decisions(applicant)))

    async def waits(self, message: Message) -> Parcel | None:
        applicant = await self._members.get(message.group_id, message.record_id)
        if applicant is None or applicant.status is not Status.APPLICANT:
            return None
        said = words(message.language).t(
            "📨 {name} applies to {group} as: {seat}. Choose a channel for applications with /group setup moderators_channel there,"
            " and their card is posted in it.",
            name=f"**{one_line(applicant.name)}**",
            group=one_line(await self._group_name(message)),
            seat=one_line(applicant.seat),
        )
        return Parcel(line(said))

    async def _group_name(self, message: Message) -> str:
        """Discord is asked where another process has the connection that knows, or this one's is not up yet."""
        guild = self._bot.get_guild(message.group_id) or await self._bot.fetch_guild(message.group_id, with_counts=False)
        return guild.name

    async def role(self, message: Message) -> Parcel | None:
        """Give or take the group's member role, as the member's present status wants it."""
        group = await self._bot.services.groups.get(message.group_id)
        member = await self._members.get(message.group_id, message.record_id)
        if group.member_role_id is None or member is None:
            return None
        switch = self._bot.http.add_role if member.belongs else self._bot.http.remove_role
        try:
            await switch(message.group_id, message.record_id, group.member_role_id, reason="Goodword membership")
        except discord.NotFound as problem:
            if problem.code != UNKNOWN_MEMBER:
                raise
        return None


def _form_parts(turn: Turn) -> tuple[str, str]:
    """The trade, which may hold colons itself, and the form's nonce. Raises Refused."""
    *seat, nonce = turn.args or ("",)
    if not seat:
        raise stale()
    return ":".join(seat), nonce


def join_form(words: Words, seat: str, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    return forms.form(
        f"{FORM}:{seat}:{nonce}",
        words.t("Apply as: {seat}", seat=seat),
        forms.text_item(words, "business", model.BUSINESS, typed),
        forms.text_item(words, "offer", model.OFFER, typed),
        forms.text_item(words, "ideal_referral", model.IDEAL_REFERRAL, typed),
        forms.text_item(words, "contact", model.CONTACT, typed),
        forms.user_item("sponsor", words.t("Who told you about us?"), words.t("A member of the group, if you like.")),
    )


def application(card: Card, words: Words, applicant: Member) -> None:
    """The moderators' card; once decided it says so, and has no buttons left."""
    profile = applicant.profile
    card.title(f"📨 {words.t('{name} applies as: {seat}', name=one_line(applicant.name), seat=one_line(applicant.seat))}")
    card.text(f"**{one_line(profile.business)}**\n{safe_text(profile.offer)}")
    card.text(f"**🎯 {words.t('Who to send them')}**\n{quoted(profile.ideal_referral)}")
    if applicant.sponsor_id is not None:
        card.text(words.t("They heard of us from {name}.", name=f"<@{applicant.sponsor_id}>"))
    if applicant.status is not Status.APPLICANT:
        card.text(words.t("Decided: {status}.", status=words.t(STATUS_LABELS[applicant.status])))


def decisions(applicant: Member) -> Callable[[Words], Sequence[Button]]:
    """What moderators may press on it, until one has."""

    def buttons(words: Words) -> list[Button]:
        if applicant.status is not Status.APPLICANT:
            return []
        return [
            primary(f"member:approve:{applicant.user_id}", words.t("Approve"), "✅"),
            button(f"member:decline:{applicant.user_id}", words.t("Decline"), "🙏"),
        ]

    return buttons


def roll_card(words: Words, roll: Sequence[Member]) -> Card:
    """Everybody by status, one line each."""
    card = Card().title(f"📋 {words.t('The roll')}")
    if not roll:
        return card.text(words.t("Nobody yet. Add members with /member add, or let them apply with /join."))
    for status in Status:
        those = [member for member in roll if member.status is status]
        if those:
            lines = [f"**{one_line(member.name)}** · {one_line(member.seat)}{_since(member)}" for member in those]
            left_out = card.lines(f"**{words.t(STATUS_LABELS[status])} ({len(those)})**", lines, ROOM_FOR_OTHERS)
            if left_out:
                card.small(
                    words.n("and {count} more: /directory finds them", "and {count} more: /directory finds them", left_out)
                )
    return card


def _since(member: Member) -> str:
    return f" · {date_stamp(member.joined_at)}" if member.joined_at and member.belongs else ""


async def setup(bot: Host) -> None:
    await bot.add_cog(JoinCog(bot.services.members, bot.services.profiles))
    await bot.add_cog(MemberCog(bot.services.members))
    Messages(bot)
