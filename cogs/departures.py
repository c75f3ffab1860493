"""Notices that a person left the server or is back, or that the bot was removed from it, and renders the messages about that.

With the members intent Discord sends an event at once. Without it, a command that names a person who is not in the server, a role
that can't be given, and a nightly check notice a departure; a return is noticed at the person's first interaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.core.errors import N_
from bot.i18n import words
from bot.membership.departures.service import Departures
from bot.membership.members.model import Status
from bot.membership.roster.service import Roster
from bot.worker.departed_groups import is_in, is_ours
from bot.worker.rendered import Rendered
from cogs._ui.bot_protocol import group_name
from cogs._ui.cards import Card, line, public
from cogs._ui.interaction import called
from cogs._ui.member_lookup import is_gone
from cogs._ui.people import mentioned
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Collection

    import discord

    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from cogs._ui.bot_protocol import BotProtocol

MOST_ASKED = 100
"""Maximum number of ids in one Request Guild Members
(https://docs.discord.com/developers/events/gateway-events#request-guild-members).
"""

OF_A_MEMBER = {
    "member.left": N_(
        "🚪 {name} left the server. Their trade is kept, their referrals stay, and all is as it was when they return. If they"
        " won't, free the trade with /member remove."
    ),
    "member.came_back": N_("👋 {name} is back in the server, with all that was theirs."),
}
OF_AN_ASSOCIATE = OF_A_MEMBER | {
    "member.left": N_(
        "🚪 {name} left the server. Their referrals stay, and all is as it was when they return. If they won't, use /member remove."
    ),
}
OF_AN_APPLICANT = {
    "member.left": N_("🚪 {name} left the server. Their application rests until they return."),
    "member.came_back": N_("👋 {name} is back in the server. Their application waits for you again."),
}
OF_WHO_IS_ERASED = {
    "member.left": N_("🚪 {name} left the server."),
    "member.came_back": N_("👋 {name} is back in the server."),
}
"""Messages to the moderators, by kind: about a member, an associate, an applicant, and, once it is edited, who deleted their data."""
TO_APPLICANT = N_("👋 Welcome back to {group}! Your application is with the moderators again.")
TO_MEMBER = N_(
    "👋 Welcome back to {group}! You are a member as before: your profile, your trade and your referrals are all there."
)
TO_ASSOCIATE = N_(
    "👋 Welcome back to {group}! You are a friend of the group as before: your profile and your referrals are all there."
)

TO_OTHER = {
    Status.LEFT: N_(
        "🚪 {name} left the server of {group}. What is open between you two stays in /referrals there, and goes on if they"
        " return."
    ),
    Status.FORMER: N_(
        "🚪 {name} is no member of {group} any more. What you passed them and is still new you can take back in /referrals there, and"
        " pass to somebody else with /refer; what they passed you is yours to go on with."
    ),
}
"""What somebody reads who has a referral under way with a person who is not there any more."""


class DeparturesCog(commands.Cog):
    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._departures = bot.services.of(Departures)

    @commands.Cog.listener()
    async def on_raw_member_remove(self, event: discord.RawMemberRemoveEvent) -> None:
        # Sent only with the privileged members intent (https://docs.discord.com/developers/events/gateway#privileged-intents).
        await self._departures.left(event.guild_id, event.user.id)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        await self._departures.back(member.guild.id, member.id, called(member))

    @commands.Cog.listener()
    async def on_strangers_named(self, group_id: int, user_ids: Collection[int]) -> None:
        """A command named people who are not members of the server: queue a check of each, which asks Discord for certain."""
        for user_id in user_ids:
            await self._departures.doubt(group_id, user_id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        # Not during an outage, for which discord.py dispatches guild_unavailable instead.
        await self._departures.server_gone(guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._departures.server_back(guild.id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Notice servers that added or removed the bot while it was not connected.

        READY lists servers with an outage too, as unavailable, so one that is missing has most likely removed the bot: it is checked.
        """
        for group_id in await self._departures.resting():
            if self._bot.get_guild(group_id) is not None:
                await self._departures.server_back(group_id)
        for group_id in await self._departures.missing(frozenset(guild.id for guild in self._bot.guilds)):
            if is_ours(self._bot, group_id):
                await self._departures.doubt_server(group_id)


class Looks:
    """Handles outbox rows that ask Discord who is in the server. Errors are raised: the worker tries the row again later."""

    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._departures = bot.services.of(Departures)

    async def check(self, message: Message) -> Rendered | None:
        """Check one person, and note the departure where Discord says that they are not in the server."""
        if await is_gone(self._bot.http, message.group_id, message.record_id):
            await self._departures.left(message.group_id, message.record_id)
        return None

    async def server(self, message: Message) -> Rendered | None:
        """Check whether the bot is in the server, and note where it is not."""
        if not await is_in(self._bot, message.group_id):
            await self._departures.server_gone(message.group_id)
        return None

    async def call(self, message: Message) -> Rendered | None:
        """Compare a part of the roll with the server: note departures and returns. Implausibly many departures are reported instead."""
        group_id = message.group_id
        guild = self._bot.get_guild(group_id)
        # In an outage Discord knows no members; the next night checks again.
        if guild is not None and guild.unavailable:
            return None
        if guild is None and not await is_in(self._bot, group_id):
            await self._departures.server_gone(group_id)
            return None
        roll = await self._departures.roll_call(group_id, message.record_id, int(message.detail))
        missing = await self._missing(group_id, guild, roll.expected | roll.gone)
        # So many departures at once are more likely an error: nothing is changed, and moderators are asked to look.
        if not roll.is_likely(len(missing & roll.expected)):
            await self._departures.not_believed(group_id, len(missing & roll.expected))
            return None
        for user_id in missing & roll.expected:
            # Asked again one by one: a list in which a person is missing is no proof, only 10007 (unknown member) is.
            if guild is None or await is_gone(self._bot.http, group_id, user_id):
                await self._departures.left(group_id, user_id)
        for user_id in roll.gone - missing:
            await self._departures.back(group_id, user_id)
        return None

    async def _missing(self, group_id: int, guild: discord.Guild | None, wanted: frozenset[int]) -> frozenset[int]:
        """Those of `wanted` who are not in the server.

        One gateway request where this process has the server's shard, else one request by id for each.
        """
        if not wanted:
            return wanted
        if guild is None:
            return frozenset([user_id for user_id in wanted if await is_gone(self._bot.http, group_id, user_id)])
        found = await guild.query_members(user_ids=[*wanted], limit=MOST_ASKED, cache=False)
        return wanted - {member.id for member in found}


class Messages:
    """Renders the outbox rows about departures and returns."""

    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._roster = bot.services.of(Roster)

    async def to_moderators(self, message: Message) -> Rendered | None:
        member = await self._roster.get(message.group_id, message.record_id)
        if member is None:
            return None
        of_member = OF_AN_ASSOCIATE if member.is_associate else OF_A_MEMBER
        sentences = OF_AN_APPLICANT if message.detail == Status.APPLICANT.value else of_member
        if message.only_edit:
            sentences = OF_WHO_IS_ERASED

        def fill(card: Card, words: Words) -> None:
            card.text(words.t(sentences[message.kind], name=mentioned(member.user_id, member.name)))

        return Rendered(public(message.language, fill))

    async def many_missing(self, message: Message) -> Rendered | None:
        def fill(card: Card, words: Words) -> None:
            card.text(
                words.n(
                    "🔎 I can't find {count} member in this server. So many at once is unlikely, so I changed nothing. Look at"
                    " /member list, and remove who really left with /member remove.",
                    "🔎 I can't find {count} members in this server. So many at once is unlikely, so I changed nothing. Look at"
                    " /member list, and remove who really left with /member remove.",
                    message.record_id,
                )
            )

        return Rendered(public(message.language, fill))

    async def to_returned(self, message: Message) -> Rendered | None:
        member = await self._roster.get(message.group_id, message.record_id)
        if member is not None and member.status is Status.APPLICANT:
            said = TO_APPLICANT
        else:
            said = TO_ASSOCIATE if member is not None and member.is_associate else TO_MEMBER
        return Rendered(line(words(message.language).t(said, group=await group_name(self._bot, message.group_id))))

    async def to_other(self, message: Message) -> Rendered | None:
        member = await self._roster.get(message.group_id, message.record_id)
        if member is None or member.status not in TO_OTHER:
            return None
        said = words(message.language).t(
            TO_OTHER[member.status],
            name=f"**{one_line(member.name)}**",
            group=await group_name(self._bot, message.group_id),
        )
        return Rendered(line(said))


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(DeparturesCog(bot))
    looks, messages = Looks(bot), Messages(bot)
    bot.handlers |= {"presence.check": looks.check, "presence.call": looks.call, "presence.server": looks.server}
    bot.handlers |= dict.fromkeys(OF_A_MEMBER, messages.to_moderators)
    bot.handlers |= {"member.many_missing": messages.many_missing, "member.return": messages.to_returned}
    bot.handlers |= {"member.other_left": messages.to_other}
