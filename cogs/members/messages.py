"""Renders outbox rows about memberships to applicants, members, sponsors and moderators, and switches the member role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.admin.setup import GroupSetup
from bot.core.errors import N_
from bot.i18n import date_stamp, words
from bot.membership.applications.service import Applications
from bot.membership.departures.service import Departures
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Status
from bot.membership.roster.service import Roster
from bot.worker.rendered import Rendered
from cogs._ui.bot_protocol import group_name
from cogs._ui.cards import Card, line, primary, public
from cogs._ui.member_lookup import UNKNOWN_MEMBER
from cogs._ui.people import mentioned
from cogs._ui.text import one_line, quoted
from cogs._ui.welcome import first_steps
from cogs.members import cards

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.membership.members.model import Member
    from bot.worker.rendered import Handler
    from cogs._ui.bot_protocol import BotProtocol

WELCOME = N_(
    "🎉 Welcome! You are a member of {group} now. Others refer to you by what they read in your profile: /profile edit there."
)
TOLD = {
    f"member.{Step.APPROVE.value}": WELCOME,
    f"member.{Step.ADD.value}": WELCOME,
    f"member.{Step.DECLINE.value}": N_(
        "Thank you for applying to {group}. The moderators can't let you in this time. You may apply again in a week."
    ),
    f"member.{Step.REMOVE.value}": N_(
        "You are no longer a member of {group}. Thank you for all you gave; what you did stays counted."
    ),
    f"member.{Step.PAUSE.value}": N_("🌙 The moderators of {group} put you on leave: your trade is kept, and reminders rest."),
    f"member.{Step.RESUME.value}": N_("☀️ Welcome back! Your leave in {group} is over, and others can refer to you again."),
    "member.seat": N_("🪑 The moderators of {group} changed your trade:"),
    "member.associate": N_(
        "🤗 You are a friend of {group} now: without a trade, so nobody refers clients to you. You refer to others, ask, answer,"
        " introduce, and come to the meetings."
    ),
    "seat.open": N_("🪑 A trade you waited for is open in {group}. Apply with /join there; whoever comes first gets it:"),
}
"""Messages about a person's own membership, by kind; the row's detail, such as a reason, is quoted below."""
TOLD_ASSOCIATES = {
    f"member.{Step.PAUSE.value}": N_("🌙 The moderators of {group} put you on leave, and reminders rest."),
    f"member.{Step.RESUME.value}": N_("☀️ Welcome back! Your leave in {group} is over."),
    "seat.open": N_("🪑 A trade you waited for is open in {group}. Ask a moderator for it: they use /member seat."),
}
"""The same to somebody without a trade, where what is said of one would be wrong."""
WELCOMES = frozenset({f"member.{Step.APPROVE.value}", f"member.{Step.ADD.value}", "member.associate"})
"""Kinds with the button that begins the first steps, where their reader has not taken these."""
OF_ANOTHER = {
    "member.sponsored": N_("🌱 {name} applies to {group} and says that they heard of it from you. The moderators decide."),
    "member.sponsored_in": N_("🌱 {name}, who heard of {group} from you, is a member now. Introduce them to somebody!"),
    "member.back": N_("☀️ {name} is back in {group}. You wanted to refer somebody to them: /refer."),
}
"""Messages to a person about another member, by kind."""


class Messages:
    """Renders the rows of the outbox that are about memberships."""

    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._roster = bot.services.of(Roster)
        self._applications = bot.services.of(Applications)

    def register(self, handlers: dict[str, Handler]) -> None:
        handlers |= dict.fromkeys(TOLD, self.told) | dict.fromkeys(OF_ANOTHER, self.of_another)
        handlers |= {"member.card": self.card, "member.waits": self.waits, "member.role": self.role}
        handlers |= {"member.question": self.question}

    async def told(self, message: Message) -> Rendered | None:
        reader = words(message.language)
        member = await self._roster.get(message.group_id, message.record_id)
        said = TOLD if member is None or not member.is_associate else TOLD | TOLD_ASSOCIATES
        card = line(reader.t(said[message.kind], group=await group_name(self._bot, message.group_id)))
        if message.detail:
            card.text(quoted(message.detail))
        if message.kind == f"member.{Step.PAUSE.value}" and member and member.away and member.away.until:
            card.text(reader.t("You are back by yourself on {day}.", day=date_stamp(member.away.until)))
        if message.kind in WELCOMES:
            card.buttons(first_steps(reader, member))
        return Rendered(card)

    async def of_another(self, message: Message) -> Rendered | None:
        member = await self._roster.get(message.group_id, message.record_id)
        if member is None:
            return None
        said = words(message.language).t(
            OF_ANOTHER[message.kind], name=f"**{one_line(member.name)}**", group=await group_name(self._bot, message.group_id)
        )
        return Rendered(line(said))

    async def card(self, message: Message) -> Rendered | None:
        applied = await self._applications.get(message.group_id, message.record_id)
        if applied is None:
            return None
        buttons = cards.decisions(applied.applicant)
        return Rendered(public(message.language, lambda card, words: cards.application(card, words, applied), buttons))

    async def question(self, message: Message) -> Rendered | None:
        """The moderators' question to an applicant. The button's custom id has the group's id, which a direct message does not tell."""
        reader = words(message.language)
        card = Card().text(
            reader.t(
                "❓ The moderators of {group} ask about your application:", group=await group_name(self._bot, message.group_id)
            )
        )
        card.text(quoted(message.detail))
        return Rendered(card.buttons([primary(f"join:answer:{message.group_id}", reader.t("Answer"), "💬")]))

    async def waits(self, message: Message) -> Rendered | None:
        applicant = await self._waiting(message)
        if applicant is None:
            return None
        said = words(message.language).t(
            "📨 {name} applies to {group} as: {seat}. Choose a channel for applications with /group setup moderators_channel there,"
            " and their card is posted in it.",
            name=mentioned(applicant.user_id, applicant.name),
            group=await group_name(self._bot, message.group_id),
            seat=one_line(applicant.seat),
        )
        return Rendered(line(said))

    async def _waiting(self, message: Message) -> Member | None:
        applicant = await self._roster.get(message.group_id, message.record_id)
        return applicant if applicant is not None and applicant.status is Status.APPLICANT else None

    async def role(self, message: Message) -> Rendered | None:
        """Give or take the group's member role by the person's present status. Renders no message.

        The status is read now, not when the row was queued: rows that were delayed must not undo later changes.
        """
        group = await self._bot.services.of(GroupSetup).get(message.group_id)
        member = await self._roster.get(message.group_id, message.record_id)
        if group.member_role_id is None:
            return None
        switch = self._bot.http.add_role if member is not None and member.belongs else self._bot.http.remove_role
        try:
            # The reason is shown in the server's own audit log.
            await switch(message.group_id, message.record_id, group.member_role_id, reason="Goodword membership")
        except discord.NotFound as problem:
            # 10007: the person is not in the server. 10011, unknown role, is raised and becomes a notice to the moderators.
            if problem.code != UNKNOWN_MEMBER:
                raise
            await self._bot.services.of(Departures).left(message.group_id, message.record_id)
        return None
